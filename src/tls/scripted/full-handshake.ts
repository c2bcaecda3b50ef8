// The full handshake of a right server (RFC 5246 section 7.3). Read it first: faults are edits of this list.

import { certificate as certificateCodec } from '../wire/handshake/certificate.ts'
import { certificateVerify } from '../wire/handshake/certificate-verify.ts'
import { finished as finishedCodec } from '../wire/handshake/finished.ts'
import { encodeParameters } from '../wire/handshake/server-key-exchange.ts'
import { VERSION_NUMBERS } from '../wire/names.ts'
import type { ClientVerifier } from './client-verifier.ts'
import type { Conversation } from './conversation.ts'
import { decodedBy } from './decoded.ts'
import { broken } from './failure.ts'
import {
  handshakeHash,
  masterSecret,
  type Randoms,
  SSL3,
  sessionKeys,
  ssl3Hash,
  TLS1_2,
  verifyData,
} from './key-derivation.ts'
import { newServerKey } from './key-exchange.ts'
import { opening, sealing } from './protection.ts'
import type { Script } from './script.ts'
import { sending } from './script.ts'
import { chooseScheme, SCHEME_NUMBERS, signContent, verifyContent, verifyHashes } from './signing.ts'
import type { SuiteRecipe } from './suites.ts'

const EXTENSIONS = { statusRequest: 5, pointFormats: 11, extendedMasterSecret: 23, renegotiationInfo: 0xff01 } as const

/** RSA and ECDSA (RFC 5246 section 7.4.4, RFC 8422 section 5.5). */
const CERTIFICATE_TYPES = [1, 64]

/** What of a handshake is there at all. */
export interface HandshakeParts {
  recipe: SuiteRecipe
  /** The server sends a key beside its certificate. */
  keyExchange: boolean
  staples: boolean
  /** Null where no client certificate is asked for. */
  verifier: ClientVerifier | null
}

export function fullHandshake({ recipe, keyExchange, staples, verifier }: HandshakeParts): Script {
  return [
    {
      name: 'begin',
      do: ({ channel, version }) => {
        channel.version = version
        channel.cork()
      },
    },
    sending('server-hello', helloOf),
    ...(recipe.authentication ? [sending('certificate', ({ agreement }) => agreement.identity?.chain ?? [])] : []),
    ...(staples ? [sending('certificate-status', ({ agreement }) => agreement.identity?.ocsp ?? Buffer.alloc(0))] : []),
    {
      name: 'server-key',
      do: async (conversation) => {
        conversation.serverKey = await newServerKey(conversation.agreement)
      },
    },
    ...(keyExchange ? [sending('server-key-exchange', keyExchangeOf)] : []),
    ...(verifier ? [sending('certificate-request', (conversation) => requestOf(conversation, verifier))] : []),
    sending('server-hello-done', () => null),
    { name: 'server-flight', do: ({ channel }) => channel.uncork() },
    ...(verifier ? [clientCertificate(verifier)] : []),
    {
      name: 'client-key-exchange',
      expect: 'client-key-exchange',
      take: (body, conversation) => deriveKeys(body, conversation),
    },
    {
      name: 'certificate-verify',
      expect: 'certificate-verify',
      when: ({ clientKey }) => clientKey !== null,
      take: checkClientSignature,
    },
    {
      name: 'client-change-cipher-spec',
      do: async (conversation) => {
        await conversation.receiveChangeCipherSpec()
        const { channel, version, keys } = conversation
        if (keys) channel.opening = opening(version, recipe, keys.client)
      },
    },
    { name: 'client-finished', expect: 'finished', take: checkFinished },
    {
      name: 'change-cipher-spec',
      do: ({ channel, version, keys }) => {
        channel.cork()
        channel.send('change-cipher-spec', Buffer.from([1]))
        if (keys) channel.sealing = sealing(version, recipe, keys.server)
      },
    },
    sending('finished', ({ version, master, said }) => verifyData(version, recipe, master, 'server', said)),
    { name: 'handshake', do: ({ channel }) => channel.uncork() },
  ]
}

function helloOf({ hello, agreement, randoms, version }: Conversation) {
  const { recipe, secureRenegotiation, extendedMasterSecret, staples } = agreement
  const extensions: { type: number; data: Buffer }[] = []
  // RFC 5746 section 3.6: nothing was negotiated before.
  if (secureRenegotiation) extensions.push({ type: EXTENSIONS.renegotiationInfo, data: Buffer.from([0]) })
  if (extendedMasterSecret) extensions.push({ type: EXTENSIONS.extendedMasterSecret, data: Buffer.alloc(0) })
  if (staples) extensions.push({ type: EXTENSIONS.statusRequest, data: Buffer.alloc(0) })
  // RFC 8422 section 5.2: only to a client that sent the extension itself.
  if (recipe.exchange === 'ecdh' && hello.pointFormats.length > 0) {
    extensions.push({ type: EXTENSIONS.pointFormats, data: Buffer.from([1, 0]) })
  }
  return {
    version,
    random: randoms.server,
    // Empty: this session will not be resumed.
    sessionId: Buffer.alloc(0),
    suite: recipe.suite.number,
    compressionMethod: 0,
    extensions: extensions.length > 0 ? extensions : null,
  }
}

function keyExchangeOf({ serverKey, agreement, version, randoms, hello }: Conversation) {
  const parameters = serverKey?.parameters
  if (!parameters) throw new Error('a ServerKeyExchange without parameters')
  const { identity, recipe } = agreement
  if (!recipe.authentication || !identity) return { parameters, signed: null }
  const offered = hello.signatureAlgorithms.length > 0 ? hello.signatureAlgorithms : null
  const scheme = chooseScheme(version, identity.key, offered)
  if (scheme === null && version >= TLS1_2) {
    throw broken('handshake_failure', 'no signature scheme in common')
  }
  return { parameters, signed: signContent(identity.key, scheme, signedContent(randoms, encodeParameters(parameters))) }
}

/** RFC 5246 section 7.4.3: the parameters belong to these two hellos. */
function signedContent(randoms: Randoms, parameters: Buffer): Buffer {
  return Buffer.concat([randoms.client, randoms.server, parameters])
}

function requestOf({ version }: Conversation, verifier: ClientVerifier) {
  return {
    certificateTypes: CERTIFICATE_TYPES,
    schemes: version >= TLS1_2 ? [...SCHEME_NUMBERS] : null,
    authorities: verifier.authorityNames,
  }
}

function clientCertificate(verifier: ClientVerifier): Script[number] {
  return {
    name: 'client-certificate',
    expect: 'certificate',
    take(body, conversation) {
      verifier.judge(decodedBy(certificateCodec, body), conversation)
    },
  }
}

function deriveKeys(body: Buffer, conversation: Conversation): void {
  const { serverKey, version, randoms, hello, agreement } = conversation
  const { recipe, extendedMasterSecret } = agreement
  if (!serverKey) throw new Error('a ClientKeyExchange before the key of the server')
  const premaster = serverKey.premaster(body, hello.version)
  const sessionHash = extendedMasterSecret ? handshakeHash(version, recipe.prf, conversation.said) : null
  conversation.master = masterSecret(version, recipe, premaster, randoms, sessionHash)
  conversation.keys = sessionKeys(version, recipe, conversation.master, randoms)
  conversation.context.key?.(`CLIENT_RANDOM ${randoms.client.toString('hex')} ${conversation.master.toString('hex')}\n`)
}

function checkClientSignature(body: Buffer, { clientKey, version, master }: Conversation, said: Buffer): void {
  const signed = decodedBy(certificateVerify({ withScheme: version >= TLS1_2 }), body)
  if (!clientKey) return
  const right =
    version === VERSION_NUMBERS.SSLv3
      ? verifyHashes(clientKey, signed.signature, {
          md5: ssl3Hash('md5', master, said),
          sha1: ssl3Hash('sha1', master, said),
        })
      : verifyContent(clientKey, signed, said)
  if (!right) throw broken('decrypt_error', 'the CertificateVerify is not signed with the key of the certificate')
}

function checkFinished(body: Buffer, { version, master, agreement }: Conversation, said: Buffer): void {
  const shown = decodedBy(finishedCodec(version === SSL3 ? 36 : 12), body)
  const right = verifyData(version, agreement.recipe, master, 'client', said)
  if (!shown.equals(right)) throw broken('decrypt_error', 'the Finished of the client does not fit the handshake')
}
