// Finds mails in the traffic of a run by what people know of them, and tells what became of each.

import { delayOf } from './delays.ts'
import { type Mail, mailsOf } from './mails.ts'
import {
  type Connection,
  dateOf,
  domainOf,
  type MailTry,
  type Reply,
  type TrafficSource,
  trafficOf,
} from './traffic.ts'

/** One mail that was found, as it is told to people and to programs. */
export interface TrackedMail {
  server: number
  scenario: string
  messageId: string | null
  subject: string | null
  sender: string
  recipients: readonly string[]
  /** For whom it was taken. */
  accepted: readonly string[]
  outcome: 'accepted' | 'accepted in part' | 'refused' | 'deferred' | 'not finished'
  /** ISO 8601. */
  firstTryAt: string
  /** Null: never. */
  acceptedAt: string | null
  delayMs: number | null
  /** Connections of the client that were turned away before they named a mail. */
  turnedAway: readonly { session: number; at: string; from: string; replies: readonly string[] }[]
  tries: readonly TrackedTry[]
}

export interface TrackedTry {
  session: number
  at: string
  from: string
  helo: string | null
  user: string | null
  /** How the mail travelled; null: in clear. */
  tls: { version: string; suite: string; bits: number } | null
  bytes: number | null
  /** The name that the server gave it. */
  id: string | null
  replies: readonly Pick<Reply, 'to' | 'recipient' | 'code' | 'words'>[]
}

/** Decodes the encoded words of a header field (RFC 2047). */
export type DecodeWords = (text: string) => string

/**
 * Mails whose Message-ID, server's id, sender or recipient is the word, whose sender or a recipient is of that domain, or
 * whose subject has it somewhere. Case makes no difference, and angle brackets neither; `<>` is the null sender.
 */
export function track(sources: readonly Required<TrafficSource>[], word: string, decode: DecodeWords): TrackedMail[] {
  if (word.trim() === '') return []
  const wanted = bare(word)
  return mailsOf(trafficOf(sources).connections)
    .filter((mail) => isAbout(mail, wanted, decode))
    .map((mail) => tracked(mail, decode))
}

function isAbout({ tries, recipients, messageId }: Mail, wanted: string, decode: DecodeWords): boolean {
  const addresses = [...tries.map(({ sender }) => sender), ...recipients].map((address) => address.toLowerCase())
  const ids = [messageId, ...tries.map(({ id }) => id)].flatMap((id) => (id === null ? [] : [bare(id)]))
  const domain = wanted.replace(/^@/, '')
  if ([...ids, ...addresses].includes(wanted)) return true
  if (domain !== '' && addresses.some((address) => domainOf(address) === domain)) return true
  return (
    wanted !== '' && tries.some(({ subject }) => subject !== null && decode(subject).toLowerCase().includes(wanted))
  )
}

function bare(word: string): string {
  return word
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .toLowerCase()
}

function tracked(mail: Mail, decode: DecodeWords): TrackedMail {
  const { tries, before, recipients, accepted, acceptedAtMs, messageId } = mail
  const [first] = tries
  const { connection } = first
  const subject = tries.find((each) => each.subject !== null)?.subject ?? null
  const firstAtMs = Math.min(first.atMs, ...before.map(({ openedAtMs }) => openedAtMs))
  return {
    ...{ server: connection.server, scenario: connection.scenario, messageId },
    subject: subject === null ? null : decode(subject),
    ...{ sender: first.sender, recipients, accepted, outcome: outcomeOf(mail) },
    firstTryAt: at(connection, firstAtMs),
    acceptedAt: acceptedAtMs === null ? null : at(connection, acceptedAtMs),
    delayMs: delayOf(mail),
    turnedAway: before.map((each) => ({
      ...{ session: each.session, at: at(each, each.openedAtMs), from: each.from },
      replies: [
        ...(each.failure ? [`TLS failed: ${each.failure.words}`] : []),
        ...each.refusals.map(({ words }) => words),
      ],
    })),
    tries: tries.map(trackedTry),
  }
}

function trackedTry({ connection, atMs, secured, user, bytes, id, replies }: MailTry): TrackedTry {
  const { session, from, helo } = connection
  return {
    session,
    at: at(connection, atMs),
    from,
    helo,
    user,
    tls: secured ? connection.secured : null,
    bytes,
    id,
    replies,
  }
}

function outcomeOf({ tries, recipients, accepted }: Mail): TrackedMail['outcome'] {
  if (accepted.length > 0) return accepted.length === recipients.length ? 'accepted' : 'accepted in part'
  const last = tries.at(-1)?.refusals ?? []
  if (last.length === 0) return 'not finished'
  return last.some(({ code }) => code < 500) ? 'deferred' : 'refused'
}

function at(connection: Connection, atMs: number): string {
  return dateOf(connection, atMs)?.toISOString() ?? ''
}
