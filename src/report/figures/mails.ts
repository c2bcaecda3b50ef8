// Recognises a mail across the tries to hand it over: what a client brings again is not a new one.
import { Returns } from './returns.ts'
import { type Connection, type MailTry, triesIn } from './traffic.ts'

export interface Mail {
  /** In order; at least one. */
  tries: readonly [MailTry, ...MailTry[]]
  /** Connections of the same client that were refused or failed before they named a mail, each before one of the tries. */
  before: readonly Connection[]
  /** All that any try asked for. */
  recipients: readonly string[]
  /** For whom it was taken. */
  accepted: readonly string[]
  /** When it was taken for the last of those; null: never. */
  acceptedAtMs: number | null
  /** Null: it has none, or no content came. */
  messageId: string | null
}

/**
 * A mail is one by its Message-ID, until it was taken for all of its recipients. A try that showed none, since it was refused before its content or its message has
 * none, belongs to the mail of the same server with the same sender, a recipient that still waits, and no other size;
 * of several it is the one whose last try is longest ago, as a queue comes round. Connections that were turned away
 * before they named a mail belong to the one that the client brought next.
 */
export function mailsOf(connections: readonly Connection[]): Mail[] {
  const mails = new Mails()
  const turnedAway = new Returns(connections.filter(isTurnedAway))
  const tries = [...triesIn(connections)].sort((a, b) => a.atMs - b.atMs)
  for (const attempt of tries) {
    if (attempt.recipients.length === 0 && attempt.refusals.length === 0) continue
    mails.add(attempt).before.push(...turnedAway.take(attempt.connection))
  }
  return mails.all.map((each) => each.whole)
}

/** It named no mail, and not because it had none to send. */
export function isTurnedAway({ tries, failure, refusals }: Connection): boolean {
  return tries.length === 0 && (failure !== null || refusals.length > 0)
}

/** All mails so far, found by what tells them apart. */
class Mails {
  readonly all: Growing[] = []
  readonly #byMessageId = new Map<string, Growing>()
  /** By sender: those that may come again. */
  readonly #waiting = new Map<string, Set<Growing>>()

  /** The mail that this is a try of; a new one where there is none. */
  add(attempt: MailTry): Growing {
    const { server } = attempt.connection
    const idOf = (messageId: string) => JSON.stringify([server, messageId])
    const key = JSON.stringify([server, keyOf(attempt.sender)])
    const waiting = this.#waiting.get(key) ?? new Set()
    this.#waiting.set(key, waiting)
    const known = attempt.messageId === null ? undefined : this.#byMessageId.get(idOf(attempt.messageId))
    // Taken for everybody it is over: what comes again is another delivery of the same mail.
    const same = known?.isTaken ? undefined : known
    let mail = same ?? longestAgo([...waiting].filter((each) => each.mayBe(attempt)))
    if (mail) mail.add(attempt)
    else {
      mail = new Growing(attempt)
      this.all.push(mail)
    }
    if (mail.messageId !== null) this.#byMessageId.set(idOf(mail.messageId), mail)
    if (mail.isTaken) waiting.delete(mail)
    else waiting.add(mail)
    return mail
  }
}

function longestAgo(mails: readonly Growing[]): Growing | undefined {
  return [...mails].sort((a, b) => a.last.atMs - b.last.atMs)[0]
}

/** A mail while its tries are put together. */
class Growing {
  readonly #tries: [MailTry, ...MailTry[]]
  readonly #recipients = new Map<string, string>()
  readonly #accepted = new Set<string>()
  #acceptedAtMs: number | null = null
  readonly before: Connection[] = []
  messageId: string | null = null

  constructor(first: MailTry) {
    this.#tries = [first]
    this.#take(first)
  }

  /** For everyone that was named. */
  get isTaken(): boolean {
    return this.#acceptedAtMs !== null && this.#accepted.size === this.#recipients.size
  }

  get last(): MailTry {
    return this.#tries.at(-1) ?? this.#tries[0]
  }

  get whole(): Mail {
    const { before, messageId } = this
    const recipients = [...this.#recipients.values()]
    const accepted = [...this.#recipients].flatMap(([key, address]) => (this.#accepted.has(key) ? [address] : []))
    return { tries: this.#tries, before, recipients, accepted, acceptedAtMs: this.#acceptedAtMs, messageId }
  }

  add(attempt: MailTry): void {
    this.#tries.push(attempt)
    this.#take(attempt)
  }

  /** Nothing speaks against it. */
  mayBe(attempt: MailTry): boolean {
    if (this.messageId !== null && attempt.messageId !== null) return false
    const waits = attempt.recipients.some(
      (each) => this.#recipients.has(keyOf(each)) && !this.#accepted.has(keyOf(each)),
    )
    // MAIL itself was refused: nobody has been named yet, on one side or both.
    const unnamed = attempt.recipients.length === 0 || (this.#recipients.size === 0 && this.#acceptedAtMs === null)
    const fits = waits || (unnamed && this.#acceptedAtMs === null)
    return fits && !this.#isGivenUp(attempt) && this.#fits(attempt)
  }

  /** Sizes that both have told must be the same: of the content, and what MAIL said. */
  #fits(attempt: MailTry): boolean {
    const differ = (size: (each: MailTry) => number | null) => {
      const theirs = size(attempt)
      return theirs !== null && this.#tries.some((each) => size(each) !== null && size(each) !== theirs)
    }
    return !differ(({ bytes }) => bytes) && !differ(({ declaredBytes }) => declaredBytes)
  }

  /** What was refused for good does not come again; only MAIL may, with TLS or a login. */
  #isGivenUp(attempt: MailTry): boolean {
    const { connection, recipients, refusals } = this.last
    const refused = refusals.filter(({ to }) => to === 'RCPT')
    // Where no recipient was taken a DATA that was pipelined behind them says nothing more (RFC 2920 section 3.1).
    const deciding =
      refused.length > 0 && refused.length >= recipients.length
        ? refused
        : refusals.filter(({ to }) => CONTENT.includes(to))
    return attempt.connection !== connection && deciding.length > 0 && deciding.every(({ code }) => code >= 500)
  }

  #take(attempt: MailTry): void {
    this.messageId ??= attempt.messageId
    for (const each of attempt.recipients)
      if (!this.#recipients.has(keyOf(each))) this.#recipients.set(keyOf(each), each)
    if (attempt.acceptedAtMs === null) return
    const fresh = attempt.accepted.filter((each) => !this.#accepted.has(keyOf(each)))
    if (fresh.length > 0) this.#acceptedAtMs = attempt.acceptedAtMs
    for (const each of fresh) {
      this.#accepted.add(keyOf(each))
      if (!this.#recipients.has(keyOf(each))) this.#recipients.set(keyOf(each), each)
    }
  }
}

const CONTENT: readonly string[] = ['DATA', 'BDAT', 'message']

/** Addresses that differ in case only are one: nobody retries with another. */
function keyOf(address: string): string {
  return address.toLowerCase()
}
