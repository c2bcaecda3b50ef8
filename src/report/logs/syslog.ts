// Lines as syslog writes them (RFC 3164 section 4.1), in UTC.

/** `Nov 25 10:15:07 mail postfix/smtpd[4711]: connect from unknown[192.0.2.7]`. */
export function syslogLine(at: Date, host: string, program: string, text: string): string {
  const day = String(at.getUTCDate()).padStart(2, ' ')
  const time = at.toISOString().slice(11, 19)
  const [name = host] = /^[\d.:]+$/.test(host) ? [host] : host.split('.')
  return `${MONTHS[at.getUTCMonth()]} ${day} ${time} ${name} ${program}: ${text}`
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
