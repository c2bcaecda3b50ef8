// What a report says of TLS: when it is used, what was offered, what was agreed.
import { versionWords } from '../scenario/words.ts'
import { STRENGTH_WORDS, type Strength } from '../tls/wire/weakness.ts'
import type { ClientFacts } from './facts.ts'
import type { Mark, Row } from './row.ts'
import type { StarttlsPolicy } from './starttls.ts'

export function tlsRows({ tls, starttls }: ClientFacts): Row[] {
  const rows: Row[] = [{ label: 'when it uses TLS', ...POLICY_WORDS[starttls.policy] }]
  if (starttls.tlsAtOnce) {
    rows.push({
      label: 'port',
      value: 'it spoke TLS at once, where SMTP speaks first',
      mark: 'bad',
      note: 'Switch it from "SSL/TLS" to "STARTTLS", or give it the port of implicit TLS.',
    })
  }
  if (starttls.pipelinedBehind) {
    rows.push({
      label: 'behind STARTTLS',
      value: 'more bytes came in clear',
      mark: 'bad',
      note: 'RFC 3207 section 4.2',
    })
  }
  if (!tls) return [...rows, { label: 'hello', value: 'none was seen' }]
  const old = tls.versions.filter(({ old }) => old)
  const listed = tls.versions.map(({ name }) => versionWords(name)).join(', ')
  const newest = tls.versions.some(({ name }) => name === 'TLSv1.3')
  rows.push({
    label: 'versions offered',
    value: tls.onlyHighest ? `at most ${listed}` : listed,
    ...versionMark(old.length, tls.versions.length, newest),
  })
  if (tls.fellBackTo !== null) {
    rows.push({
      label: 'fallback',
      value: `came again with at most ${versionWords(tls.fellBackTo)}`,
      mark: 'warn',
      note: 'Whoever breaks its handshake gets it to use an older version (RFC 7507).',
    })
  }
  rows.push({ label: 'suites offered', value: strengthCounts(tls.suites), ...suiteMark(tls.weakest) })
  rows.push({ label: 'groups', value: listOf(tls.groups) })
  rows.push({ label: 'server name (SNI)', value: tls.servername ?? 'none' })
  rows.push({ label: 'ALPN', value: listOf(tls.alpn) })
  if (!tls.agreed) return [...rows, { label: 'agreed', value: 'no handshake was completed' }]
  const { version, cipher, bits, strength } = tls.agreed
  const mark = MARK_OF_STRENGTH[strength]
  rows.push({
    label: 'agreed',
    value: `${versionWords(version)} with ${cipher} (${bits} bits)`,
    ...(mark && { mark }),
    note: `${strength}: ${STRENGTH_WORDS[strength]}.`,
  })
  return rows
}

const POLICY_WORDS: Readonly<Record<StarttlsPolicy, Omit<Row, 'label'>>> = {
  implicit: { value: 'from the first byte', mark: 'good', note: 'Nothing was said in clear (RFC 8314 section 3.3).' },
  asks: {
    value: 'it asks for STARTTLS where it is offered',
    mark: 'good',
    note: 'What it does without is not seen here. Try --scenario no-starttls and --scenario starttls-removed.',
  },
  ignores: {
    value: 'it did not ask for STARTTLS, which was offered',
    mark: 'bad',
    note: 'Everything went in clear. Switch STARTTLS on, and require it.',
  },
  'falls-back': {
    value: 'it sent in clear when TLS could not be had',
    mark: 'warn',
    note: 'Opportunistic, or without TLS at all: whoever takes STARTTLS away reads everything. Require TLS where you can.',
  },
  insists: {
    value: 'it sent nothing when TLS could not be had',
    mark: 'good',
    note: 'Mandatory, as far as this shows it.',
  },
  unseen: { value: 'not seen', note: 'It left before it came to that.' },
}

function versionMark(old: number, all: number, newest: boolean): Pick<Row, 'mark' | 'note'> {
  if (old === all)
    return { mark: 'bad', note: 'Only versions that RFC 8996 has withdrawn: most providers turn it away.' }
  if (old > 0) return { mark: 'warn', note: 'TLS 1.0 and 1.1 are withdrawn (RFC 8996): switch them off.' }
  return newest ? { mark: 'good' } : { mark: 'good', note: 'TLS 1.3 is missing, which is no mistake yet.' }
}

function strengthCounts(suites: readonly { name: string; strength: Strength }[]): string {
  const counts = (['modern', 'old', 'weak'] as const).map(
    (strength) => [strength, suites.filter((suite) => suite.strength === strength).map(({ name }) => name)] as const,
  )
  const real = counts.reduce((sum, [, names]) => sum + names.length, 0)
  const parts = counts.filter(([, names]) => names.length > 0).map(([strength, names]) => `${names.length} ${strength}`)
  const weak = counts[2]?.[1] ?? []
  return `${real}: ${parts.join(', ') || 'none'}${weak.length > 0 ? ` (${weak.join(', ')})` : ''}`
}

function suiteMark(weakest: Strength | null): Pick<Row, 'mark' | 'note'> {
  if (weakest === 'weak')
    return { mark: 'bad', note: 'Weak ones should not be offered any more (RFC 9325 section 4.1).' }
  if (weakest === 'old')
    return { mark: 'warn', note: 'Old ones are without forward secrecy or with CBC (RFC 9325 section 4.2).' }
  return weakest === 'modern' ? { mark: 'good' } : {}
}

const MARK_OF_STRENGTH: Readonly<Record<Strength, Mark | undefined>> = {
  modern: 'good',
  old: 'warn',
  weak: 'bad',
  signal: undefined,
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
