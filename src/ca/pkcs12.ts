// Certificates with their keys as PKCS#12, the form that mail programs and appliances import and export (RFC 7292).
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ClientCertificate } from './client-certificate.ts'
import { certificatesIn } from './der.ts'
import { CaError, reasonOf } from './errors.ts'

interface Pkcs12 {
  pfx: Buffer
  passphrase?: string
}

/** The certificate with its key and the root, as a PKCS#12 file under `password`. */
export async function toPkcs12({ cert, key, ca }: ClientCertificate, password: string): Promise<Buffer> {
  const { default: forge } = await import('node-forge')
  const chain = [...certificatesIn(cert), ...certificatesIn(ca)].map((pem) => forge.pki.certificateFromPem(pem))
  // Triple DES, since old appliances and Windows before 10 read nothing newer.
  const store = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(key), chain, password, { algorithm: '3des' })
  return Buffer.from(forge.asn1.toDer(store).getBytes(), 'binary')
}

/**
 * What a PKCS#12 file holds, in PEM: the certificate of its key first. Throws CaError CERTIFICATE_PFX_KEY for another key
 * than RSA, and for what only OpenSSL reads.
 */
export async function fromPkcs12({ pfx, passphrase }: Pkcs12): Promise<{ cert: string; key: string }> {
  const { default: forge } = await import('node-forge')
  try {
    const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(pfx.toString('binary')), passphrase ?? '')
    const { pkcs8ShroudedKeyBag: shrouded = '', keyBag = '', certBag = '' } = forge.pki.oids
    const bags = (type: string) => store.getBags({ bagType: type })[type] ?? []
    const key = [...bags(shrouded), ...bags(keyBag)].map((bag) => bag.key).find((each) => each != null)
    const chain = bags(certBag).flatMap(({ cert }) => (cert ? [forge.pki.certificateToPem(cert)] : []))
    if (!key || chain.length === 0) throw new Error('no RSA key and certificate in it')
    const keyPem = forge.pki.privateKeyToPem(key)
    const own = chain.findIndex((pem) => new X509Certificate(pem).checkPrivateKey(createPrivateKey(keyPem)))
    return { cert: [...chain.slice(own), ...chain.slice(0, own)].join(''), key: keyPem }
  } catch (cause) {
    throw new CaError(
      'CERTIFICATE_PFX_KEY',
      `The PKCS#12 file cannot be opened for the scripted TLS engine: ${reasonOf(cause)}.`,
      'Give certificate and key as PEM: `openssl pkcs12 -in FILE -nodes -out both.pem`, then `pem: both.pem`.',
      { cause },
    )
  }
}
