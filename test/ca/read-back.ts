// Reads finished certificates back with a library of its own, so that a test does not believe the code under test.
import { X509Certificate } from 'node:crypto'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Certificate } from '@peculiar/asn1-x509'
import type { Credential } from '../../src/ca/certificate.ts'

export interface ReadCertificate {
  node: X509Certificate
  /** The signature algorithm's object identifier, which Node 20 does not tell. */
  signature: string
  /** Object identifiers of the extensions, and those of them that are critical. */
  extensions: string[]
  critical: string[]
}

export function readBack(pem: string): ReadCertificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g) ?? []
  return blocks.map((block) => {
    const node = new X509Certificate(block)
    const { signatureAlgorithm, tbsCertificate } = AsnConvert.parse(node.raw, Certificate)
    const extensions = tbsCertificate.extensions ?? []
    return {
      node,
      signature: signatureAlgorithm.algorithm,
      extensions: [...extensions].map(({ extnID }) => extnID),
      critical: [...extensions].filter(({ critical }) => critical).map(({ extnID }) => extnID),
    }
  })
}

export function pemOf(credential: Credential | undefined): string {
  if (!credential || 'pfx' in credential) throw new TypeError('expected a PEM credential')
  return credential.certificatePem
}

/** The leaf of a credential. */
export function leafOf(credential: Credential | undefined): ReadCertificate {
  const [leaf] = readBack(pemOf(credential))
  if (!leaf) throw new TypeError('expected a certificate')
  return leaf
}

export const OID = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha512: '1.2.840.113549.1.1.13',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
}
