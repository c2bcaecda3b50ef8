// The CertificateRequest: which client certificates the server takes (RFC 5246 section 7.4.4).
import { ByteWriter } from '../byte-writer.ts'
import { type Codec, whole } from './message.ts'

export interface CertificateRequest {
  /** `rsa_sign` is 1, `ecdsa_sign` 64 (RFC 8422 section 5.5). */
  certificateTypes: number[]
  /** Signature schemes; null before TLS 1.2. */
  schemes: number[] | null
  /** Distinguished names in DER; empty: any. */
  authorities: Buffer[]
}

/** Whether signature schemes are listed is not in the message: the version tells. */
export function certificateRequest({ withSchemes }: { withSchemes: boolean }): Codec<CertificateRequest> {
  return {
    encode({ certificateTypes, schemes, authorities }) {
      const writer = new ByteWriter().vector(1, new ByteWriter().uints(1, certificateTypes))
      if (schemes) writer.vector(2, new ByteWriter().uints(2, schemes))
      const names = new ByteWriter()
      for (const name of authorities) names.vector(2, name)
      return writer.vector(2, names).done()
    },
    decode: (body) =>
      whole(body, 'certificate request', (reader) => {
        const certificateTypes = reader.vector(1, 'certificate types').uints(1, 'certificate type')
        const schemes = withSchemes ? reader.vector(2, 'signature schemes').uints(2, 'signature scheme') : null
        const list = reader.vector(2, 'certificate authorities')
        const authorities: Buffer[] = []
        while (list.left > 0) authorities.push(list.vector(2, 'certificate authority').rest())
        return { certificateTypes, schemes, authorities }
      }),
  }
}
