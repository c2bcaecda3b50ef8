// Digitally-signed parts of messages (RFC 5246 section 4.7): the algorithm is named since TLS 1.2.
import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'

export interface Signed {
  /** Signature scheme as in RFC 8446 section 4.2.3; null before TLS 1.2. */
  scheme: number | null
  signature: Buffer
}

export function writeSigned(writer: ByteWriter, { scheme, signature }: Signed): ByteWriter {
  if (scheme !== null) writer.uint(2, scheme)
  return writer.vector(2, signature)
}

export function readSigned(reader: ByteReader, withScheme: boolean): Signed {
  return {
    scheme: withScheme ? reader.uint(2, 'signature scheme') : null,
    signature: reader.vector(2, 'signature').rest(),
  }
}
