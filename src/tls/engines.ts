// Which TLS engine serves a plan: the one that is asked for, or the first that can.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { TlsLayer } from './layer.ts'
import { opensslLayer } from './openssl/layer.ts'
import { scriptedLayer } from './scripted/layer.ts'

/** In the order in which `auto` tries them. */
const LAYERS: readonly TlsLayer[] = [opensslLayer, scriptedLayer]

export function chooseLayer(plan: TlsPlan): { layer: TlsLayer } | { unable: string } {
  const asked = LAYERS.filter((layer) => plan.engine === 'auto' || layer.name === plan.engine)
  const layer = asked.find((each) => each.unableTo(plan) === null)
  if (layer) return { layer }
  return { unable: asked.map((each) => each.unableTo(plan)).join('; ') }
}
