// Our own TLS server, up to TLS 1.2: it speaks what OpenSSL no longer speaks, and can be made to speak wrongly.
//
// IT PROTECTS NOTHING. Ciphers that anybody breaks, times that tell secrets, faults on purpose: a test instrument, which must
// never serve real mail. docs/explanation/why-a-tls-server.md says why it is here.
import { randomBytes } from 'node:crypto'
import type { PlannedFault, TlsPlan } from '../../scenario/server-plan.ts'
import type { SecuredStream, ServedStream } from '../../transcript/contracts.ts'
import type { ClientHelloFacts } from '../../transcript/events.ts'
import { CIPHER_SETS, expandCiphers } from '../cipher-sets.ts'
import { tellEstablished } from '../established.ts'
import { isInside } from '../fault.ts'
import { findFault } from '../faults/index.ts'
import { hangUp } from '../hang-up.ts'
import type { HandshakeContext, TlsAcceptor, TlsLayer, TlsMaterial } from '../layer.ts'
import { type ClientHello, decodeClientHello } from '../wire/client-hello.ts'
import { VERSION_NUMBERS, versionName } from '../wire/names.ts'
import { type HelloReading, readClientHello } from '../wire/records.ts'
import { agree, SPOKEN_VERSIONS, spokenSuites, spokenVersions } from './agree.ts'
import { alertFor, sendAlert } from './alerts.ts'
import { Channel } from './channel.ts'
import { type ClientVerifier, clientVerifier } from './client-verifier.ts'
import { Conversation } from './conversation.ts'
import { DH_GROUP_NAMES } from './dh-groups.ts'
import { EC_GROUPS } from './ec-groups.ts'
import { TlsFailure } from './failure.ts'
import { fullHandshake } from './full-handshake.ts'
import { identityOf, type ServerIdentity } from './identity.ts'
import { hasServerKeyExchange } from './key-exchange.ts'
import { Left, play, type Script } from './script.ts'
import { recipeOf } from './suites.ts'
import { TlsStream } from './tls-stream.ts'

export const scriptedLayer: TlsLayer = {
  name: 'scripted',
  unableTo: (plan) => unspoken(plan) ?? unplayable(plan),
  prepare: (plan, material) => new ScriptedAcceptor(plan, material),
}

function unspoken(plan: TlsPlan): string | null {
  const versions = plan.versions.filter((version) => !(SPOKEN_VERSIONS as readonly string[]).includes(version))
  if (versions.length > 0) return `the scripted TLS engine does not speak ${versions.join(', ')} (server.tls.versions)`
  // A set means those of its suites that are spoken; a suite by name is meant.
  const named = plan.ciphers.filter((name) => !CIPHER_SETS.includes(name))
  const missing = expandCiphers(named).filter((suite) => recipeOf(suite) === null)
  if (missing.length > 0) {
    return `the scripted TLS engine does not speak ${missing.map(({ name }) => name).join(', ')} (server.tls.ciphers)`
  }
  if (spokenVersions(plan).length === 0) return 'the scripted TLS engine speaks none of the suites in these versions'
  const groups = plan.groups.filter((name) => !DH_GROUP_NAMES.includes(name) && !Object.hasOwn(EC_GROUPS, name))
  return groups.length > 0 ? `the scripted TLS engine has no group ${groups.join(', ')} (server.tls.groups)` : null
}

/** A fault that changes a message which none of the plan's suites sends would be no fault: that is told, not played weakly. */
function unplayable(plan: TlsPlan): string | null {
  const { handshake } = plan
  const fault = handshake && findFault(handshake.fault)
  if (!handshake || !fault || !isInside(fault, handshake.options)) return null
  const plays = spokenSuites(plan).some((recipe) => {
    const script = fullHandshake({
      recipe,
      keyExchange: recipe.ephemeral || recipe.exported,
      staples: false,
      verifier: null,
    })
    return edited(script, handshake) !== script
  })
  return plays
    ? null
    : `no suite of server.tls.ciphers has the message that ${handshake.fault} changes (server.tls.handshake)`
}

function edited(script: Script, planned: PlannedFault | null): Script {
  if (!planned) return script
  return findFault(planned.fault)?.edit?.(planned.options, script) ?? script
}

interface Material {
  identities: ServerIdentity[]
  verifier: ClientVerifier | null
}

class ScriptedAcceptor implements TlsAcceptor {
  readonly #plan: TlsPlan
  readonly #material: TlsMaterial
  #made: Promise<Material> | null = null

  constructor(plan: TlsPlan, material: TlsMaterial) {
    this.#plan = plan
    this.#material = material
  }

  async accept(
    stream: ServedStream,
    helloFacts: ClientHelloFacts | null,
    context: HandshakeContext,
  ): Promise<SecuredStream | null> {
    const { handshakeMs } = this.#plan
    // What was looked at and put back. Before the channel takes over, since an SSLv2 hello is no record.
    const bytes = (stream.read() as Buffer | null) ?? Buffer.alloc(0)
    const reading = readClientHello(bytes)
    const channel = new Channel(stream)
    if (reading.state === 'hello') channel.add(bytes.subarray(reading.consumed))
    const cancel = context.clock.after(handshakeMs, () => {
      context.append('tls.timed-out', { afterMs: handshakeMs })
      channel.fail(new TlsFailure('timed-out', null, `no end of the handshake within ${handshakeMs} ms`))
    })
    try {
      this.#made ??= this.#make(context)
      const material = await this.#made
      const conversation = begin(reading, { plan: this.#plan, material, helloFacts, stream, channel, context })
      const { agreement } = conversation
      const { recipe, staples } = agreement
      const { verifier } = material
      const script = fullHandshake({ recipe, keyExchange: hasServerKeyExchange(agreement), staples, verifier })
      await play(edited(script, this.#plan.handshake), conversation)
      return this.#established(stream, conversation)
    } catch (error) {
      if (error instanceof TlsFailure) tellFailure(error, { stream, channel, context })
      else if (!(error instanceof Left)) throw error
      return null
    } finally {
      cancel()
    }
  }

  #established(stream: ServedStream, conversation: Conversation): SecuredStream | null {
    const { agreement, version, helloFacts, clientCertificate, context } = conversation
    const { suite } = agreement.recipe
    const negotiated = {
      version: versionName(version),
      suite: suite.name,
      cipher: suite.openssl ?? suite.name,
      servername: helloFacts.servername,
      alpn: null,
      clientCertificate,
    }
    const secured = tellEstablished(negotiated, this.#plan.clientCertificate, context)
    if (secured) return { ...secured, stream: new TlsStream(stream, conversation) }
    conversation.channel.detach()
    hangUp(stream, context.clock)
    return null
  }

  async #make({ clock }: HandshakeContext): Promise<Material> {
    const credentials = await this.#material.pemCredentials()
    const { clientCertificate: policy } = this.#plan
    return {
      identities: credentials.flatMap((credential) => identityOf(credential) ?? []),
      verifier:
        policy.ask === 'never'
          ? null
          : clientVerifier(policy, await this.#material.clientAuthority(), () => clock.date()),
    }
  }
}

/** Decodes the ClientHello and agrees on what follows. Throws TlsFailure. */
function begin(reading: HelloReading, { plan, material, helloFacts, ...around }: Beginning): Conversation {
  if (reading.state !== 'hello' || !helloFacts) {
    // A hello that cannot be read is TLS all the same, and gets an answer.
    throw new TlsFailure('not-tls', reading.state === 'hello' ? 'decode_error' : null, 'no ClientHello to read')
  }
  const hello = decodeClientHello(reading.message, reading)
  around.channel.version = recordVersion(hello)
  const agreement = agree(plan, material.identities, hello)
  return new Conversation({
    ...around,
    ...{ hello, helloFacts, helloBytes: reading.message, agreement },
    randoms: { client: clientRandom(hello), server: randomBytes(32) },
  })
}

interface Beginning {
  plan: TlsPlan
  material: Material
  helloFacts: ClientHelloFacts | null
  stream: ServedStream
  channel: Channel
  context: HandshakeContext
}

/** Of records before a version is agreed on: what the client named, as far as there are such records. */
function recordVersion({ version }: ClientHello): number {
  return Math.min(Math.max(version, VERSION_NUMBERS.SSLv3), VERSION_NUMBERS['TLSv1.2'])
}

/** RFC 5246 appendix E.2: the challenge of an SSLv2 hello, with zeros in front of it. */
function clientRandom({ random }: ClientHello): Buffer {
  return Buffer.concat([Buffer.alloc(32), random]).subarray(-32)
}

/** The alert goes out, one event says why, and the connection ends. */
function tellFailure({ alert, reason, message }: TlsFailure, { stream, channel, context }: Ending): void {
  channel.uncork()
  if (alert !== null) sendAlert(channel, 'fatal', alertFor(alert, channel.version), context.append)
  context.append('tls.failed', { reason, detail: message })
  channel.detach()
  if (stream.destroyed) return
  hangUp(stream, context.clock)
}

type Ending = Pick<Beginning, 'stream' | 'channel' | 'context'>
