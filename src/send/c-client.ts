// The dialogue of UW c-client (imap-2007f, smtp.c and auth_log.c), the library in the probe emailgtw: what it says when,
// and the lines that it gives to the log: `%` warnings, `?` errors, `[...]` information.
import { BROKEN, cannotAuthenticate, noTls, retryingLine, shown, TRIALS, tlsFailure } from '../product-log/emailgtw.ts'
import type { Connection } from './connection.ts'
import { capabilitiesOf } from './deliver.ts'
import type { Established, Identity } from './handshake.ts'
import { base64, type Login } from './login.ts'
import type { Mail, Result } from './mail.ts'
import { isOk, type Reply } from './reply.ts'
import type { Target } from './sender.ts'
import type { TlsOffer } from './tls-offer.ts'

export interface CClientSettings {
  target: Target
  /** What it calls itself. */
  hostname: string
  /** `/tls` demands it, `/notls` leaves it out, without either it is used where it is offered. */
  tls: 'required' | 'offered' | 'never'
  offer: TlsOffer
  /** `/novalidate-cert` turns it off. */
  validates: boolean
  /** Null: it never logs in. */
  login: Login | null
  identity?: Identity
}

/** What the program around the library does with its lines. */
export interface CClientLog {
  say(line: string): void
  /** The library asks for user and password. */
  asked(): void
}

/** `handshake`: TLS was begun and did not come about. */
export type CClientResult = Result & { handshake?: 'failed' }

/** In the order in which it takes them; GSSAPI and CRAM-MD5 are not played. */
const MECHANISMS = ['PLAIN', 'LOGIN'] as const
type Mechanism = (typeof MECHANISMS)[number]

/** One mail over one connection. */
export async function sendByCClient(
  connection: Connection,
  mail: Mail,
  settings: CClientSettings,
  log: CClientLog,
): Promise<CClientResult> {
  const { target, tls, login } = settings
  const host = target.host
  /** mm_log with ERROR, and the end. */
  const fails = async (line: string): Promise<CClientResult> => {
    log.say(`?${line}`)
    await connection.quit()
    return { status: 'retry', error: `?${line}` }
  }

  const greeting = await connection.open(host, target.port)
  if (greeting.lost === 'not-connected') return fails(`Can't connect to ${host},${target.port}: ${greeting.text}`)
  if (greeting.code !== 220) return fails(`SMTP greeting failure: ${shown(textOf(greeting))}`)
  let reply = await connection.command(`EHLO ${settings.hostname}`)
  if (!isOk(reply)) {
    reply = await connection.command(`HELO ${settings.hostname}`)
    if (!isOk(reply)) return fails(`SMTP hello failure: ${shown(textOf(reply))}`)
  }
  let { names, mechanisms } = capabilitiesOf(reply)

  const started = tls !== 'never' && names.includes('STARTTLS') && (await connection.command('STARTTLS')).code === 220
  if (started) {
    const trouble = await negotiate(connection, settings)
    if (trouble !== null) {
      log.say(`?${trouble}`)
      // It closes without a QUIT here.
      connection.leave()
      const line = `?${noTls(host)}`
      log.say(line)
      return { status: 'retry', error: line, handshake: 'failed' }
    }
    reply = await connection.command(`EHLO ${settings.hostname}`)
    if (!isOk(reply)) return fails(`SMTP greeting failure after STARTTLS: ${shown(textOf(reply))}`)
    ;({ names, mechanisms } = capabilitiesOf(reply))
  } else if (tls === 'required') {
    return fails(`TLS unavailable with this server: ${host}`)
  }

  if (login) {
    const mechanism = MECHANISMS.find((known) => mechanisms.includes(known))
    if (!mechanism) return fails(`SMTP authentication not available: ${host}`)
    const error = await authenticate(connection, mechanism, login, log)
    if (error !== '') return fails(cannotAuthenticate(error))
  }
  return transact(connection, mail)
}

/** Null when TLS is on and the certificate will do; else the library's words. */
async function negotiate(connection: Connection, settings: CClientSettings): Promise<string | null> {
  const { target, offer, validates, identity } = settings
  const handshake = await connection.secure({
    offer,
    // No name in the hello for an address (RFC 6066 section 3).
    servername: /^[\d.:]+$/.test(target.host) ? null : target.host,
    ...(target.ca !== undefined && { ca: target.ca }),
    ...(identity && { identity }),
  })
  if (!handshake.ok) return tlsFailure(target.host)
  const problem = validates ? certificateProblem(handshake, target.host) : null
  return problem === null ? null : `Certificate failure for ${target.host}: ${problem}`
}

function certificateProblem(tls: Established, host: string): string | null {
  const { certificate } = tls
  if (!certificate) return 'No certificate from server'
  const subject = `/${certificate.subject.split(', ').join('/')}`
  if (certificate.problem !== null) return `${wordsOfProblem(certificate.problem)}: ${subject}`
  return tls.mismatch(host) === null ? null : `Server name does not match certificate: ${subject}`
}

/** OpenSSL's sentences for its own codes (X509_verify_cert_error_string). */
function wordsOfProblem(code: string): string {
  return PROBLEMS[code] ?? code.toLowerCase().replaceAll('_', ' ')
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
}

/**
 * Empty when it is logged in; else the last reply. It asks up to three times, whatever the refusal, as long as it can still
 * say something; another mechanism is not tried (as observed).
 */
async function authenticate(
  connection: Connection,
  mechanism: Mechanism,
  login: Login,
  log: CClientLog,
): Promise<string> {
  let last = ''
  for (let trial = 0; trial < TRIALS && !connection.over; trial++) {
    if (trial > 0) log.say(retryingLine(mechanism, last))
    const reply = await tryOnce(connection, mechanism, login, log)
    if (reply.code === 235) return ''
    last = textOf(reply)
  }
  return last
}

async function tryOnce(
  connection: Connection,
  mechanism: Mechanism,
  { user, password }: Login,
  { say, asked }: CClientLog,
): Promise<Reply> {
  let reply = await connection.command(`AUTH ${mechanism}`)
  if (reply.code !== 334) return reply
  if (mechanism === 'PLAIN' && !connection.secured) say('%SECURITY PROBLEM: insecure server advertised AUTH=PLAIN')
  asked()
  for (const secret of mechanism === 'PLAIN' ? [`\0${user}\0${password}`] : [user, password]) {
    if (reply.code === 334) reply = await connection.secret(base64(secret))
  }
  return reply
}

async function transact(connection: Connection, mail: Mail): Promise<CClientResult> {
  const refused = async (reply: Reply): Promise<CClientResult> => {
    await connection.quit()
    const error = `[Failed - ${textOf(reply)}]`
    return { status: reply.code >= 500 ? 'returned' : 'retry', error }
  }
  await connection.command('RSET')
  const from = await connection.command(`MAIL FROM:<${mail.from}>`)
  if (!isOk(from)) return refused(from)
  for (const recipient of mail.to) {
    const to = await connection.command(`RCPT TO:<${recipient}>`)
    // It sends to all or to nobody.
    if (!isOk(to)) {
      await connection.command('RSET')
      return refused(to)
    }
  }
  const data = await connection.command('DATA')
  if (data.code !== 354) return refused(data)
  const secured = connection.secured
  const taken = await connection.content(mail)
  if (!isOk(taken)) return refused(taken)
  await connection.quit()
  return { status: 'delivered', secured }
}

/** A reply as the library keeps it: a lost connection is a reply of its own making (smtp_fake). */
function textOf({ text, lost }: Reply): string {
  return lost ? BROKEN : text
}
