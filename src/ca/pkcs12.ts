// A client certificate as PKCS#12, the form that mail programs and appliances import (RFC 7292).
import type { ClientCertificate } from './client-certificate.ts'

/** The certificate with its key and the root, as a PKCS#12 file under `password`. */
export async function toPkcs12({ cert, key, ca }: ClientCertificate, password: string): Promise<Buffer> {
  const { default: forge } = await import('node-forge')
  const chain = [...certificatesIn(cert), ...certificatesIn(ca)].map((pem) => forge.pki.certificateFromPem(pem))
  // Triple DES, since old appliances and Windows before 10 read nothing newer.
  const store = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(key), chain, password, { algorithm: '3des' })
  return Buffer.from(forge.asn1.toDer(store).getBytes(), 'binary')
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
