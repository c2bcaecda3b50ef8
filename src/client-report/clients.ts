// Who has come: sessions and mails of one sender, told from the others by the code in its subject and its source address.
import type { TranscriptEvent } from '../transcript/events.ts'
import { groupTries, type TryView, triesOfTheClient } from '../verdict/try-view.ts'
import { codeIn } from './codes.ts'

/** A mail that was taken, with its headers in their order, unfolded. */
export interface TakenMail {
  id: string
  session: number
  sender: string
  recipients: readonly string[]
  secured: boolean
  /** Decoded (RFC 2047); empty when there is none. */
  subject: string
  messageId: string | null
  headers: readonly { name: string; value: string }[]
}

export interface Client {
  /** Null: it never sent a mail with one of the codes to the address. */
  code: string | null
  from: string
  /** Its tries, oldest first; each of one or more sessions. */
  tries: readonly TryView[]
  mails: readonly TakenMail[]
}

/** What the senders were told to write. */
export interface Asked {
  address: string
  codes: readonly string[]
}

export interface ClientOptions {
  /** How long a client must stay away for its try to be over. Default 1000 ms. */
  settleMs?: number
}

/**
 * The clients in the order in which they came. A session without a mail belongs to the next one of its address and EHLO
 * name that brings a code, since that is how a retry looks, else to the one before; where none brings one, its sessions
 * are one client without a code. A session that broke off before EHLO goes with the next one of its address.
 */
export function clientsOf(
  events: readonly TranscriptEvent[],
  mails: readonly TakenMail[],
  asked: Asked,
  options: ClientOptions = {},
): Client[] {
  const { first, later } = groupTries(events, options)
  const sessions = [...(first ? [first] : []), ...later].flatMap((attempt) => attempt.sessions)
  const groups = new Map<string, { code: string | null; from: string; sessions: Set<number> }>()
  const join = (from: string, code: string | null, name: string, numbers: readonly number[]) => {
    // A code tells more than a name: a program may call itself another way inside TLS.
    const key = `${from} ${code ?? ` ${name}`}`
    const group = groups.get(key) ?? { code, from, sessions: new Set() }
    groups.set(key, group)
    for (const number of numbers) group.sessions.add(number)
  }
  const names = namesOf(events, sessions)
  const senders = new Map<string, (typeof sessions)[number][]>()
  for (const session of [...sessions].sort(byOpening)) {
    const key = `${session.from} ${names.get(session.session)}`
    senders.set(key, [...(senders.get(key) ?? []), session])
  }
  for (const own of senders.values()) {
    let waiting: number[] = []
    let last: string | null | undefined
    const [{ from, session: first } = { from: '', session: 0 }] = own
    const name = names.get(first) ?? ''
    for (const { session } of own) {
      const codes = codesOfSession(session, mails, asked)
      if (codes === null) waiting.push(session)
      for (const code of codes ?? []) {
        join(from, code, name, [...waiting, session])
        waiting = []
        last = code
      }
    }
    if (waiting.length > 0) join(from, last ?? null, name, waiting)
  }
  return [...groups.values()].map(({ code, from, sessions: own }) => ({
    code,
    from,
    tries: triesOfTheClient(
      groupTries(
        events.filter(({ session }) => own.has(session)),
        options,
      ),
    ),
    mails: mails.filter((mail) => own.has(mail.session) && codeOfMail(mail, asked) === code),
  }))
}

/** What each session calls itself first; one without an EHLO is taken for the next one of its address. */
function namesOf(
  events: readonly TranscriptEvent[],
  sessions: readonly { session: number; from: string; openedAtMs: number }[],
): Map<number, string> {
  const said = new Map<number, string>()
  for (const event of events) {
    if (event.event !== 'smtp.command-received' || said.has(event.session)) continue
    const [, name] = /^(?:EHLO|HELO)\s+(\S+)/i.exec(event.line) ?? []
    if (name !== undefined) said.set(event.session, name.toLowerCase())
  }
  const next = new Map<string, string>()
  const names = new Map<number, string>()
  for (const { session, from } of [...sessions].sort(byOpening).reverse()) {
    const name = said.get(session) ?? next.get(from) ?? ''
    next.set(from, name)
    names.set(session, name)
  }
  return names
}

/** The code of a mail to the address; null where it has none, or went elsewhere. */
export function codeOfMail({ recipients, subject }: TakenMail, { address, codes }: Asked): string | null {
  const isForUs = recipients.some((recipient) => recipient.toLowerCase() === address.toLowerCase())
  return isForUs ? codeIn(subject, codes) : null
}

/** Null: the session brought no mail at all. */
function codesOfSession(session: number, mails: readonly TakenMail[], asked: Asked): (string | null)[] | null {
  const own = mails.filter((mail) => mail.session === session)
  return own.length === 0 ? null : [...new Set(own.map((mail) => codeOfMail(mail, asked)))]
}

function byOpening(a: { openedAtMs: number; session: number }, b: { openedAtMs: number; session: number }): number {
  return a.openedAtMs - b.openedAtMs || a.session - b.session
}
