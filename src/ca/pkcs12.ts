// Certificates with their keys as PKCS#12, the form that mail programs and appliances import and export (RFC 7292).
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { asn1 } from 'node-forge'
import type { ClientCertificate } from './client-certificate.ts'
import { certificatesIn } from './der.ts'
import { CaError, reasonOf } from './errors.ts'

type Asn1 = asn1.Asn1

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
 * What a PKCS#12 file holds, in PEM: the certificate of its key first. Throws CaError CERTIFICATE_PFX_KEY for what only
 * OpenSSL reads.
 */
export async function fromPkcs12({ pfx, passphrase }: Pkcs12): Promise<{ cert: string; key: string }> {
  const { default: forge } = await import('node-forge')
  const { asn1, pki, pkcs12 } = forge
  const derOf = (value: Asn1) => Buffer.from(asn1.toDer(value).getBytes(), 'binary')
  try {
    const store = pkcs12.pkcs12FromAsn1(asn1.fromDer(pfx.toString('binary')), passphrase ?? '')
    const { pkcs8ShroudedKeyBag: shrouded = '', keyBag = '', certBag = '' } = pki.oids
    const bags = (type: string) => store.getBags({ bagType: type })[type] ?? []
    // What is not RSA, forge hands over as it found it: a PrivateKeyInfo, a Certificate.
    const [key] = [...bags(shrouded), ...bags(keyBag)].map((bag) =>
      bag.key
        ? createPrivateKey(pki.privateKeyToPem(bag.key))
        : createPrivateKey({ key: derOf(bag.asn1), format: 'der', type: 'pkcs8' }),
    )
    const chain = bags(certBag).map(
      ({ cert, asn1: whole }) => new X509Certificate(derOf(cert ? pki.certificateToAsn1(cert) : whole)),
    )
    const own = key ? chain.findIndex((certificate) => certificate.checkPrivateKey(key)) : -1
    if (!key || own < 0) throw new Error('no key with its certificate in it')
    return {
      cert: [...chain.slice(own), ...chain.slice(0, own)].join(''),
      key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
  } catch (cause) {
    throw new CaError(
      'CERTIFICATE_PFX_KEY',
      `The PKCS#12 file cannot be opened for the scripted TLS engine: ${reasonOf(cause)}.`,
      'Give certificate and key as PEM: `openssl pkcs12 -in FILE -nodes -out both.pem`, then `pem: both.pem`.',
      { cause },
    )
  }
}
