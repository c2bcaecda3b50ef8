// The maillog of a Postfix smtpd that had received these sessions.
import type { EventFields, TranscriptEvent } from '../../transcript/events.ts'
import { keyLength } from '../../transcript/key-length.ts'
import { agreedGroup } from './key-exchange.ts'
import type { ProductLog } from './product-log.ts'
import { pathIn, type Session } from './sessions.ts'
import { syslogLine } from './syslog.ts'
import { opensslError } from './tls-words.ts'

export const postfixLog: ProductLog = {
  name: 'log-postfix',
  doc: 'The maillog of a Postfix that had received these sessions, with smtpd_tls_loglevel = 1',
  source: 'Postfix 3.7: smtpd.c, tls_server.c, tls_misc.c; compared with its own log by a test',
  open: () => (event, session, at) =>
    linesOf(event, session).map(([program, text]) =>
      syslogLine(at, session.server, `postfix/${program}[${pidOf(program, session)}]`, text),
    ),
}

type Line = readonly [program: 'smtpd' | 'cleanup' | 'qmgr', text: string]

function linesOf(event: TranscriptEvent, session: Session): Line[] {
  const client = nameOf(session)
  const smtpd = (...texts: string[]): Line[] => texts.map((text) => ['smtpd', text])
  switch (event.event) {
    case 'session.opened':
      return smtpd(`connect from ${client}`)
    case 'tls.established':
      return smtpd(`${trustIn(event)} TLS connection established from ${client}: ${summaryOf(event, session)}`)
    case 'tls.failed':
      return smtpd(...failureOf(event, client))
    case 'smtp.reply-sent':
      return smtpd(...refusalOf(event, session))
    case 'smtp.message-accepted':
      return acceptedLines(event, session)
    case 'smtp.timed-out':
      return smtpd(`timeout after ${whereIn(session)} from ${client}`)
    case 'session.closed':
      return smtpd(...lossOf(event, session), `disconnect from ${client}${countsOf(session)}`)
    default:
      return []
  }
}

/** There is no name service here: as for an address without one. */
function nameOf({ opened: { from } }: Session): string {
  return `${/^(127\.|::1$)/.test(from) ? 'localhost' : 'unknown'}[${from}]`
}

function trustIn({ clientCertificate }: EventFields['tls.established']): string {
  if (!clientCertificate) return 'Anonymous'
  return clientCertificate.trusted ? 'Trusted' : 'Untrusted'
}

/** tls_log_summary(): behind the ciphers of TLS 1.3, which do not say it, how keys were exchanged and signed. */
function summaryOf({ version, cipher, suite, bits }: EventFields['tls.established'], session: Session): string {
  const summary = `${version} with cipher ${cipher} (${bits}/${keyLength(suite, bits)} bits)`
  const group = agreedGroup(session)
  const certificate = session.certificateOf('server')
  if (version !== 'TLSv1.3' || !group || !certificate) return summary
  const exchange = /^x\d+$/.test(group) ? group.toUpperCase() : `ECDHE (${NIST[group] ?? group})`
  // Servers of OpenSSL take the first of their signatures that a client verifies, which is one with SHA-256.
  const signature = certificate.rsaBits === null ? 'ECDSA (prime256v1)' : `RSA-PSS (${certificate.rsaBits} bits)`
  return `${summary} key-exchange ${exchange} server-signature ${signature} server-digest SHA256`
}

const NIST: Readonly<Record<string, string>> = { secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

/** tls_server_start(): an error of OpenSSL, else of the socket, else the end. */
function failureOf({ reason, detail }: EventFields['tls.failed'], client: string): string[] {
  const says = (what: string) => `SSL_accept error from ${client}: ${what}`
  if (reason === 'timed-out') return [says('Connection timed out')]
  if (reason === 'client-closed' || reason === 'server-closed') return [says('lost connection')]
  return [says('-1'), `warning: TLS library problem: ${opensslError(reason, detail)}:`]
}

function refusalOf({ code, lines, sent }: EventFields['smtp.reply-sent'], session: Session): string[] {
  const { answered, sender, protocol } = session
  if (code < 400 || !answered) return []
  const reply = (sent ?? lines)
    .map((line, at) => (at === 0 ? line.replace(/^(\d{3})-/, '$1 ') : line.slice(4)))
    .join(' ')
  if (answered.verb === 'AUTH' || answered.verb === '') {
    const [, mechanism = 'LOGIN'] = /^AUTH\s+(\S+)/i.exec(session.authLine) ?? []
    return [`warning: ${nameOf(session)}: SASL ${mechanism} authentication failed: ${reply.replace(/^\S+ /, '')}`]
  }
  const where = REJECTED[answered.verb]
  // smtpd.c answers this one by itself, and logs nothing.
  if (!where || /Must issue a STARTTLS/.test(reply)) return []
  // The name of a greeting that is refused is told as well.
  const helo = /^(?:EHLO|HELO)\s+(.*)$/i.exec(answered.line)?.[1] ?? session.helo
  const recipient = answered.verb === 'RCPT' ? ` to=<${pathIn(answered.line)}>` : ''
  const from = answered.verb === 'MAIL' ? pathIn(answered.line) : sender
  const about = `${from === null ? '' : ` from=<${from}>`}${recipient} proto=${protocol.replace(/S?A?$/, '')}`
  return [
    `NOQUEUE: reject: ${where} from ${nameOf(session)}: ${reply};${about}${helo === null ? '' : ` helo=<${helo}>`}`,
  ]
}

const REJECTED: Readonly<Record<string, string>> = {
  HELO: 'HELO',
  EHLO: 'EHLO',
  MAIL: 'MAIL',
  RCPT: 'RCPT',
  DATA: 'DATA',
  BDAT: 'BDAT',
  message: 'END-OF-MESSAGE',
}

/** Postfix gives a mail its id at the first recipient that it takes; here it has one once it is accepted. */
function acceptedLines(event: EventFields['smtp.message-accepted'], session: Session): Line[] {
  const { id, sender, recipients, bytes } = event
  const { login } = session
  const sasl = login ? `, sasl_method=${login.mechanism}, sasl_username=${login.user}` : ''
  return [
    ['smtpd', `${id}: client=${nameOf(session)}${sasl}`],
    ['cleanup', `${id}: message-id=${session.headerOf(id, 'Message-ID') ?? '<>'}`],
    ['qmgr', `${id}: from=<${sender}>, size=${bytes}, nrcpt=${recipients.length} (queue active)`],
  ]
}

function lossOf({ by }: EventFields['session.closed'], session: Session): string[] {
  // Whoever ends it: after a failed handshake Postfix finds the connection gone.
  if (!session.tlsFailed && (by === 'server' || session.last?.verb === 'QUIT')) return []
  return [`lost connection after ${whereIn(session)} from ${nameOf(session)}`]
}

/** The last command; none yet is CONNECT. */
function whereIn({ last, cutAfter }: Session): string {
  if (!last) return 'CONNECT'
  if (last.verb === 'message') return 'END-OF-MESSAGE'
  if (cutAfter !== null) return `${last.verb} (${cutAfter} bytes)`
  return last.verb === '' ? 'AUTH' : known(last.verb).toUpperCase()
}

/** ` ehlo=2 starttls=1 mail=1 rcpt=0/1 quit=1 commands=5/6`, in the order of smtpd_cmd_table. */
function countsOf({ counts }: Session): string {
  const named = new Map<string, { done: number; all: number }>()
  const total = { done: 0, all: 0 }
  for (const [verb, { done, all }] of counts) {
    const sum = named.get(known(verb)) ?? { done: 0, all: 0 }
    named.set(known(verb), { done: sum.done + done, all: sum.all + all })
    total.done += done
    total.all += all
  }
  const words = [
    ...ORDER.flatMap((verb) => (named.has(verb) ? [[verb, named.get(verb)] as const] : [])),
    ['commands', total] as const,
  ]
  return words.map(([verb, count]) => ` ${verb}=${share(count ?? total)}`).join('')
}

function share({ done, all }: { done: number; all: number }): string {
  return done === all ? String(all) : `${done}/${all}`
}

const ORDER = 'helo ehlo starttls auth mail rcpt data bdat rset noop vrfy etrn quit unknown'.split(' ')

function known(verb: string): string {
  const name = verb.toLowerCase()
  return ORDER.includes(name) ? name : 'unknown'
}

/** One process per connection, as if each had come to a new one. */
function pidOf(program: Line[0], { number }: Session): number {
  return { smtpd: 10_000, cleanup: 20_000, qmgr: 30_000 }[program] + (program === 'qmgr' ? 0 : number % 10_000)
}
