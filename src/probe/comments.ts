// What a line of the dialogue means, where that helps. Pure.
import type { SendEvent } from '../send/events.ts'
import type { LogLine } from './findings.ts'

/** The lines of one event; none for what says nothing to a reader. */
export function logLines(event: SendEvent): LogLine[] {
  const line = (who: LogLine['who'], text: string, comment: string | null = null): LogLine => {
    return { who, connection: event.connection, text, comment }
  }
  switch (event.event) {
    case 'connection.opened':
      return [line('-', `connected to ${event.address} port ${event.port}`)]
    case 'connection.failed':
      return [line('-', `no connection: ${event.detail}`)]
    case 'connection.closed':
      return event.by === 'server' ? [line('-', 'the server closed the connection')] : []
    case 'command.sent':
      return [line('C', event.line, commandComment(event.line, event.secured))]
    case 'reply.received':
      return event.lines.map((text, at) => line('S', text, replyComment(event, text, at)))
    case 'reply.missed':
      return [line('-', `no reply to ${event.to === 'connect' ? 'the connection' : event.to}: ${event.detail}`)]
    case 'tls.hello-sent':
      return [line('C', `ClientHello: ${event.summary}`)]
    case 'tls.established': {
      const certificate = event.certificate ? `certificate of ${event.certificate.subject}` : 'no certificate'
      return [
        line(
          '-',
          `${event.version} with ${event.suite} (${event.bits} bits), ${certificate}`,
          'From here on encrypted.',
        ),
      ]
    }
    case 'tls.failed':
      return [line('-', `no TLS: ${event.detail}`)]
    default:
      return []
  }
}

function commandComment(text: string, secured: boolean): string | null {
  const verb = text.split(' ')[0]?.toUpperCase()
  if (verb === 'EHLO' && secured) return 'What EHLO said before TLS is void (RFC 3207 section 4.2).'
  if (verb === 'HELO') return 'EHLO was refused: the old greeting, without extensions.'
  if (verb === 'MAIL') return 'Would this server take a mail? Here the probe stops; nothing is sent.'
  return null
}

function replyComment(
  { to, secured, code }: SendEvent & { event: 'reply.received' },
  text: string,
  at: number,
): string | null {
  if (to === 'EHLO' && code === 250) return at === 0 ? null : capabilityComment(text.slice(4), secured)
  if (to === 'connect') return greetingComment(code)
  if (to === 'STARTTLS') {
    return code === 220 ? 'The ClientHello comes next.' : 'STARTTLS does not work; a strict client gives up here.'
  }
  if (to === 'MAIL') return mailComment(text, code, secured)
  if (code === 421) return 'The server ends the session.'
  return null
}

function greetingComment(code: number): string | null {
  if (code === 220) return null
  if (code === 421) return 'Not now: the server is busy, or has had enough of this address.'
  return code === 554 ? 'This server takes no mail from here.' : 'A greeting is 220 (RFC 5321 section 3.1).'
}

function mailComment(text: string, code: number, secured: boolean): string | null {
  if (code < 400) return secured ? 'It would go on with RCPT TO.' : 'It would take the mail in clear.'
  if (/STARTTLS|TLS/i.test(text)) return 'Mail wants TLS first.'
  if (code === 530 || /authent/i.test(text)) return 'Mail wants AUTH first.'
  return code < 500 ? 'Refused for now; a client tries again later.' : 'Refused for good.'
}

/** By the keyword in front of an EHLO line (IANA, "SMTP Service Extensions"). */
function capabilityComment(line: string, secured: boolean): string | null {
  const [, keyword = '', value = ''] = /^([^ =]+)[ =]?(.*)$/.exec(line) ?? []
  const word = keyword.toUpperCase()
  if (word === 'STARTTLS') {
    return secured ? 'Has no place inside TLS (RFC 3207 section 4.2).' : 'TLS can begin here (RFC 3207).'
  }
  if (word === 'AUTH') {
    return secured
      ? 'Passwords are protected here (RFC 4954).'
      : 'Offered in clear: a client may give its password away (RFC 4954 section 4).'
  }
  if (word === 'SIZE') {
    const bytes = Number(value)
    if (bytes > 0) return `Messages up to ${bytes} bytes, ${Math.floor(bytes / 1024 / 1024)} MiB (RFC 1870).`
    return 'No limit is told (RFC 1870).'
  }
  if (/^X{4,}A?$/.test(word)) return 'A word that a firewall has masked; most often it was STARTTLS.'
  return KEYWORDS[word] ?? null
}

const KEYWORDS: Readonly<Record<string, string>> = {
  PIPELINING: 'Commands may be sent without waiting for each reply (RFC 2920).',
  '8BITMIME': 'Bodies with 8-bit characters are taken (RFC 6152).',
  SMTPUTF8: 'Addresses may have letters beyond ASCII (RFC 6531).',
  DSN: 'Delivery reports can be asked for (RFC 3461).',
  ENHANCEDSTATUSCODES: 'Replies have codes such as 5.7.1 (RFC 2034).',
  CHUNKING: 'BDAT may stand in for DATA (RFC 3030).',
  BINARYMIME: 'Bodies may be binary, with BDAT (RFC 3030).',
  ETRN: 'A client may have its queue run (RFC 1985).',
  VRFY: 'Addresses can be asked for (RFC 5321 section 3.5).',
  EXPN: 'Lists can be asked for (RFC 5321 section 3.5).',
  HELP: 'HELP is answered.',
  REQUIRETLS: 'A mail can insist on TLS to its end (RFC 8689).',
  DELIVERBY: 'A mail can have a time limit (RFC 2852).',
  'X-ANONYMOUSTLS': 'TLS between Exchange servers, without a public certificate.',
  'X-EXPS': 'Authentication between Exchange servers.',
  XCLIENT: 'Proxies may say whom they speak for; Postfix has this only for trusted clients.',
  XFORWARD: 'Proxies may pass on what they know of a client (Postfix).',
}
