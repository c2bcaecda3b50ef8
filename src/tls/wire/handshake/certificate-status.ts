// The CertificateStatus: an OCSP answer that is stapled to the certificate (RFC 6066 section 8).
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'

const OCSP = 1

/** The OCSP response in DER. */
export const certificateStatus: Codec<Buffer> = {
  encode: (response) => new ByteWriter().uint(1, OCSP).vector(3, response).done(),
  decode: (body) =>
    whole(body, 'certificate status', (reader) => {
      const type = reader.uint(1, 'status type')
      if (type !== OCSP) throw reader.refuse('status type', `${type} is not OCSP`)
      return reader.vector(3, 'OCSP response').rest()
    }),
}
