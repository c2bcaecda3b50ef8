// The sessions of a run as they stand: what a log has to remember of one, event by event.
import { type CertificateDetails, certificateDetails } from '../../product-log/certificate.ts'
import type { ClientHelloFacts, EventFields, TranscriptEvent } from '../../transcript/events.ts'
import type { ServerReport } from '../reporter.ts'

/** A line of the client that waits for its reply. */
export interface Command {
  /** `MAIL`; `message` for content behind DATA, empty for a line of an AUTH exchange. */
  verb: string
  /** As it arrived at the server. */
  line: string
}

export interface Count {
  done: number
  all: number
}

export class Session {
  readonly number: number
  readonly opened: EventFields['session.opened']
  /** What the client calls itself. */
  helo: string | null = null
  extended = false
  hello: ClientHelloFacts | null = null
  tls: EventFields['tls.established'] | null = null
  tlsFailed = false
  /** The last alert of the client. */
  alert: number | null = null
  /** The mechanism and the user who is logged in. */
  login: { mechanism: string; user: string } | null = null
  /** What the next one answers; in the event of a reply: what it has answered, null for the greeting. */
  answered: Command | null = null
  sender: string | null = null
  recipients: string[] = []
  /** Of the server's commands, in the order of their first use. */
  readonly counts = new Map<string, Count>()
  /** The AUTH command that is or was under way. */
  authLine = ''
  /** The last command that came. */
  last: Command | null = null
  /** Bytes of content that came before the connection ended inside it. */
  cutAfter: number | null = null
  /** How many messages were accepted. */
  messages = 0
  readonly #waiting: Command[] = []
  readonly #report: ServerReport
  /** Who has last tried to log in. */
  tried: { mechanism: string; user: string } | null = null

  constructor(number: number, opened: EventFields['session.opened'], report: ServerReport) {
    this.number = number
    this.opened = opened
    this.#report = report
  }

  /** `ESMTPS` (RFC 3848). */
  get protocol(): string {
    if (!this.extended) return 'SMTP'
    return `ESMTP${this.tls ? 'S' : ''}${this.login ? 'A' : ''}`
  }

  /** What the server calls itself. */
  get server(): string {
    return this.#report.hostname
  }

  /** From 1, for ids that no two servers of a run share. */
  get serverNumber(): number {
    return this.#report.number
  }

  /** Groups of the scenario; empty: the engine's own choice. */
  get groups(): readonly string[] {
    return this.#report.groups
  }

  /** A header of a message that was accepted, without its name; null where it has none. */
  headerOf(id: string, name: string): string | null {
    const raw = this.#report.messages.findLast((message) => message.id === id)?.raw
    if (!raw) return null
    const end = raw.indexOf('\r\n\r\n')
    const head = raw.subarray(0, end < 0 ? raw.length : end).toString('latin1')
    const field = new RegExp(`^${name}:((?:.|\\r\\n[ \\t])*)`, 'im').exec(head)?.[1]
    return field?.replace(/\s+/g, ' ').trim() ?? null
  }

  /** What one side showed in this session; null when it is not known. */
  certificateOf(by: 'server' | 'client'): CertificateDetails | null {
    const shown = this.#report.certificates.findLast((each) => each.session === this.number && each.by === by)
    try {
      return shown ? certificateDetails(shown.pem) : null
    } catch {
      // A client may show what is none.
      return null
    }
  }

  take(event: TranscriptEvent): void {
    switch (event.event) {
      case 'smtp.command-received':
        this.#command(event)
        return
      case 'smtp.content-received':
        this.#content(event)
        return
      case 'smtp.credentials-received':
        this.tried = { mechanism: event.mechanism, user: event.user }
        return
      case 'smtp.reply-withheld':
        this.answered = this.#waiting.shift() ?? null
        return
      case 'smtp.reply-sent':
      case 'smtp.reply-lost':
        this.#reply(event)
        return
      case 'smtp.message-accepted':
        this.messages += 1
        return
      case 'tls.hello-received':
        this.hello = event.hello
        return
      case 'tls.alert-received':
        this.alert = event.number
        return
      case 'tls.failed': {
        this.tlsFailed = true
        // The 220 went out, but nothing came of it.
        const count = this.counts.get('STARTTLS')
        if (count) count.done -= 1
        return
      }
      case 'tls.established':
        this.tls = event
        // RFC 3207 section 4.2: what was known before is forgotten.
        this.helo = null
        this.#waiting.length = 0
        return
    }
  }

  #content({ via, complete, bytes }: EventFields['smtp.content-received']): void {
    const message = { verb: 'message', line: '' }
    if (via === 'DATA') this.#waiting.push(message)
    if (complete) this.last = message
    else this.cutAfter = bytes
  }

  #command({ line, verb, arrived }: EventFields['smtp.command-received']): void {
    // What the path swallowed never came to the server, but its client waits.
    const command = { verb, line: arrived ?? line }
    this.#waiting.push(command)
    this.last = command
    if (verb === 'AUTH') this.authLine = command.line
  }

  #reply({ code }: Pick<EventFields['smtp.reply-sent'], 'code'>): void {
    const command = this.#waiting.shift() ?? null
    this.answered = command
    if (!command) return
    if (code !== 334 && code !== 354) this.#count(command.verb, code < 400)
    else if (code === 354) this.#count('DATA', true)
    if (code < 400) this.#performed(command, code)
  }

  #count(verb: string, done: boolean): void {
    if (verb === 'message') {
      // The verdict on a message is that on its DATA.
      const data = this.counts.get('DATA')
      if (data && !done) data.done -= 1
      return
    }
    const counted = verb === '' ? 'AUTH' : verb
    const count = this.counts.get(counted) ?? { done: 0, all: 0 }
    count.all += 1
    if (done) count.done += 1
    this.counts.set(counted, count)
  }

  #performed({ verb, line }: Command, code: number): void {
    const argument = line.slice(verb.length).trim()
    if (verb === 'EHLO' || verb === 'HELO') {
      this.helo = argument
      this.extended = verb === 'EHLO'
      this.#forgetMail()
    } else if (verb === 'MAIL') {
      this.sender = pathIn(line)
      this.recipients = []
    } else if (verb === 'RCPT') this.recipients.push(pathIn(line))
    else if (verb === 'RSET' || verb === 'message') this.#forgetMail()
    if (code === 235) this.login = this.tried
  }

  #forgetMail(): void {
    this.sender = null
    this.recipients = []
  }
}

/** The address in `MAIL FROM:<...>` or `RCPT TO:<...>`, without its brackets. */
export function pathIn(line: string): string {
  return /:\s*<([^>]*)>/.exec(line)?.[1] ?? /:\s*(\S*)/.exec(line)?.[1] ?? ''
}

/** Sessions while they are open. */
export class Sessions {
  readonly #open = new Map<number, Session>()
  readonly #report: ServerReport

  constructor(report: ServerReport) {
    this.#report = report
  }

  /** The session of an event, which has taken it; undefined for an event of none. */
  take(event: TranscriptEvent): Session | undefined {
    if (event.session === 0) return undefined
    const session = this.#open.get(event.session) ?? this.#begin(event)
    session.take(event)
    if (event.event === 'session.closed') this.#open.delete(event.session)
    return session
  }

  #begin(event: TranscriptEvent): Session {
    // Of a session whose beginning left the transcript only the number is known.
    const { from, fromPort, to, toPort } = event.event === 'session.opened' ? event : UNKNOWN
    const session = new Session(event.session, { from, fromPort, to, toPort }, this.#report)
    this.#open.set(event.session, session)
    return session
  }
}

const UNKNOWN: EventFields['session.opened'] = { from: 'unknown', fromPort: 0, to: 'unknown', toPort: 0 }
