// Which TLS engine serves a plan: the one that is asked for, or the first that can.
import type { TlsPlan } from '../scenario/server-plan.ts'
import type { TlsLayer } from './layer.ts'
import { opensslLayer } from './openssl/layer.ts'
import { scriptedLayer } from './scripted/layer.ts'

/** In the order in which `auto` tries them. */
const LAYERS: readonly TlsLayer[] = [opensslLayer, scriptedLayer]

/** `because` is why those before it could not; null where there was no choice. */
export type Choice = { layer: TlsLayer; because: string | null } | { unable: string }

/** What the engine that can serve the most of it serves of these versions and suites, which are named one by one. */
export function servablePart(
  versions: readonly string[],
  suites: readonly string[],
  groups: readonly string[] = [],
): { versions: string[]; suites: string[] } {
  const parts = LAYERS.map((layer) => {
    const can = (version: string, suite: string) =>
      layer.unableTo({ ...PLAIN, versions: [version], ciphers: [suite], groups: [...groups] }) === null
    const served = versions.filter((version) => suites.some((suite) => can(version, suite)))
    return { versions: served, suites: suites.filter((suite) => served.some((version) => can(version, suite))) }
  })
  return parts.reduce((best, each) => (sizeOf(each) > sizeOf(best) ? each : best))
}

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

function sizeOf({ versions, suites }: { versions: string[]; suites: string[] }): number {
  return versions.length + suites.length
}

const PLAIN: TlsPlan = {
  mode: 'starttls',
  versions: [],
  ciphers: [],
  groups: [],
  certificate: undefined,
  clientCertificate: { ask: 'never', verify: 'none', refuse: 'handshake', names: [], authorities: 0 },
  handshake: null,
  intolerant: null,
  engine: 'auto',
  handshakeMs: 0,
}
