// The CertificateVerify: the client proves that it holds the key of its certificate (RFC 5246 section 7.4.8).
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'
import { readSigned, type Signed, writeSigned } from './signature.ts'

export function certificateVerify({ withScheme }: { withScheme: boolean }): Codec<Signed> {
  return {
    encode: (signed) => writeSigned(new ByteWriter(), signed).done(),
    decode: (body) => whole(body, 'certificate verify', (reader) => readSigned(reader, withScheme)),
  }
}
