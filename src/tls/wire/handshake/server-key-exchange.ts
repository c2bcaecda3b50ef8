// The ServerKeyExchange: parameters of one key exchange, signed unless the server is anonymous.
import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'
import { readSigned, type Signed, writeSigned } from './signature.ts'

/** RFC 5246 section 7.4.3. */
export interface DhParameters {
  kind: 'dh'
  p: Buffer
  g: Buffer
  publicKey: Buffer
}

/** RFC 8422 section 5.4, with a named curve. */
export interface EcdhParameters {
  kind: 'ecdh'
  group: number
  publicKey: Buffer
}

/** A temporary RSA key (RFC 2246 section 7.4.3, for EXPORT). */
export interface RsaParameters {
  kind: 'rsa'
  modulus: Buffer
  exponent: Buffer
}

export type KeyExchangeParameters = DhParameters | EcdhParameters | RsaParameters

export interface ServerKeyExchange {
  parameters: KeyExchangeParameters
  /** Null for anonymous key exchange. */
  signed: Signed | null
}

const NAMED_CURVE = 3

/** What the parameters are in bytes: this is also what the signature covers, behind the two randoms. */
export function encodeParameters(parameters: KeyExchangeParameters): Buffer {
  const writer = new ByteWriter()
  if (parameters.kind === 'dh') {
    return writer.vector(2, parameters.p).vector(2, parameters.g).vector(2, parameters.publicKey).done()
  }
  if (parameters.kind === 'rsa') return writer.vector(2, parameters.modulus).vector(2, parameters.exponent).done()
  return writer.uint(1, NAMED_CURVE).uint(2, parameters.group).vector(1, parameters.publicKey).done()
}

/** Which fields the message has is not in it: the suite and the version tell. */
export function serverKeyExchange(
  kind: KeyExchangeParameters['kind'],
  { anonymous, withScheme }: { anonymous: boolean; withScheme: boolean },
): Codec<ServerKeyExchange> {
  return {
    encode({ parameters, signed }) {
      const writer = new ByteWriter().bytes(encodeParameters(parameters))
      return (signed ? writeSigned(writer, signed) : writer).done()
    },
    decode: (body) =>
      whole(body, 'server key exchange', (reader) => ({
        parameters: READERS[kind](reader),
        signed: anonymous ? null : readSigned(reader, withScheme),
      })),
  }
}

const READERS: Readonly<Record<KeyExchangeParameters['kind'], (reader: ByteReader) => KeyExchangeParameters>> = {
  dh: (reader) => ({
    kind: 'dh',
    p: reader.vector(2, 'dh p').rest(),
    g: reader.vector(2, 'dh g').rest(),
    publicKey: reader.vector(2, 'dh public key').rest(),
  }),
  rsa: (reader) => ({
    kind: 'rsa',
    modulus: reader.vector(2, 'rsa modulus').rest(),
    exponent: reader.vector(2, 'rsa exponent').rest(),
  }),
  ecdh: (reader) => {
    const type = reader.uint(1, 'curve type')
    if (type !== NAMED_CURVE) throw reader.refuse('curve type', `${type} is not a named curve`)
    return {
      kind: 'ecdh',
      group: reader.uint(2, 'named curve'),
      publicKey: reader.vector(1, 'ecdh public key').rest(),
    }
  },
}
