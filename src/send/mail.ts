// A mail on its way: what it is, how one try ended, when the next one comes.

/** One mail. */
export interface Mail {
  from: string
  to: readonly string[]
  /** Header and body; line ends are made CRLF. */
  text: string
  /** `latin1`: each character of `text` is one byte, as it came from elsewhere. Default: `utf8`. */
  encoding?: 'utf8' | 'latin1'
}

/** A message that a server has taken, as it is sent on: the envelope, and every byte but Return-Path, which the last server adds (RFC 5321 section 4.4). */
export function onwardMail({ sender, recipients, raw }: { sender: string; recipients: string[]; raw: Buffer }): Mail {
  const text = raw.toString('latin1').replace(/^Return-Path:[^\r\n]*\r\n/, '')
  return { from: sender, to: recipients, text, encoding: 'latin1' }
}

/** How one try at one destination ended. */
export type Result =
  | { status: 'delivered'; secured: boolean; refused?: string }
  /** Stays in the queue. */
  | { status: 'retry'; error: string }
  /** Goes back; `report` is the message to its author, where the product writes one. */
  | { status: 'returned'; error: string; report?: string }
  /** This machine cannot play what is set. */
  | { status: 'cannot'; error: string }

/** One mail for one destination. */
export interface Entry {
  id: number
  /** The domain of the recipients. */
  destination: string
  mail: Mail
  status: 'active' | 'retry' | 'delivered' | 'returned'
  tries: number
  queuedAtMs: number
  lastError: string | null
  /** Null unless it waits. */
  nextTryAt: Date | null
  /** Whether it went through TLS; null unless it is delivered. */
  secured: boolean | null
  /** The message to its author; null unless it was returned with one. */
  report: string | null
}

/** Milliseconds until the next try, by how many there were; null: it gives up. */
export type Schedule = (tries: number, ageMs: number) => number | null

/** A mail of a monitoring probe, where it does not matter what it says. */
export const SAMPLE_MAIL: Mail = {
  from: 'alarms@example.com',
  to: ['desk@example.org'],
  text: [
    'From: alarms@example.com',
    'To: desk@example.org',
    'Subject: The disk is full',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The disk is full.',
    '',
  ].join('\r\n'),
}
