// What logs say of a certificate: names in one line, number, thumbprint, times, alternative names.
import { X509Certificate } from 'node:crypto'

export interface CertificateDetails {
  /** `CN=mail.company.com, O=Company`. */
  subject: string
  issuer: string
  /** Hexadecimal. */
  serialNumber: string
  /** SHA-1 of the certificate, as Windows names it. */
  thumbprint: string
  /** ISO 8601. */
  validFrom: string
  validTo: string
  /** `mail.company.com`, without their kind. */
  alternativeNames: string[]
  /** Of an RSA key; null for another. */
  rsaBits: number | null
}

/** Of a certificate as PEM or DER, the first one in it. */
export function certificateDetails(certificate: string | Buffer | X509Certificate): CertificateDetails {
  const read = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate)
  return {
    subject: oneLine(read.subject),
    issuer: oneLine(read.issuer),
    serialNumber: read.serialNumber,
    thumbprint: read.fingerprint.replaceAll(':', ''),
    validFrom: isoTime(read.validFrom),
    validTo: isoTime(read.validTo),
    alternativeNames: (read.subjectAltName ?? '').split(', ').flatMap((name) => name.replace(/^[\w ]+:/, '') || []),
    rsaBits: read.publicKey.asymmetricKeyDetails?.modulusLength ?? null,
  }
}

/** The parts of a name, which OpenSSL gives in lines of their own. */
export function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

/** As it stands where it is no time: OpenSSL takes such certificates. */
function isoTime(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : time.toISOString()
}
