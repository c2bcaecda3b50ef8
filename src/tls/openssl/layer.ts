// The TLS server over node:tls: what OpenSSL still speaks, with everything it does told as events.
import { setImmediate } from 'node:timers/promises'
import { createSecureContext, type SecureContext, type Server, TLSSocket } from 'node:tls'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../../transcript/contracts.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'
import { alertsMissing } from '../client-certificates.ts'
import { tellEstablished } from '../established.ts'
import { isInside } from '../fault.ts'
import { findFault } from '../faults/index.ts'
import type { HandshakeContext, TlsAcceptor, TlsLayer, TlsMaterial } from '../layer.ts'
import { awaitHandshake, tellAlert } from './await-handshake.ts'
import { clientCertificateOf } from './client-certificate.ts'
import { contextOptions, unservable } from './context.ts'
import { ServerChains } from './server-chains.ts'
import { stapler } from './stapling.ts'

export const opensslLayer: TlsLayer = {
  name: 'openssl',
  unableTo(plan) {
    const { verify, refuse } = plan.clientCertificate
    if (verify !== 'none' && refuse === 'handshake') {
      return 'OpenSSL under Node refuses an untrusted client certificate only by closing (server.tls.clientCertificate.refuse)'
    }
    const { handshake } = plan
    const fault = handshake && findFault(handshake.fault)
    if (handshake && fault && isInside(fault, handshake.options)) {
      return `OpenSSL cannot be made to play ${handshake.fault} inside a handshake (server.tls.handshake)`
    }
    return unservable(plan)
  },
  prepare: (plan, material) => new OpensslAcceptor(plan, material),
}

class OpensslAcceptor implements TlsAcceptor {
  readonly #plan: TlsPlan
  readonly #material: TlsMaterial
  #context: Promise<{ secureContext: SecureContext; server: Server | null; chains: ServerChains }> | null = null

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
    const { secureContext, server, chains } = await this.#context
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
      ...(server && { server }),
      requestCert: ask !== 'never',
      // OpenSSL fails a handshake without a client certificate, and can do that for a missing one only.
      rejectUnauthorized: alertsMissing(this.#plan.clientCertificate),
    })
    const { key } = context
    // Without a listener OpenSSL is not asked for its keys.
    if (key) socket.on('keylog', (line: Buffer) => key(line.toString('latin1')))
    const { handshakeMs: timeoutMs } = this.#plan
    const { append } = context
    const telling: HandshakeContext = {
      ...context,
      append(event, fields) {
        // Before the event, so that whoever hears of the alert can look at what it is about.
        if (event === 'tls.alert-received' && hello) context.showed?.('server', chains.likelyFor(hello))
        append(event, fields)
      },
    }
    if (!(await awaitHandshake({ socket, under: stream, hello, timeoutMs }, telling))) {
      socket.destroy()
      return null
    }
    context.showed?.('server', chains.shownOn(socket))
    const client = this.#plan.clientCertificate.ask === 'never' ? undefined : socket.getPeerX509Certificate()
    if (client) context.showed?.('client', [client.raw])
    socket.on('error', (error) => tellAlert(error, { version: socket.getProtocol(), hello }, context))
    return this.#established(socket, context)
  }

  async #established(socket: TLSSocket, context: HandshakeContext): Promise<SecuredStream | null> {
    const { name: cipher, standardName: suite } = socket.getCipher()
    const { servername } = socket as { servername?: string | false }
    const policy = this.#plan.clientCertificate
    const negotiated = {
      version: socket.getProtocol() ?? 'unknown',
      suite,
      cipher,
      servername: servername || null,
      alpn: socket.alpnProtocol || null,
      clientCertificate: clientCertificateOf(socket, policy),
    }
    const secured = tellEstablished(negotiated, policy, context)
    if (secured) return { ...secured, stream: socket }
    // As Node's own server does it: no alert, only a close. Node tells the end of a TLS 1.2 handshake before it has
    // sent the last message, without which the client's handshake would not be done.
    await setImmediate()
    socket.destroy()
    return null
  }

  async #makeContext() {
    const credentials = await this.#material.credentials()
    const asks = this.#plan.clientCertificate.ask !== 'never'
    const [stapled] = credentials.flatMap((credential) => ('ocsp' in credential ? [credential.ocsp] : []))
    const secureContext = createSecureContext({
      ...contextOptions(this.#plan, credentials),
      ...(asks && { ca: (await this.#material.clientAuthority()).pem }),
      // OpenSSL fails a client that tries to resume, once certificates are asked for, unless this is set.
      sessionIdContext: 'smtp-simulator',
    })
    return {
      secureContext,
      server: stapled ? stapler(stapled) : null,
      chains: new ServerChains(await this.#material.credentials()),
    }
  }
}
