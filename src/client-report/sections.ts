// The facts of a client as people read them: sections of rows. Text, page and mail show the same.
import { certificateRows } from './certificate-rows.ts'
import type { ClientFacts } from './facts.ts'
import type { Mark, Row, Section } from './row.ts'
import { tlsRows } from './tls-rows.ts'

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
