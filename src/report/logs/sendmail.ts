// The maillog of a sendmail that had received these sessions.
import type { EventFields, TranscriptEvent } from '../../transcript/events.ts'
import { keyLength } from '../../transcript/key-length.ts'
import type { ProductLog } from './product-log.ts'
import { pathIn, type Session } from './sessions.ts'
import { syslogLine } from './syslog.ts'
import { opensslError } from './tls-words.ts'

export const sendmailLog: ProductLog = {
  name: 'log-sendmail',
  doc: 'The maillog of a sendmail that had received these sessions, with LogLevel 14',
  source: 'sendmail 8.17, srvrsmtp.c, tls.c and envelope.c',
  open: () => (event, session, at) =>
    linesOf(event, session).map((text) =>
      syslogLine(at, session.server, `sm-mta[${10_000 + (session.number % 10_000)}]`, text),
    ),
}

function linesOf(event: TranscriptEvent, session: Session): string[] {
  const relay = relayOf(session)
  const id = idOf(session)
  switch (event.event) {
    case 'session.opened':
      return [`NOQUEUE: connect from ${relay}`]
    case 'tls.established':
      return [`STARTTLS=server, relay=${relay}, ${negotiated(event)}`]
    case 'tls.failed':
      return [
        `STARTTLS=server, error: accept failed=-1, reason=${reasonOf(event)}, SSL_error=1, errno=0, retry=-1, relay=${relay}`,
      ]
    case 'smtp.reply-sent':
      return [...loggedIn(event, session), ...refusalOf(event, session, id)]
    case 'smtp.message-accepted':
      return acceptedLine(event, session, relay)
    case 'smtp.timed-out':
      return [`${id}: timeout waiting for input from ${relay} during server cmd read`]
    case 'session.closed':
      return endOf(event, session, relay).map((text) => `${id}: ${text}`)
    default:
      return []
  }
}

/** `localhost [127.0.0.1]`; an address that has no name stands alone. */
function relayOf({ opened: { from } }: Session): string {
  return /^(127\.|::1$)/.test(from) ? `localhost [${from}]` : `[${from}]`
}

/** `version=TLSv1.2, verify=NO, cipher=..., bits=256/256`: NO is no certificate, FAIL one that does not hold. */
function negotiated({ version, cipher, suite, bits, clientCertificate }: EventFields['tls.established']): string {
  const verify = clientCertificate ? (clientCertificate.trusted ? 'OK' : 'FAIL') : 'NO'
  return `version=${version}, verify=${verify}, cipher=${cipher}, bits=${bits}/${keyLength(suite, bits)}`
}

/** The last part of OpenSSL's error: `no shared cipher`. */
function reasonOf({ reason, detail }: EventFields['tls.failed']): string {
  if (reason === 'timed-out') return 'timeout'
  if (reason === 'client-closed' || reason === 'server-closed') return 'unexpected eof while reading'
  return opensslError(reason, detail).split(':')[4] ?? detail
}

/** `AUTH=server, relay=localhost [127.0.0.1], authid=anna, mech=LOGIN, bits=0`. */
function loggedIn({ code }: EventFields['smtp.reply-sent'], session: Session): string[] {
  const { login } = session
  if (code !== 235 || !login) return []
  return [`AUTH=server, relay=${relayOf(session)}, authid=${login.user}, mech=${login.mechanism}, bits=0`]
}

function refusalOf({ code, lines, sent }: EventFields['smtp.reply-sent'], session: Session, id: string): string[] {
  const { answered } = session
  if (code < 400 || !answered) return []
  const [reply = ''] = sent ?? lines
  const relay = relayOf(session)
  if (answered.verb === 'AUTH' || answered.verb === '') {
    return [`${id}: AUTH failure (${mechanismOf(session)}): ${reply}, relay=${relay}`]
  }
  const ruleset = RULESETS[answered.verb]
  if (!ruleset) return []
  const about =
    answered.verb === 'DATA' || answered.verb === 'message' ? session.recipients.length : `<${pathIn(answered.line)}>`
  return [`${id}: ruleset=${ruleset}, arg1=${about}, relay=${relay}, reject=${reply}`]
}

const RULESETS: Readonly<Record<string, string>> = {
  MAIL: 'check_mail',
  RCPT: 'check_rcpt',
  DATA: 'check_data',
  message: 'check_eom',
}

function mechanismOf({ authLine }: Session): string {
  return /^AUTH\s+(\S+)/i.exec(authLine)?.[1] ?? 'LOGIN'
}

function acceptedLine(event: EventFields['smtp.message-accepted'], session: Session, relay: string): string[] {
  const { id, sender, recipients, bytes } = event
  const facts = [
    `from=<${sender}>`,
    `size=${bytes}`,
    'class=0',
    `nrcpts=${recipients.length}`,
    `msgid=${session.headerOf(id, 'Message-ID') ?? `<${id}@${session.server}>`}`,
    `proto=${session.protocol}`,
    'daemon=MTA',
    ...(session.tls ? [`tls_verify=${session.tls.clientCertificate?.trusted ? 'OK' : 'NO'}`] : []),
    ...(session.login ? ['auth=YES'] : []),
    `relay=${relay}`,
  ]
  return [`${id}: ${facts.join(', ')}`]
}

function endOf({ by }: EventFields['session.closed'], session: Session, relay: string): string[] {
  const { last, messages } = session
  if (by !== 'server' && last?.verb !== 'QUIT' && last) {
    return [`lost input channel from ${relay} to MTA after ${PHASES[last.verb] ?? last.verb.toLowerCase()}`]
  }
  if (messages > 0 || session.counts.has('MAIL')) return []
  return [`${relay} did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA`]
}

/** What smtp() says it was waiting behind. */
const PHASES: Readonly<Record<string, string>> = { EHLO: 'startup', HELO: 'startup', message: 'data', '': 'auth' }

/** sendmail gives an id to a session, whether mail comes or not. */
function idOf({ number }: Session): string {
  return `xAPA00${String(number % 10_000).padStart(4, '0')}${String(10_000 + (number % 10_000))}`
}
