// A transcript as the text of a golden: what is the same in every run, on every machine.
import type { TranscriptEvent } from '../../src/index.ts'

/** One line per event, and per line of a reply; the number of the session in front. */
export function goldenLines(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => linesOf(event).map((line) => `#${event.session} ${normalised(line)}`))
}

function linesOf(event: TranscriptEvent): string[] {
  switch (event.event) {
    case 'smtp.command-received': {
      const { line, arrived, pipelined } = event
      const changed =
        arrived === undefined ? [] : [`   ${arrived === null ? 'never arrived' : `arrived as: ${arrived}`}`]
      return [`C${mark(event)} ${line}${pipelined ? '   [pipelined]' : ''}`, ...changed]
    }
    case 'smtp.reply-sent': {
      const { lines, sent, rule, delayedMs, bareLf } = event
      const how = `${delayedMs ? `, after ${delayedMs} ms` : ''}${bareLf ? ', LF alone' : ''}`
      const why = rule === undefined ? '' : `   [${rule}${how}]`
      const changed =
        sent === undefined ? [] : (sent ?? ['nothing: the path made it up']).map((line) => `   sent as: ${line}`)
      return [...lines.map((line, at) => `S${mark(event)} ${line}${at === lines.length - 1 ? why : ''}`), ...changed]
    }
    case 'tls.hello-received':
      return [`-- ${event.event}: ${event.summary}`]
    case 'tls.established': {
      const { version, suite, bits, servername, clientCertificate: shown, clientCertificateAsked } = event
      const certificate = shown
        ? `client certificate ${shown.subject} of ${shown.issuer}, ${shown.trusted ? 'trusted' : shown.problem}`
        : clientCertificateAsked
          ? 'client certificate asked for, none shown'
          : 'client certificate not asked for'
      return [`-- ${event.event}: ${version} ${suite}, ${bits} bits, SNI ${servername}, ${certificate}`]
    }
    case 'smtp.tls-record-received':
      // What a hello holds beyond its versions differs between the versions of Node.
      return [`-- ${event.event}: ${event.hello ? `a hello for ${event.hello.versions.join(', ')}` : 'no hello'}`]
    case 'tls.failed':
      // The detail is OpenSSL's own wording, which differs between its versions.
      return [`-- ${event.event}: ${event.reason}`]
    case 'session.opened':
      return [`-- ${event.event}: from ${event.from}`]
    case 'relay.returned':
      return [`-- ${event.event}: to ${event.to}, status ${event.status}`]
    case 'session.closed':
      return [`-- ${event.event}: by the ${event.by}, ${event.how}`]
    case 'smtp.message-accepted':
    case 'smtp.message-refused': {
      // What a client makes of a Message-ID is new in every run.
      const { messageId, subject, ...told } = event
      return [fieldsOf(told)]
    }
    default:
      return [fieldsOf(event)]
  }
}

function fieldsOf({ seq, session, atMs, event: name, ...fields }: Omit<TranscriptEvent, never>): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${key} ${shown(value)}`)
  return `-- ${name}: ${pairs.join(', ')}`
}

function mark({ secured }: { secured: boolean }): string {
  return secured ? '(tls):' : ':'
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function normalised(line: string): string {
  return line
    .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})/g, '<time>')
    .replace(/\b[0-9A-F]{10}\b/g, '<id>')
}
