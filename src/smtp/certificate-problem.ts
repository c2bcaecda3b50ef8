// What is wrong with a client's certificate, in the words of `when.clientCertificate`.
import type { CertificateProblem } from '../scenario/rule.ts'

/** `problem` is what the TLS engine calls it (OpenSSL's verification codes, and NAME_MISMATCH); null: nothing is wrong. */
export function certificateProblem(problem: string | null): CertificateProblem | null {
  if (problem === null) return null
  // All others are about the way to an authority that the server trusts.
  return PROBLEMS[problem] ?? 'wrong-issuer'
}

const PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  NAME_MISMATCH: 'wrong-name',
  CERT_HAS_EXPIRED: 'wrong-time',
  CERT_NOT_YET_VALID: 'wrong-time',
  INVALID_PURPOSE: 'wrong-purpose',
}
