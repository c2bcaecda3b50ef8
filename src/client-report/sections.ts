// The facts of a client as people read them: sections of rows, each with what it means. Text, page and mail show the same.
import { versionWords } from '../scenario/words.ts'
import { STRENGTH_WORDS, type Strength } from '../tls/wire/weakness.ts'
import type { CertificateView } from './certificate.ts'
import type { ClientFacts } from './facts.ts'
import type { StarttlsPolicy } from './starttls.ts'

/** `bad`: to be changed. `warn`: better otherwise. `good`: as it should be. Absent: neither, or not to be known. */
export type Mark = 'good' | 'warn' | 'bad'

export const MARK_WORDS: Readonly<Record<Mark, string>> = { good: 'good', warn: 'improve', bad: 'wrong' }

export interface Row {
  label: string
  value: string
  mark?: Mark
  /** What follows from it, in a sentence. */
  note?: string
}

export interface Section {
  title: string
  rows: Row[]
}

export function sectionsOf(facts: ClientFacts): Section[] {
  return [
    { title: 'Mail', rows: mailRows(facts) },
    { title: 'TLS', rows: tlsRows(facts) },
    { title: 'Certificates', rows: certificateRows(facts.certificate) },
    { title: 'Login', rows: loginRows(facts) },
    { title: 'Dialogue', rows: dialogueRows(facts) },
    { title: 'Tries', rows: tryRows(facts) },
    { title: 'Received headers', rows: receivedRows(facts) },
  ].filter(({ rows }) => rows.length > 0)
}

/** Who it is, in a few words: `K7MQ-93XD from 192.0.2.1`. */
export function nameOf({ code, from }: ClientFacts): string {
  return code === null ? `a sender without a code from ${from}` : `${code} from ${from}`
}

/** `1 wrong, 2 to improve`. */
export function countsOf(sections: readonly Section[]): string {
  const marks = sections.flatMap(({ rows }) => rows.map(({ mark }) => mark))
  const count = (mark: Mark) => marks.filter((each) => each === mark).length
  return `${count('bad')} wrong, ${count('warn')} to improve`
}

function mailRows({ mails, code }: ClientFacts): Row[] {
  if (mails.length === 0) {
    return [{ label: 'mail', value: 'none was taken', note: 'What follows was seen all the same.' }]
  }
  const rows = mails.map(
    ({ subject, sender, recipients, bytes, secured }): Row => ({
      label: 'mail',
      value: `"${subject}" from <${sender}> to ${recipients.map((each) => `<${each}>`).join(', ')}, ${bytes} bytes`,
      ...(secured ? { mark: 'good', note: 'It came inside TLS.' } : { mark: 'bad', note: 'It came in clear text.' }),
    }),
  )
  if (code === null) rows.push({ label: 'code', value: 'none', note: 'Told from others by its source address alone.' })
  return rows
}

function tlsRows({ tls, starttls }: ClientFacts): Row[] {
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
  if (!tls.agreed) return [...rows, { label: 'agreed', value: 'no handshake was completed', mark: 'warn' }]
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

function certificateRows(view: CertificateView | null): Row[] {
  if (!view) return []
  const { client } = view
  const shown = client.shown
    ? `${client.shown.subject} (${client.shown.trusted ? 'trusted here' : (client.shown.problem ?? 'not trusted here')})`
    : client.asked
      ? 'none, though it was asked for one'
      : 'it was not asked for one'
  return [
    { label: "the server's", ...certificateWords(view) },
    { label: 'its own', value: shown },
  ]
}

function certificateWords({ seen, fault, alert, authorityUnknown }: CertificateView): Omit<Row, 'label'> {
  const wrong = fault === null ? 'a good certificate' : `a certificate with the fault "${fault}"`
  switch (seen) {
    case 'not-checked':
      return {
        value: 'not checked',
        mark: 'bad',
        note: authorityUnknown
          ? 'It went on, although the authority of this run was given to nobody: it takes whatever it is shown.'
          : `It went on with ${wrong}: it checks none, or not for that.`,
      }
    case 'accepted':
      return {
        value: 'accepted',
        note: `It went on with ${wrong}. Whether it checks cannot be told from that: try --scenario cert-expired and --scenario cert-untrusted-root.`,
      }
    case 'refused':
      return {
        value: `refused (${alert})`,
        ...(fault === null
          ? { note: 'It does not trust the authority of the simulator (--ca-file), or dialled another name (--name).' }
          : { mark: 'good' as const, note: `It was shown ${wrong}.` }),
      }
    case 'left':
      return {
        value: 'not known',
        note: `It was shown ${wrong}, and closed without a word. That may be a refusal; its own log knows.`,
      }
    case 'unseen':
      return { value: 'not seen', note: 'The handshake did not come that far.' }
  }
}

function loginRows({ logins }: ClientFacts): Row[] {
  if (logins.length === 0) return [{ label: 'login', value: 'none' }]
  return logins.map(({ mechanism, secured, initialResponse, reply }) => ({
    label: 'login',
    value: `${mechanism} ${secured ? 'inside TLS' : 'in clear'}, ${initialResponse ? 'with' : 'without'} an initial response${reply === null ? '' : `, answered ${reply}`}`,
    ...(secured
      ? { mark: 'good' }
      : { mark: 'bad', note: 'Whoever listens has the password now. Let it log in inside TLS only.' }),
  }))
}

function dialogueRows({ dialogue, starttls }: ClientFacts): Row[] {
  const rows: Row[] = dialogue.greetings.map(({ verb, name, kind }) => ({
    label: verb,
    value: name === '' ? '(no name)' : name,
    ...(kind === 'other' && {
      mark: 'warn' as const,
      note: 'Neither a full domain name nor an address in brackets (RFC 5321 section 4.1.4).',
    }),
  }))
  if (dialogue.greetedAgain === false) {
    rows.push({ label: 'inside TLS', value: 'no EHLO again', mark: 'warn', note: 'RFC 3207 section 4.2 asks for it.' })
  }
  if (dialogue.talkedBeforeGreeting) {
    rows.push({ label: 'greeting', value: 'it spoke before it was greeted', mark: 'bad', note: 'RFC 5321 section 3.1' })
  }
  rows.push({ label: 'pipelining', value: dialogue.pipelines ? 'yes' : 'no' })
  if (dialogue.via.length > 0) rows.push({ label: 'content by', value: dialogue.via.join(', ') })
  if (dialogue.mailParameters.length > 0) {
    rows.push({ label: 'MAIL parameters', value: dialogue.mailParameters.join(' ') })
  }
  rows.push({
    label: 'line ends',
    ...(dialogue.bareLf.length === 0
      ? { value: 'CRLF', mark: 'good' as const }
      : {
          value: `LF alone in ${dialogue.bareLf.join(' and ')}`,
          mark: 'bad' as const,
          note: 'Many servers refuse that since SMTP smuggling (RFC 5321 section 2.3.8).',
        }),
  })
  if (dialogue.longLines) rows.push({ label: 'lines', value: 'longer than the limit', mark: 'bad' })
  if (dialogue.ends.length > 0 && !starttls.tlsAtOnce) {
    const closes = dialogue.ends.includes('closed')
    rows.push({
      label: 'end',
      value: dialogue.ends.map((end) => END_WORDS[end]).join('; '),
      ...(closes ? { mark: 'warn' as const, note: 'QUIT comes first (RFC 5321 section 4.1.1.10).' } : {}),
    })
  }
  return rows
}

const END_WORDS = {
  quit: 'QUIT',
  closed: 'closed without QUIT',
  server: 'the server closed first',
  path: 'the path ended it',
} as const

function tryRows({ tries }: ClientFacts): Row[] {
  return tries.map(({ sessions, afterMs, end }, at) => ({
    label: afterMs === null ? 'first try' : `try ${at + 1}`,
    value: [
      ...(afterMs === null ? [] : [`after ${(afterMs / 1000).toFixed(1)} s`]),
      `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
      end.taken ? 'a mail was taken' : `no mail: ${end.words}`,
    ].join(', '),
  }))
}

function receivedRows({ received }: ClientFacts): Row[] {
  return received.map((value, at) => ({ label: at === 0 ? 'this simulator' : 'before it', value }))
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
