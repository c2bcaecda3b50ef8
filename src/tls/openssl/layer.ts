// The TLS server over node:tls: what OpenSSL still speaks, with everything it does told as events.
import { constants } from 'node:crypto'
import {
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
  TLSSocket,
} from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../../transcript/contracts.ts'
import { CIPHER_SETS, expandCiphers } from '../cipher-sets.ts'
import type { HandshakeContext, ServerCredential, TlsAcceptor, TlsLayer, TlsMaterial } from '../layer.ts'
import { type CipherSuite, suiteByName } from '../wire/names.ts'
import { failureOf, type HandshakeFailure, inferAlert } from './alerts.ts'
import { clientCertificateOf } from './client-certificate.ts'

const SERVED_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

// OpenSSL's SSL_OP_NO_TLSv1_x, for a version that is left out between two that are served.
const NO_VERSION: Readonly<Record<string, number>> = { 'TLSv1.1': 0x10000000, 'TLSv1.2': 0x08000000 }

/** Suites that want a shared key, a password, Kerberos, or a certificate of a kind that is not made here. */
const NO_CREDENTIALS = /_(PSK|SRP|KRB5|DSS|GOSTR\d+)_/

export const opensslLayer: TlsLayer = {
  name: 'openssl',
  unableTo,
  prepare: (plan, material) => new OpensslAcceptor(plan, material),
}

function unableTo(plan: TlsPlan): string | null {
  const versions = plan.versions.filter((version) => !SERVED_VERSIONS.includes(version))
  if (versions.length > 0) return `OpenSSL under Node cannot serve ${versions.join(', ')}`
  // A set means those of its suites that can be served; a suite by name is meant.
  const named = plan.ciphers.filter((name) => !CIPHER_SETS.includes(name))
  const missing = expandCiphers(named).filter((suite) => !isServed(suite))
  if (missing.length > 0) return `OpenSSL under Node cannot serve ${missing.map((suite) => suite.name).join(', ')}`
  if (servedVersions(plan).length === 0) return 'OpenSSL under Node can serve none of the suites in these versions'
  if (plan.groups.length > 0 && !canMake({ ecdhCurve: plan.groups.join(':') })) {
    return `OpenSSL under Node cannot serve the groups ${plan.groups.join(', ')}`
  }
  const { verify, refuse } = plan.clientCertificate
  if (verify !== 'none' && refuse === 'handshake') {
    return 'OpenSSL under Node refuses an untrusted client certificate only by closing (server.tls.clientCertificate.refuse)'
  }
  return null
}

const served = new Map<string, boolean>()

/** Asks this machine's OpenSSL, once per suite. */
function isServed(suite: CipherSuite): boolean {
  const { openssl } = suite
  if (!openssl) return false
  let answer = served.get(openssl)
  if (answer === undefined) {
    answer = !NO_CREDENTIALS.test(suite.name) && canMake({ ciphers: cipherString([suite]) })
    served.set(openssl, answer)
  }
  return answer
}

function servedSuites(plan: TlsPlan): CipherSuite[] {
  return expandCiphers(plan.ciphers).filter(isServed)
}

/**
 * The versions of the plan in which one of its suites can be negotiated. Node would serve TLS 1.3 with OpenSSL's own
 * suites where the plan names none for it.
 */
function servedVersions(plan: TlsPlan): string[] {
  const suites = servedSuites(plan)
  const fits = (version: string) => suites.some((suite) => isForTls13(suite) === (version === 'TLSv1.3'))
  return SERVED_VERSIONS.filter((version) => plan.versions.includes(version) && fits(version))
}

function isForTls13(suite: CipherSuite): boolean {
  return suite.minVersion === 'TLSv1.3'
}

/**
 * Level 0 allows what the scenario lists and nothing more; its default would refuse TLS 1.0 and weak keys. The level is
 * part of the list for TLS 1.2 and older, which OpenSSL wants filled: without a suite of the plan the versions keep it
 * out of use.
 */
function cipherString(suites: readonly CipherSuite[]): string {
  const older = suites.some((suite) => !isForTls13(suite)) ? [] : ['DEFAULT']
  return [...suites.flatMap((suite) => suite.openssl ?? []), ...older, '@SECLEVEL=0'].join(':')
}

function canMake(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options)
    return true
  } catch {
    return false
  }
}

class OpensslAcceptor implements TlsAcceptor {
  readonly #plan: TlsPlan
  readonly #material: TlsMaterial
  #context: Promise<SecureContext> | null = null

  constructor(plan: TlsPlan, material: TlsMaterial) {
    this.#plan = plan
    this.#material = material
  }

  async accept(stream: ServedStream, context: HandshakeContext): Promise<SecuredStream | null> {
    this.#context ??= this.#makeContext()
    const secureContext = await this.#context
    if (stream.destroyed) return null
    const { ask, refuse } = this.#plan.clientCertificate
    const socket = new TLSSocket(stream, {
      isServer: true,
      secureContext,
      requestCert: ask !== 'never',
      rejectUnauthorized: ask === 'require' && refuse !== 'reply',
    })
    const failure = await handshake(socket, this.#plan.handshakeMs, context)
    if (failure) {
      tellFailure(socket, failure, context)
      socket.destroy()
      return null
    }
    socket.on('error', (error: NodeJS.ErrnoException) => tellAlert(error.code ?? '', socket.getProtocol(), context))
    return this.#established(socket, context)
  }

  #established(socket: TLSSocket, { append }: HandshakeContext): SecuredStream | null {
    const { ask, verify, refuse, names } = this.#plan.clientCertificate
    const { name: cipher, standardName: suite } = socket.getCipher()
    const facts = suiteByName(suite)
    const bits = facts?.strength ?? 0
    const certificate = ask === 'never' ? null : clientCertificateOf(socket, verify === 'name' ? names : [])
    const version = socket.getProtocol() ?? 'unknown'
    append('tls.established', {
      version,
      suite,
      cipher,
      bits,
      servername: (socket as { servername?: string | false }).servername || null,
      alpn: socket.alpnProtocol || null,
      clientCertificate: certificate,
      clientCertificateAsked: ask !== 'never',
    })
    const problem = certificate && verify !== 'none' ? certificate.problem : null
    if (problem && refuse !== 'reply') {
      // As Node's own server does it: no alert, only a close.
      append('tls.client-certificate-refused', { problem, by: 'close' })
      socket.destroy()
      return null
    }
    return {
      stream: socket,
      version,
      cipher,
      bits,
      algorithmBits: keyLength(suite, bits),
      clientCertificateAsked: ask !== 'never',
      clientCertificate: certificate,
    }
  }

  async #makeContext(): Promise<SecureContext> {
    const { clientCertificate } = this.#plan
    const credentials = await this.#material.credentials()
    return createSecureContext({
      ...versionOptions(servedVersions(this.#plan)),
      ciphers: cipherString(servedSuites(this.#plan)),
      honorCipherOrder: !this.#plan.ciphers.some((name) => CIPHER_SETS.includes(name)),
      // Without it OpenSSL serves no DHE and no anonymous DH suite.
      dhparam: 'auto',
      ...(this.#plan.groups.length > 0 && { ecdhCurve: this.#plan.groups.join(':') }),
      ...credentialOptions(credentials),
      ...(clientCertificate.ask !== 'never' && { ca: await this.#material.clientAuthority() }),
      // OpenSSL fails a client that tries to resume, once certificates are asked for, unless this is set.
      sessionIdContext: 'smtp-simulator',
    })
  }
}

function versionOptions(wanted: readonly string[]): SecureContextOptions {
  const gaps = SERVED_VERSIONS.slice(
    SERVED_VERSIONS.indexOf(wanted[0] ?? ''),
    SERVED_VERSIONS.indexOf(wanted.at(-1) ?? ''),
  )
  const without = gaps.filter((version) => !wanted.includes(version)).map((version) => NO_VERSION[version] ?? 0)
  return {
    minVersion: wanted[0] as SecureVersion,
    maxVersion: wanted.at(-1) as SecureVersion,
    // A client that resumed a session would not be asked to accept the certificate: no tickets.
    secureOptions: without.reduce((all, option) => all | option, constants.SSL_OP_NO_TICKET),
  }
}

function credentialOptions(credentials: readonly ServerCredential[]): SecureContextOptions {
  const pem = credentials.filter((credential) => 'cert' in credential)
  const pfx = credentials.filter((credential) => 'pfx' in credential)
  return {
    ...(pem.length > 0 && { cert: pem.map(({ cert }) => cert), key: pem.map(({ key }) => key) }),
    ...(pfx.length > 0 && {
      pfx: pfx.map(({ pfx: buf, passphrase }) => ({ buf, ...(passphrase !== undefined && { passphrase }) })),
    }),
  }
}

interface Failure {
  reason: HandshakeFailure
  code: string
  detail: string
}

/** Null when the handshake completed. */
function handshake(socket: TLSSocket, timeoutMs: number, { clock, append }: HandshakeContext): Promise<Failure | null> {
  return new Promise((resolve) => {
    const finish = (failure: Failure | null) => {
      cancel()
      socket.off('secure', secure).off('_tlsError', failed).off('close', closed)
      if (!failure) socket.off('error', failed)
      resolve(failure)
    }
    const secure = () => finish(null)
    const failed = (error: NodeJS.ErrnoException) => {
      const code = error.code ?? ''
      finish({ reason: failureOf(code, socket.getProtocol()), code, detail: `${code} ${error.message}`.trim() })
    }
    const closed = () => finish({ reason: 'client-closed', code: '', detail: 'the client closed inside the handshake' })
    const cancel = clock.after(timeoutMs, () => {
      append('tls.timed-out', { afterMs: timeoutMs })
      finish({ reason: 'timed-out', code: '', detail: `no end of the handshake within ${timeoutMs} ms` })
    })
    // The error listener stays after a failure: an error that follows must not be an uncaught one.
    socket.on('secure', secure).on('_tlsError', failed).on('error', failed).on('close', closed)
  })
}

function tellFailure(socket: TLSSocket, { reason, code, detail }: Failure, context: HandshakeContext): void {
  tellAlert(code, socket.getProtocol(), context)
  context.append('tls.failed', { reason, detail })
}

function tellAlert(code: string, version: string | null, { append }: HandshakeContext): void {
  const alert = inferAlert(code, version)
  if (!alert) return
  const { direction, number, name } = alert
  append(`tls.alert-${direction}`, { level: 'fatal', number, name, inferred: true })
}

/** Length of the key in the algorithm, which is more than its strength for 3DES and EXPORT. */
function keyLength(suite: string, bits: number): number {
  if (/_3DES_/.test(suite)) return 168
  if (/_EXPORT_WITH_(RC4|RC2)/.test(suite)) return 128
  return /_EXPORT_WITH_DES/.test(suite) ? 56 : bits
}
