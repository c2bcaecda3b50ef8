// What a client offers in its hello, each suite with its strength, and what was agreed.
import { isOldVersion, type Strength, strengthOf } from '../tls/wire/weakness.ts'
import type { ClientHelloFacts } from '../transcript/events.ts'
import type { EventOf, SessionView } from '../verdict/try-view.ts'

export interface TlsFacts {
  /** The first hello as it came. */
  hello: ClientHelloFacts
  versions: { name: string; old: boolean }[]
  /** Without the extension `supported_versions` a client names only the highest (RFC 5246 section 7.4.1.2). */
  onlyHighest: boolean
  suites: { name: string; strength: Strength }[]
  /** That of the weakest suite, signals left aside; null without suites. */
  weakest: Strength | null
  /** A later hello offered less than an earlier one. */
  fellBackTo: string | null
  agreed: { version: string; suite: string; cipher: string; bits: number; strength: Strength } | null
}

/** Null: no hello was seen. */
export function tlsFacts(sessions: readonly SessionView[]): TlsFacts | null {
  const hellos = sessions.flatMap(hellosOf)
  const [hello] = hellos
  if (!hello) return null
  const suites = hello.suites.map((name) => ({ name, strength: strengthOf(name) }))
  const established = sessions.flatMap((session) => session.all('tls.established'))
  return {
    hello,
    versions: versionsOf(hello).map((name) => ({ name, old: isOldVersion(name) })),
    onlyHighest: !hello.extensions.includes('supported_versions'),
    suites,
    weakest: BY_WEAKNESS.find((strength) => suites.some((suite) => suite.strength === strength)) ?? null,
    fellBackTo: fallbackIn(hellos),
    agreed: agreedIn(established),
  }
}

const BY_WEAKNESS: readonly Strength[] = ['weak', 'old', 'modern']

function hellosOf(session: SessionView): ClientHelloFacts[] {
  const spokenAtOnce = session.all('smtp.tls-record-received').flatMap(({ hello }) => (hello ? [hello] : []))
  return [...session.all('tls.hello-received').map(({ hello }) => hello), ...spokenAtOnce]
}

function versionsOf({ versions, helloVersion }: ClientHelloFacts): string[] {
  return versions.length > 0 ? versions : [helloVersion]
}

function fallbackIn(hellos: readonly ClientHelloFacts[]): string | null {
  const highest = hellos.map((hello) => [...versionsOf(hello)].sort().at(-1) ?? '')
  const at = highest.findIndex((version, index) => index > 0 && version < (highest[index - 1] ?? ''))
  return at < 0 ? null : (highest[at] ?? null)
}

/** The last one, which is what carried the mail where there were several. */
function agreedIn(established: readonly EventOf<'tls.established'>[]): TlsFacts['agreed'] {
  const last = established.at(-1)
  if (!last) return null
  const { version, suite, cipher, bits } = last
  return { version, suite, cipher, bits, strength: strengthOf(suite) }
}
