// The report as a mail to the sender (RFC 5322, RFC 2045): a file, which the simulator itself never sends.
import { createHash } from 'node:crypto'
import type { Client } from './clients.ts'
import type { ClientFacts } from './facts.ts'
import { htmlReport } from './html.ts'
import { textReport } from './text.ts'

export interface ReplyOptions {
  /** The address that senders were told. */
  address: string
  at: Date
}

/**
 * The mail with CRLF line ends; null where nobody can be answered: no mail came, it had an empty return path (RFC 3834
 * section 2), or its sender is no address. Nothing that the client wrote stands in a header, but an address and a
 * message identifier of the plain form.
 */
export function replyMail({ mails }: Client, facts: ClientFacts, { address, at }: ReplyOptions): string | null {
  const mail = mails.at(-1)
  if (!mail || !isAddress(mail.sender)) return null
  const [text, html] = [textReport(facts), htmlReport([facts], at)]
  const boundary = `report-${digestOf(text, html)}`
  const answered = mail.messageId !== null && isMessageId(mail.messageId) ? mail.messageId : null
  const lines = [
    `From: smtp-simulator <${address}>`,
    `To: <${mail.sender}>`,
    `Subject: Report ${facts.code ?? 'without a code'}`,
    `Date: ${mailDate(at)}`,
    `Message-ID: <${digestOf(mail.id, mail.sender, at.toISOString())}@${address.split('@')[1]}>`,
    ...(answered === null ? [] : [`In-Reply-To: ${answered}`, `References: ${answered}`]),
    // So that no autoresponder answers it (RFC 3834 section 5).
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...part('text/plain', text),
    `--${boundary}`,
    ...part('text/html', html),
    `--${boundary}--`,
    '',
  ]
  return lines.join('\r\n')
}

function part(type: string, text: string): string[] {
  const encoded = Buffer.from(text, 'utf8').toString('base64')
  return [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(encoded.match(/.{1,76}/g) ?? []),
  ]
}

/** An address of the plain form, dot-atom at domain or address literal (RFC 5322 section 3.4.1), within its limits. */
function isAddress(sender: string): boolean {
  return (
    sender.length <= 254 &&
    /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[(?:IPv6:)?[a-f0-9:.]+\])$/i.test(
      sender,
    )
  )
}

/** RFC 5322 section 3.6.4, without comments and quotes. */
function isMessageId(id: string): boolean {
  return id.length <= 500 && /^<[\w!#$%&'*+/=?^`{|}~.-]+@[\w.[\]:-]+>$/.test(id)
}

/** RFC 5322 section 3.3, in UTC. */
function mailDate(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000')
}

function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}
