// What a client offers, in one line for a reader.

import type { ClientHelloFacts } from '../../transcript/events.ts'
import { suiteByName, VERSIONS, versionRank } from './names.ts'

/** `offers TLS 1.2 to 1.3, 31 suites (3 weak), SNI mail.example, ALPN smtp`. Signals are not counted as suites. */
export function describeHello(facts: ClientHelloFacts): string {
  return [
    `offers ${describeVersions(facts)}`,
    describeSuites(facts),
    facts.servername === null ? 'no SNI' : `SNI ${facts.servername}`,
    ...(facts.alpn.length > 0 ? [`ALPN ${facts.alpn.join(' ')}`] : []),
    ...(facts.fallbackScsv ? ['falling back (TLS_FALLBACK_SCSV)'] : []),
    ...(facts.framing === 'sslv2' ? ['in SSLv2 framing'] : []),
  ].join(', ')
}

function describeVersions({ versions, extensions }: ClientHelloFacts): string {
  if (extensions.includes('supported_versions')) return spans(versions)
  const [newest = '', ...older] = versions
  const also = older.length > 0 ? `${older.map(shown).join(', ')} and ` : ''
  // What a hello without supported_versions says is a maximum. Below TLS 1.0 nothing is served by anyone today.
  const rank = versionRank(newest)
  const only = also === '' && rank !== undefined && rank <= NOTHING_OLDER_IS_SERVED
  return `${also}${only ? `${shown(newest)} only` : `at most ${shown(newest)}`}`
}

/** `TLS 1.2 to 1.3`, `TLS 1.0, TLS 1.2`: neighbours as one span, versions of drafts as numbers behind. */
function spans(versions: readonly string[]): string {
  const known = VERSIONS.filter((version) => versions.includes(version))
  const unknown = versions.filter((version) => versionRank(version) === undefined)
  const [oldest] = known
  const newest = known.at(-1)
  if (oldest === undefined || newest === undefined) return unknown.join(', ') || 'no version'
  const whole = (versionRank(newest) ?? 0) - (versionRank(oldest) ?? 0) + 1 === known.length
  const span = known.length > 1 && whole ? `${shown(oldest)} to ${endOf(oldest, newest)}` : known.map(shown).join(', ')
  return [known.length === 1 && unknown.length === 0 ? `${span} only` : span, ...unknown].join(', ')
}

function describeSuites({ suites, weakSuites }: ClientHelloFacts): string {
  const count = suites.filter((name) => !suiteByName(name)?.signal).length
  const weak = weakSuites.length === count ? 'all weak' : `${weakSuites.length} weak`
  return `${count} ${count === 1 ? 'suite' : 'suites'}${weakSuites.length > 0 ? ` (${weak})` : ''}`
}

/** `TLS 1.0` for `TLSv1`. */
function shown(version: string): string {
  const match = /^(SSL|TLS)v([\d.]+)$/.exec(version)
  return match ? `${match[1]} ${match[2]?.includes('.') ? match[2] : `${match[2]}.0`}` : version
}

function endOf(oldest: string, newest: string): string {
  return oldest.slice(0, 3) === newest.slice(0, 3) ? shown(newest).slice(4) : shown(newest)
}

const NOTHING_OLDER_IS_SERVED = VERSIONS.indexOf('TLSv1')
