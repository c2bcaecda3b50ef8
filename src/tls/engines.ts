// Which TLS engine serves a plan: the one that is asked for, or the first that can.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { TlsLayer } from './layer.ts'
import { opensslLayer } from './openssl/layer.ts'
import { scriptedLayer } from './scripted/layer.ts'

/** In the order in which `auto` tries them. */
const LAYERS: readonly TlsLayer[] = [opensslLayer, scriptedLayer]

/** `because` is why those before it could not; null where there was no choice. */
export type Choice = { layer: TlsLayer; because: string | null } | { unable: string }

export function chooseLayer(plan: TlsPlan): Choice {
  const unable: string[] = []
  for (const layer of LAYERS) {
    if (plan.engine !== 'auto' && layer.name !== plan.engine) continue
    const why = layer.unableTo(plan)
    if (why === null) return { layer, because: unable.length > 0 ? unable.join('; ') : null }
    unable.push(why)
  }
  return { unable: unable.join('; ') }
}
