// What crossed the servers of a run, as administrators count it: connections, logins, and tries to hand over a mail.
import type { TranscriptEvent } from '../../transcript/events.ts'
import { quoted } from '../../verdict/signs/exchanges.ts'
import { type EventOf, type SessionView, spokenSessions } from '../../verdict/try-view.ts'
import type { ScenarioResult } from '../result.ts'

/** A session of a server of the run. */
export interface SessionRef {
  /** From 1, in the order of the run. */
  server: number
  session: number
}

export interface Traffic {
  /** Without port checks, by server and then as they opened. */
  connections: readonly Connection[]
  /** Connections without a single byte from the client. */
  probes: number
  /** Events that a transcript which reached its cap no longer has. */
  lost: number
}

export interface Connection extends SessionRef {
  scenario: string
  from: string
  /** What the client called itself last; null: it never did. */
  helo: string | null
  openedAtMs: number
  /** Null while it is open. */
  closedAtMs: number | null
  /** When its server started, as ISO 8601; null when nobody knows. */
  startedAt: string | null
  /** `failed`: TLS was begun, and no command came inside it. */
  tls: 'tls' | 'in-clear' | 'failed'
  /** Why and when TLS failed. */
  failure: { words: string; atMs: number } | null
  /** Null without TLS, and where it is opaque. */
  secured: { version: string; suite: string; bits: number } | null
  logins: readonly Login[]
  tries: readonly MailTry[]
  /** What was refused before a mail was named: the connection itself, EHLO, STARTTLS, AUTH. */
  refusals: readonly Reply[]
}

/** An AUTH exchange with whole credentials. */
export interface Login {
  user: string
  mechanism: string
  secured: boolean
  accepted: boolean
  /** The words of the server; null when it gave none. */
  reply: string | null
}

/** A mail transaction (RFC 5321 section 3.3): MAIL and what came behind it. */
export interface MailTry {
  connection: Connection
  atMs: number
  sender: string
  /** All that were asked for. */
  recipients: readonly string[]
  /** For whom the mail was taken. */
  accepted: readonly string[]
  acceptedAtMs: number | null
  /** The name that the server gave it; null when it was not taken. */
  id: string | null
  secured: boolean
  /** Who had logged in; null: nobody. */
  user: string | null
  /** Bytes of content; null when none came to its end. */
  bytes: number | null
  /** What MAIL said of its size (RFC 1870); null: nothing. */
  declaredBytes: number | null
  messageId: string | null
  subject: string | null
  /** All that the server said to it, in order, once MAIL had come. */
  replies: readonly Reply[]
  /** Those of them that refuse. */
  refusals: readonly Reply[]
}

export interface Reply {
  /** The verb, `greeting`, or `message` after its content. */
  to: string
  /** Whom RCPT asked for. */
  recipient: string | null
  code: number
  words: string
}

/** A transcript, and whose it is. */
export interface TrafficSource extends Pick<ScenarioResult, 'scenario' | 'startedAt' | 'events'> {
  /** Of the server; absent: its place in the list, from 1. */
  number?: number
}

/** Reads the transcripts of a run. */
export function trafficOf(sources: readonly TrafficSource[]): Traffic {
  const connections: Connection[] = []
  let probes = 0
  let lost = 0
  for (const [at, source] of sources.entries()) {
    const spoken = spokenSessions(source.events)
    probes += spoken.probes
    lost += lostEvents(source.events)
    const whole = spoken.sessions.filter((session) => !session.first('transcript.session-lost'))
    connections.push(...whole.map((session) => connectionOf(session, source, source.number ?? at + 1)))
  }
  return { connections, probes, lost }
}

/** The mails of all connections that were tried, in order. */
export function triesIn(connections: readonly Connection[]): MailTry[] {
  return connections.flatMap(({ tries }) => tries)
}

/** Those that were taken. */
export function takenIn(connections: readonly Connection[]): MailTry[] {
  return triesIn(connections).filter(({ acceptedAtMs }) => acceptedAtMs !== null)
}

/** The point of time of an event; null when nobody knows when its server started, or a file tells a time that is none. */
export function dateOf({ startedAt }: Connection, atMs: number): Date | null {
  const date = new Date(Date.parse(startedAt ?? '') + atMs)
  return Number.isNaN(date.getTime()) ? null : date
}

/** What stands behind the last `@`, in lower case (RFC 5321 section 2.4); null for the null sender and a bare name. */
export function domainOf(address: string): string | null {
  const at = address.lastIndexOf('@')
  return at < 0 || at === address.length - 1 ? null : address.slice(at + 1).toLowerCase()
}

function lostEvents(events: readonly TranscriptEvent[]): number {
  let lost = 0
  for (const event of events) {
    if (event.event === 'transcript.dropped' || event.event === 'transcript.thinned') lost += event.events
  }
  return lost
}

function connectionOf(session: SessionView, { scenario, startedAt }: TrafficSource, server: number): Connection {
  const established = session.all('tls.established').at(-1)
  const failure = failureOf(session)
  const isBegun = session.events.some(beginsTls)
  const tries: MailTry[] = []
  const { logins, mails, refusals } = new Reading(session).whole
  const connection: Connection = {
    ...{ server, session: session.session, scenario, from: session.from },
    helo: heloOf(session),
    openedAtMs: session.openedAtMs,
    closedAtMs: session.closedAtMs,
    startedAt: startedAt ?? null,
    tls: failure ? 'failed' : isBegun ? 'tls' : 'in-clear',
    failure,
    secured: established ? { version: established.version, suite: established.suite, bits: established.bits } : null,
    logins,
    tries,
    refusals,
  }
  tries.push(...mails.map((mail) => ({ ...mail, connection })))
  return connection
}

function heloOf(session: SessionView): string | null {
  const said = session.all('smtp.command-received').findLast(({ verb }) => verb === 'EHLO' || verb === 'HELO')
  return (
    said?.line
      .replace(/^\s*\S+\s*/, '')
      .trim()
      .toLowerCase() || null
  )
}

function beginsTls({ event, ...fields }: TranscriptEvent): boolean {
  if (event === 'smtp.command-received') return 'verb' in fields && fields.verb === 'STARTTLS'
  return event.startsWith('tls.')
}

/** Null where TLS was not begun, or the client spoke inside it. */
function failureOf(session: SessionView): Connection['failure'] {
  if (session.all('smtp.command-received').some(({ secured }) => secured)) return null
  const told = (event: TranscriptEvent | undefined, words: string) => ({
    words,
    atMs: event?.atMs ?? session.closedAtMs ?? session.openedAtMs,
  })
  const atOnce = session.first('smtp.tls-record-received')
  if (atOnce) return told(atOnce, 'TLS at once, on a port that speaks SMTP first')
  const alert = session.all('tls.alert-received').at(-1)
  if (alert) return told(alert, `alert of the client: ${alert.name}`)
  const failed = session.first('tls.failed')
  if (failed) return told(failed, failed.reason)
  const unreadable = session.first('tls.hello-unreadable')
  if (unreadable) return told(unreadable, unreadable.reason)
  const timedOut = session.first('tls.timed-out')
  if (timedOut) return told(timedOut, 'no handshake in time')
  const established = session.first('tls.established')
  if (established) return told(session.first('session.closed'), 'left after the handshake without a word')
  const played = session.first('tls.fault-played')
  if (played) return told(played, `the server broke the handshake: ${played.fault}`)
  const refusal = starttlsRefusal(session)
  if (refusal) return told(refusal, quoted(refusal))
  const asked = session.all('smtp.command-received').some(({ verb }) => verb === 'STARTTLS')
  if (asked && !session.first('tls.hello-received')) return told(session.first('session.closed'), 'no handshake came')
  return null
}

function starttlsRefusal(session: SessionView): EventOf<'smtp.reply-sent'> | null {
  let asked = false
  for (const event of session.events) {
    if (event.event === 'smtp.command-received' && event.verb !== '') asked = event.verb === 'STARTTLS'
    else if (asked && event.event === 'smtp.reply-sent' && event.code >= 400) return event
  }
  return null
}

/** What `Reading` collects, before it has its connection. */
type Mail = { -readonly [K in keyof Omit<MailTry, 'connection'>]: Omit<MailTry, 'connection'>[K] } & {
  recipients: string[]
  replies: Reply[]
  refusals: Reply[]
}

/** Reads a session once, from its first event to its last. */
class Reading {
  readonly #logins: (Login & { open: boolean })[] = []
  readonly #mails: Mail[] = []
  readonly #refusals: Reply[] = []
  #mail: Mail | null = null
  /** What the next reply answers. */
  #to = 'greeting'
  #recipient: string | null = null

  constructor(session: SessionView) {
    for (const event of session.events) this.#read(event)
  }

  get whole(): { logins: Login[]; mails: Mail[]; refusals: Reply[] } {
    const logins = this.#logins.map(({ open: _, ...login }) => login)
    return { logins, mails: this.#mails, refusals: this.#refusals }
  }

  #read(event: TranscriptEvent): void {
    if (event.event === 'smtp.command-received') this.#command(event)
    else if (event.event === 'smtp.reply-sent') this.#reply(event)
    else if (event.event === 'smtp.content-received') this.#to = 'message'
    else if (event.event === 'smtp.message-accepted' || event.event === 'smtp.message-refused') this.#message(event)
    else if (event.event === 'smtp.credentials-received') {
      const { user, mechanism, secured } = event
      this.#logins.push({ user, mechanism, secured, accepted: false, reply: null, open: true })
    } else if (event.event === 'tls.established') {
      // RFC 3207 section 4.2: what was said before it is forgotten.
      this.#mail = null
      this.#to = 'greeting'
    }
  }

  #command({ line, verb, secured, atMs }: EventOf<'smtp.command-received'>): void {
    if (verb === '') return
    this.#to = verb
    this.#recipient = null
    if (verb === 'MAIL') {
      const size = /\sSIZE=(\d{1,15})\b/i.exec(line)?.[1]
      this.#mail = {
        ...{ atMs, sender: addressIn(line), recipients: [], accepted: [], acceptedAtMs: null, id: null, secured },
        user: this.#logins.findLast(({ accepted }) => accepted)?.user ?? null,
        ...{ bytes: null, declaredBytes: size === undefined ? null : Number(size) },
        ...{ messageId: null, subject: null, replies: [], refusals: [] },
      }
      this.#mails.push(this.#mail)
    } else if (verb === 'RCPT') {
      this.#recipient = addressIn(line)
      if (this.#mail && !this.#mail.recipients.includes(this.#recipient)) this.#mail.recipients.push(this.#recipient)
    } else if (ENDINGS.includes(verb)) this.#mail = null
  }

  #message(event: EventOf<'smtp.message-accepted'> | EventOf<'smtp.message-refused'>): void {
    const mail = this.#mail
    if (!mail) return
    const { sender, bytes, secured, messageId = null, subject = null, atMs } = event
    Object.assign(mail, { sender, bytes, secured, messageId, subject })
    if (event.event === 'smtp.message-refused') return
    Object.assign(mail, { accepted: event.recipients, acceptedAtMs: atMs, id: event.id })
  }

  #reply(event: EventOf<'smtp.reply-sent'>): void {
    const login = this.#logins.at(-1)
    if (login?.open) Object.assign(login, { accepted: event.code < 300, reply: quoted(event), open: false })
    const to = this.#to
    const reply = { to, recipient: this.#recipient, code: event.code, words: quoted(event) }
    const refuses = event.code >= 400
    if (IN_A_MAIL.includes(to)) {
      this.#mail?.replies.push(reply)
      if (refuses) this.#mail?.refusals.push(reply)
    } else if (refuses && BEFORE_A_MAIL.includes(to) && this.#mails.length === 0) this.#refusals.push(reply)
    if (to === 'message') this.#mail = null
  }
}

/** Commands that end a transaction without a mail (RFC 5321 section 4.1.4). */
const ENDINGS: readonly string[] = ['EHLO', 'HELO', 'RSET', 'STARTTLS', 'QUIT']
const BEFORE_A_MAIL: readonly string[] = ['greeting', 'EHLO', 'HELO', 'STARTTLS', 'AUTH']
const IN_A_MAIL: readonly string[] = ['MAIL', 'RCPT', 'DATA', 'BDAT', 'message']

/** The path of MAIL or RCPT without its source route (RFC 5321 section 4.1.2). */
function addressIn(line: string): string {
  const [, bracketed, bare = ''] = /:\s*(?:<([^>]*)>|(\S*))/.exec(line) ?? []
  return (bracketed ?? bare).replace(/^@[^:]*:/, '')
}
