// The page of the TLS engines: what each can serve, asked of the engines themselves.
import { CATALOGUE } from '../../src/catalogue.ts'
import { planOf } from '../../src/plan-of.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import type { TlsPlan } from '../../src/scenario/server-plan.ts'
import { HANDSHAKE_FAULTS } from '../../src/tls/faults/index.ts'
import type { TlsLayer } from '../../src/tls/layer.ts'
import { opensslLayer } from '../../src/tls/openssl/layer.ts'
import { DH_GROUP_NAMES, dhGroup } from '../../src/tls/scripted/dh-groups.ts'
import { EC_GROUPS } from '../../src/tls/scripted/ec-groups.ts'
import { scriptedLayer } from '../../src/tls/scripted/layer.ts'
import { cipherSuites, VERSIONS } from '../../src/tls/wire/names.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { code, page, table } from './markdown.ts'

const LAYERS: readonly TlsLayer[] = [opensslLayer, scriptedLayer]

export async function tlsEnginesPage(): Promise<string> {
  const [healthy] = planOf(await loadScenario({}, { vocabulary, catalogue: CATALOGUE })).servers
  if (!healthy) throw new Error('a plan without a server')
  const plan = (keys: Partial<TlsPlan>): TlsPlan => ({ ...healthy.tls, ...keys })
  return page('TLS engines', 'src/tls', [
    '`server.tls.engine` is `auto`, `openssl` or `scripted`. `auto` takes OpenSSL when it can do all that the scenario asks, ' +
      'the scripted engine otherwise; [why there is a TLS server in here](../explanation/why-a-tls-server.md) tells more.',
    '**The scripted engine protects nothing. It is a test instrument and must never serve real mail.**',
    'What OpenSSL has depends on the build of Node; the tables hold what the one has that is bundled with Node 20.',
    '## Versions',
    table(
      ['version', ...names()],
      VERSIONS.map((version) => [code(version), ...versionCells(plan, version)]),
    ),
    '## Cipher suites',
    'All suites that one of the two serves, with what they are worth in bits, and the versions in which they can be ' +
      'negotiated. A suite that stands in `server.tls.ciphers` by name has to be served by the engine.',
    table(['suite', 'bits', 'versions', ...names()], suiteRows(plan)),
    '## Groups',
    'For `server.tls.groups`. Without them the scripted engine takes its elliptic curves in this order, `dh2048` for DHE and ' +
      '`dh512` for EXPORT; OpenSSL chooses by itself.',
    table(['group', 'what it is', ...names()], groupRows(plan)),
    '## Handshake faults',
    'All [handshake faults](handshake-faults.md). With `after` behind the ClientHello those that have it need the scripted engine.',
    table(
      ['fault', ...names()],
      HANDSHAKE_FAULTS.map(({ name, play }) => [
        `[${code(name)}](handshake-faults.md#${name})`,
        // What happens inside a handshake only the scripted engine can be made to do.
        play ? 'yes' : '',
        'yes',
      ]),
    ),
  ])
}

type PlanWith = (keys: Partial<TlsPlan>) => TlsPlan

function names(): string[] {
  return LAYERS.map(({ name }) => name)
}

function cells(plan: TlsPlan): string[] {
  return LAYERS.map((layer) => (layer.unableTo(plan) === null ? 'yes' : ''))
}

/** A version by a suite that any engine with the version has. */
function versionCells(plan: PlanWith, version: string): string[] {
  const suite = version === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'TLS_RSA_WITH_AES_128_CBC_SHA'
  return cells(plan({ versions: [version], ciphers: [suite] }))
}

function suiteRows(plan: PlanWith): string[][] {
  return cipherSuites().flatMap(({ name, strength, minVersion, maxVersion }) => {
    const served = LAYERS.map((layer) => servedBy(layer, plan, name, maxVersion))
    if (!served.some((versions) => versions)) return []
    const versions = minVersion === maxVersion ? minVersion : `${minVersion} to ${maxVersion}`
    return [[code(name), `${strength}`, versions, ...served.map((each) => (each ? 'yes' : ''))]]
  })
}

function servedBy(layer: TlsLayer, plan: PlanWith, suite: string, newest: string): boolean {
  return layer.unableTo(plan({ versions: [newest], ciphers: [suite] })) === null
}

function groupRows(plan: PlanWith): string[][] {
  const curves = Object.keys(EC_GROUPS).map((name) => [name, 'An elliptic curve (RFC 8422).'])
  const groups = DH_GROUP_NAMES.map((name) => [name, dhGroup(name)?.doc ?? ''])
  return [...curves, ...groups].map(([name = '', doc = '']) => {
    const tls = plan({ versions: ['TLSv1.2'], ciphers: ['modern'], groups: [name] })
    return [code(name), doc, ...cells(tls)]
  })
}
