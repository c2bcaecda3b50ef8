// The TLS server over node:tls: what OpenSSL still speaks, with everything it does told as events.
import { setImmediate } from 'node:timers/promises'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../../transcript/contracts.ts'
import type { CertificateFacts, ClientHelloFacts } from '../../transcript/events.ts'
import type { HandshakeContext, TlsAcceptor, TlsLayer, TlsMaterial } from '../layer.ts'
import { clean } from '../limits.ts'
import { suiteByName } from '../wire/names.ts'
import { awaitHandshake, tellAlert } from './await-handshake.ts'
import { clientCertificateOf } from './client-certificate.ts'
import { contextOptions, unservable } from './context.ts'

export const opensslLayer: TlsLayer = {
  name: 'openssl',
  unableTo(plan) {
    const { verify, refuse } = plan.clientCertificate
    if (verify !== 'none' && refuse === 'handshake') {
      return 'OpenSSL under Node refuses an untrusted client certificate only by closing (server.tls.clientCertificate.refuse)'
    }
    return unservable(plan)
  },
  prepare: (plan, material) => new OpensslAcceptor(plan, material),
}

class OpensslAcceptor implements TlsAcceptor {
  readonly #plan: TlsPlan
  readonly #material: TlsMaterial
  #context: Promise<SecureContext> | null = null

  constructor(plan: TlsPlan, material: TlsMaterial) {
    this.#plan = plan
    this.#material = material
  }

  async accept(
    stream: ServedStream,
    hello: ClientHelloFacts | null,
    context: HandshakeContext,
  ): Promise<SecuredStream | null> {
    this.#context ??= this.#makeContext()
    const secureContext = await this.#context
    if (stream.destroyed) {
      // While the certificate was made.
      const [reason, who] = stream.errored ? ['client-closed', 'client'] : ['server-closed', 'server']
      context.append('tls.failed', { reason, detail: `the ${who} closed inside the handshake` })
      return null
    }
    const { ask } = this.#plan.clientCertificate
    const socket = new TLSSocket(stream, {
      isServer: true,
      secureContext,
      requestCert: ask !== 'never',
      rejectUnauthorized: this.#alertsMissing,
    })
    const { handshakeMs: timeoutMs } = this.#plan
    if (!(await awaitHandshake({ socket, under: stream, hello, timeoutMs }, context))) {
      socket.destroy()
      return null
    }
    socket.on('error', (error) => tellAlert(error, { version: socket.getProtocol(), hello }, context))
    return this.#established(socket, context)
  }

  /**
   * Whether OpenSSL is to fail a handshake without a client certificate, with an alert. It can do that for a missing
   * one only; so where an untrusted one can just be closed upon, a missing one is still told, as every OpenSSL server does.
   */
  get #alertsMissing(): boolean {
    const { ask, verify, refuse } = this.#plan.clientCertificate
    return ask === 'require' && (refuse === 'handshake' || (refuse === 'close' && verify !== 'none'))
  }

  async #established(socket: TLSSocket, { append }: HandshakeContext): Promise<SecuredStream | null> {
    const { ask, verify, refuse, names } = this.#plan.clientCertificate
    const { name: cipher, standardName: suite } = socket.getCipher()
    const bits = suiteByName(suite)?.strength ?? 0
    const certificate = ask === 'never' ? null : clientCertificateOf(socket, verify === 'name' ? names : [])
    const version = socket.getProtocol() ?? 'unknown'
    const { servername } = socket as { servername?: string | false }
    append('tls.established', {
      version,
      suite,
      cipher,
      bits,
      servername: servername ? clean(servername) : null,
      alpn: socket.alpnProtocol || null,
      clientCertificate: certificate,
      clientCertificateAsked: ask !== 'never',
    })
    const problem = this.#problemOf(certificate)
    if (problem) {
      const by = refuse === 'reply' ? 'reply' : 'close'
      append('tls.client-certificate-refused', { problem, by })
      if (by === 'close') {
        // As Node's own server does it: no alert, only a close. Node tells the end of a TLS 1.2 handshake before it has
        // sent the last message, without which the client's handshake would not be done.
        await setImmediate()
        socket.destroy()
        return null
      }
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

  /** Why the plan refuses the client that showed this; null when it does not. */
  #problemOf(certificate: CertificateFacts | null): string | null {
    const { ask, verify } = this.#plan.clientCertificate
    if (!certificate) return ask === 'require' ? 'MISSING' : null
    return verify === 'none' ? null : certificate.problem
  }

  async #makeContext(): Promise<SecureContext> {
    const credentials = await this.#material.credentials()
    const asks = this.#plan.clientCertificate.ask !== 'never'
    return createSecureContext({
      ...contextOptions(this.#plan, credentials),
      ...(asks && { ca: await this.#material.clientAuthority() }),
      // OpenSSL fails a client that tries to resume, once certificates are asked for, unless this is set.
      sessionIdContext: 'smtp-simulator',
    })
  }
}

/** Length of the key in the algorithm, which is more than its strength for 3DES and EXPORT. */
function keyLength(suite: string, bits: number): number {
  if (/_3DES_/.test(suite)) return 168
  if (/_EXPORT_WITH_(RC4|RC2)/.test(suite)) return 128
  return /_EXPORT_WITH_DES/.test(suite) ? 56 : bits
}
