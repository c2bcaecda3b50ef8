// The Certificate message of either side (RFC 5246 section 7.4.2).
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'

/** Certificates in DER, the peer's own first; a client without one sends an empty list. */
export type CertificateList = readonly Buffer[]

export const certificate: Codec<CertificateList> = {
  encode(certificates) {
    const list = new ByteWriter()
    for (const der of certificates) list.vector(3, der)
    return new ByteWriter().vector(3, list).done()
  },
  decode: (body) =>
    whole(body, 'certificate', (reader) => {
      const list = reader.vector(3, 'certificate list')
      const certificates: Buffer[] = []
      while (list.left > 0) certificates.push(list.vector(3, 'certificate').rest())
      return certificates
    }),
}
