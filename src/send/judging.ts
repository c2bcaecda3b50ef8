// What senders say to a certificate, to a cipher, and to how a delivery ended; null where there is nothing to say.
import type { Delivery } from './deliver.ts'
import type { Established } from './handshake.ts'
import type { Result } from './mail.ts'

/** The chain ends at a trusted authority, and the certificate is in its time. */
export function chained({ certificate }: Established): string | null {
  if (!certificate) return 'the server showed no certificate'
  return certificate.problem === null ? null : `the certificate is not trusted: ${certificate.problem}`
}

/** Chained, and for this name. */
export function trusted(tls: Established, name: string): string | null {
  return chained(tls) ?? tls.mismatch(name)
}

/** The plain result: a refusal for good goes back, all else is tried again. `say` puts it in the product's words. */
export function resultOf(delivery: Delivery, say: (failed: Failed) => string = ({ detail }) => detail): Result {
  if (delivery.ok) {
    const { secured, refused } = delivery
    return { status: 'delivered', secured, ...(refused.length > 0 && { refused: `refused: ${refused.join(', ')}` }) }
  }
  return { status: delivery.permanent ? 'returned' : 'retry', error: say(delivery) }
}

export type Failed = Extract<Delivery, { ok: false }>
