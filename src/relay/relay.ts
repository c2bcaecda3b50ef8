// The relay: sends on what a server has taken, once the session that brought it has ended (RFC 5321 section 3.6.3).
import type { RelayTls } from '../scenario/words.ts'
import { Connection, type ConnectionLimits } from '../send/connection.ts'
import { type Delivery, deliver } from '../send/deliver.ts'
import { Journal, type SendEvent } from '../send/events.ts'
import { type Mail, onwardMail } from '../send/mail.ts'
import { reportFor } from '../send/non-delivery-report.ts'
import type { Clock } from '../transcript/contracts.ts'
import type { Append, EventFields, RelayProblem, SentInClear } from '../transcript/events.ts'
import { waysOf } from './way.ts'

/** A message as the server keeps it. */
export interface TakenMessage {
  id: string
  sender: string
  recipients: string[]
  raw: Buffer
}

export interface Relay {
  tls: RelayTls
  /** What it calls itself. */
  hostname: string
  next: {
    /** Name of the scenario, and of the server in it. */
    scenario: string
    hostname: string
    /** The address that is dialled, and the name that its certificate has to be for. */
    address: string
    name: string
    port: number
    /** PEM of the authority that its certificate comes from. */
    ca: string
  }
  clock: Clock
  limits?: ConnectionLimits
}

/** Whoever watches a simulator does not wait as long as a queue does. */
const LIMITS: ConnectionLimits = { connectMs: 5000, replyMs: 10_000 }

/** Sends messages on, one after another, each tried once. Never rejects for what the second server does. */
export async function relayOn(messages: readonly TakenMessage[], relay: Relay, append: Append): Promise<void> {
  for (const message of messages) await relayOne(message, relay, append)
}

async function relayOne(message: TakenMessage, relay: Relay, append: Append): Promise<void> {
  const { id } = message
  const { next, tls } = relay
  append('relay.started', { id, next: next.scenario, tls, recipients: message.recipients.length })
  const mail = onwardMail(message)
  const { delivery, events } = await send(mail, relay)
  const inClear = sentInClear(events)
  if (delivery.ok) {
    const { refused, secured } = delivery
    const agreed = secured ? events.findLast((event) => event.event === 'tls.established') : undefined
    const { version = null, cipher = null } = agreed ?? {}
    append('relay.delivered', { id, secured, version, cipher, refused: [...refused], inClear })
    if (refused.length > 0) returnTo({ ...mail, to: refused }, refusalIn(events), relay, append, id)
    return
  }
  const { reply, detail } = delivery
  const reason = problemOf(delivery)
  if (reason === null) append('relay.refused', { id, code: reply?.code ?? 0, reply: detail, inClear })
  else append('relay.failed', { id, reason, detail, inClear })
  returnTo(mail, { error: detail, ...(reason && { status: STATUS[reason] }) }, relay, append, id)
}

/** Every event of all its connections. */
interface Sent {
  delivery: Delivery
  events: readonly SendEvent[]
}

async function send(mail: Mail, { tls, hostname, next, clock, limits = LIMITS }: Relay): Promise<Sent> {
  const journal = new Journal(clock)
  const { address: host, port, ca } = next
  const around = { target: { host, port, ca }, hostname }
  const ways = waysOf(tls, next.name)
  const by = (way: typeof ways.first) =>
    deliver(new Connection(journal.forConnection(), clock, limits), mail, around, way)
  let delivery = await by(ways.first)
  const another = delivery.ok ? null : ways.next(delivery)
  if (another) delivery = await by(another)
  return { delivery, events: journal.events }
}

/** Null: the second server said no. */
function problemOf({ phase, reply }: Extract<Delivery, { ok: false }>): RelayProblem | null {
  if (phase === 'refused') return 'not-trusted'
  if (phase === 'no-starttls' || phase === 'starttls' || phase === 'handshake') return 'no-tls'
  if (reply && !reply.lost) return null
  return reply?.lost === 'not-connected' ? 'not-reached' : 'lost'
}

/** RFC 3463: no answer from the host, a bad connection, encryption needed, cryptographic failure. */
const STATUS: Readonly<Record<RelayProblem, string>> = {
  'not-reached': '4.4.1',
  lost: '4.4.2',
  'no-tls': '5.7.10',
  'not-trusted': '5.7.5',
}

/** The words in which the second server refused a recipient. */
function refusalIn(events: readonly SendEvent[]): { error: string } {
  const refusal = events.findLast(
    (event) => event.event === 'reply.received' && event.to === 'RCPT' && event.code >= 400,
  )
  return { error: (refusal?.event === 'reply.received' && refusal.lines.at(-1)) || 'the recipient was refused' }
}

function sentInClear(events: readonly SendEvent[]): SentInClear {
  const clear = events.filter((event) => 'secured' in event && !event.secured)
  // A leak of the envelope is the worse one: see LEAKS.
  if (clear.some((event) => event.event === 'command.sent' && /^(MAIL|RCPT)\b/i.test(event.line))) return 'envelope'
  return clear.some(({ event }) => event === 'content.sent') ? 'content' : 'none'
}

/** A report quotes so much of a header. */
const QUOTED = 4096

/** Tells the sender (RFC 3464); nobody is told of a message that is such a report itself (RFC 5321 section 4.5.5). */
function returnTo(
  mail: Mail,
  failure: { error: string; status?: string },
  { hostname: reporter, next, clock }: Relay,
  append: Append,
  id: string,
): void {
  if (mail.from === '') return
  const quoted = { ...mail, text: headerOf(mail.text) }
  const report = reportFor(quoted, { ...failure, host: next.hostname, reporter, at: clock.date() })
  const status = /^Status: (.*)$/m.exec(report)?.[1]?.trim() ?? ''
  append('relay.returned', { id, to: mail.from, status, report } satisfies EventFields['relay.returned'])
}

/** Whole lines of the header, up to a bound. */
function headerOf(text: string): string {
  const end = text.search(/\r?\n\r?\n/)
  const header = text.slice(0, end < 0 ? undefined : end)
  return header.length <= QUOTED ? header : header.slice(0, header.lastIndexOf('\r\n', QUOTED))
}
