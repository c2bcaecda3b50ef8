// The message that tells an author why a mail came back (RFC 3462, RFC 3464).
import type { Mail } from './mail.ts'

export interface Failure {
  /** The reply in whose words it failed: `503 5.7.0 encryption too weak 0 less than 112`. */
  error: string
  /** RFC 3463, where the error is no reply of a server. */
  status?: string
  /** Who was asked, and who writes. */
  host: string
  reporter: string
  at: Date
}

export function reportFor(mail: Mail, { error, status: known, host, reporter, at }: Failure): string {
  const boundary = `report-${at.getTime()}`
  const status = known ?? /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(error)?.[0] ?? '5.0.0'
  const [header = ''] = mail.text.split(/\r?\n\r?\n/)
  return [
    `From: Mail Delivery Subsystem <MAILER-DAEMON@${reporter}>`,
    `To: <${mail.from}>`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'Subject: Returned mail: see transcript for details',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    '   ----- The following addresses had permanent fatal errors -----',
    ...mail.to.map((recipient) => `<${recipient}>`),
    `    (reason: ${error})`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${reporter}`,
    `Arrival-Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    ...mail.to.flatMap((recipient) => [
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      `Status: ${status}`,
      `Remote-MTA: dns; ${host}`,
      ...(known === undefined ? [`Diagnostic-Code: smtp; ${error}`] : []),
    ]),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    ...header.split(/\r?\n/),
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n')
}
