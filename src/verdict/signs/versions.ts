// Versions of TLS: which are old, which a hello offers, which the server takes.
import { HEALTHY } from '../../scenario/healthy.ts'
import type { TlsKeys } from '../../scenario/schema.ts'
import { versionWords } from '../../scenario/words.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'

/** RFC 8996 and RFC 7568 withdraw them; SSLv2 fell with RFC 6176. */
const OLD = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1']

export function isOld(version: string): boolean {
  return OLD.includes(version)
}

export function offersOnlyOld({ versions }: ClientHelloFacts): boolean {
  return versions.length > 0 && versions.every(isOld)
}

export function offersNew({ versions }: ClientHelloFacts): boolean {
  return versions.some((version) => !isOld(version))
}

export function offersTls13({ versions }: ClientHelloFacts): boolean {
  return versions.includes('TLSv1.3')
}

/** What the server takes; null when that follows from its suites. */
export function versionsTaken({ versions, ciphers }: TlsKeys): readonly string[] | null {
  return versions ?? (ciphers ? null : HEALTHY.tls.versions)
}

/** `TLS 1.2 and TLS 1.3`. */
export function versionList(versions: readonly string[]): string {
  return inWords(versions.map(versionWords))
}

/** `a, b and c`; `none` for nothing. */
export function inWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'none'
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
