// Refusals of a certificate that the client showed.
import type { Findings, Sighting } from '../diagnosis.ts'

/** A look for a refusal whose problem is of this kind; `{problem}` is OpenSSL's word for it. */
export function clientCertificateRefused(
  isKind: (problem: string) => boolean,
): (findings: Pick<Findings, 'first'>) => Sighting | null {
  return ({ first }) => {
    const refused = first.all('tls.client-certificate-refused').filter(({ problem }) => isKind(problem))
    const [one] = refused
    return one ? { events: refused, words: { problem: one.problem } } : null
  }
}
