// The main log of an Exim that had received these sessions.
import type { EventFields, TranscriptEvent } from '../../transcript/events.ts'
import type { ProductLog } from './product-log.ts'
import { pathIn, type Session } from './sessions.ts'
import { gnutlsError } from './tls-words.ts'

export const eximLog: ProductLog = {
  name: 'log-exim',
  doc: 'The main log of an Exim with GnuTLS, as in Debian, that had received these sessions',
  source: 'Exim specification, chapter 53 (log files); tls-gnu.c, smtp_in.c and receive.c of Exim 4.9x',
  open: () => (event, session, at) => linesOf(event, session, at).map((text) => `${timeOf(at)} ${text}`),
}

function linesOf(event: TranscriptEvent, session: Session, at: Date): string[] {
  const { from, fromPort } = session.opened
  switch (event.event) {
    case 'session.opened':
      return [`SMTP connection from [${from}]:${fromPort} (TCP/IP connection count = 1)`]
    case 'tls.failed':
      // tls_error(): in brackets the call that failed.
      return [
        `TLS error on connection from ${hostOf(session)} (gnutls_handshake): ${gnutlsError(event.reason, session.alert)}`,
      ]
    case 'smtp.reply-sent':
      return refusalOf(event, session)
    case 'smtp.message-accepted':
      return [arrival(event, session, at)]
    case 'smtp.timed-out':
      return [`SMTP command timeout on ${session.tls ? 'TLS ' : ''}connection from ${hostOf(session)}${tlsOf(session)}`]
    case 'session.closed':
      return endOf(event, session)
    default:
      return []
  }
}

/** `(client.test) [127.0.0.1]`: the name that it gave itself, which nobody has looked up. */
function hostOf({ helo, opened: { from } }: Session): string {
  return helo === null ? `[${from}]` : `(${helo}) [${from}]`
}

/**
 * ` X=TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256 CV=no`: the suite as GnuTLS puts it together, without TLS and WITH. CV: the
 * certificate of the client was verified.
 */
function tlsOf({ tls }: Session): string {
  if (!tls) return ''
  const version = tls.version.replace(/^TLSv1$/, 'TLS1.0').replace(/^TLSv/, 'TLS')
  const suite = tls.suite.includes('_WITH_')
    ? tls.suite.replace(/^TLS_/, '').replace('_WITH_', '_').replace(/_SHA$/, '_SHA1')
    : tls.suite
  return ` X=${version}:${suite}:${tls.bits} CV=${tls.clientCertificate?.trusted ? 'yes' : 'no'}`
}

/** `1tXyZa-0F06399F29-AB <= anna@example.com H=(client.test) [127.0.0.1] P=esmtps X=... S=242 id=...`. */
function arrival(event: EventFields['smtp.message-accepted'], session: Session, at: Date): string {
  const { id, sender, bytes } = event
  const messageId = session.headerOf(id, 'Message-ID')?.replace(/^<|>$/g, '')
  const { login } = session
  const parts = [
    `${queueId(id, at)} <= ${sender === '' ? '<>' : sender}`,
    ` H=${hostOf(session)} P=${session.protocol.toLowerCase()}`,
    tlsOf(session),
    login ? ` A=${login.mechanism.toLowerCase()}_server:${login.user}` : '',
    ` S=${bytes}`,
    messageId ? ` id=${messageId}` : '',
  ]
  return parts.join('')
}

function refusalOf({ code, lines, sent }: EventFields['smtp.reply-sent'], session: Session): string[] {
  const { answered, sender } = session
  if (code < 400 || !answered) return []
  const text = (sent ?? lines).map((line) => line.slice(4)).join(' ')
  const host = `H=${hostOf(session)}${tlsOf(session)}`
  const how = code < 500 ? 'temporarily rejected' : 'rejected'
  switch (answered.verb) {
    case 'AUTH':
    case '': {
      const [, mechanism = 'LOGIN'] = /^AUTH\s+(\S+)/i.exec(session.authLine) ?? []
      return [`${mechanism.toLowerCase()}_server authenticator failed for ${hostOf(session)}: ${code} ${text}`]
    }
    case 'MAIL':
      return [`${host} ${how} MAIL <${pathIn(answered.line)}>: ${text}`]
    case 'RCPT':
      return [`${host} F=<${sender ?? ''}> ${how} RCPT <${pathIn(answered.line)}>: ${text}`]
    case 'message':
      return [`${host} F=<${sender ?? ''}> ${how} after DATA: ${text}`]
    case 'EHLO':
    case 'HELO':
      return [`${how} ${answered.line} from ${hostOf(session)}: ${text}`]
    default:
      return [`SMTP protocol error in "${answered.line}" ${hostOf(session)} ${text}`]
  }
}

function endOf({ by }: EventFields['session.closed'], session: Session): string[] {
  const { last, messages, counts } = session
  const connection = `SMTP connection from ${hostOf(session)}`
  const idle =
    messages === 0 && counts.size > 0
      ? [`no MAIL in ${connection}${tlsOf(session)} C=${[...counts.keys()].join(',')}`].filter(
          () => !counts.has('MAIL'),
        )
      : []
  if (last?.verb === 'QUIT') return [...idle, `${connection} closed by QUIT`]
  if (by === 'server') return [...idle, `${connection} closed by server`]
  return [...idle, `${connection} lost`]
}

/** Like those of Exim 4.97: the time in base 62, then the id of the message. */
function queueId(id: string, at: Date): string {
  let seconds = Math.floor(at.getTime() / 1000)
  let time = ''
  for (let digit = 0; digit < 6; digit++) {
    time = (BASE_62[seconds % 62] ?? '') + time
    seconds = Math.floor(seconds / 62)
  }
  return `${time}-${id.padStart(11, '0')}-0000`
}

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function timeOf(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}
