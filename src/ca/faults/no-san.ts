// A certificate of the old kind, with the host name in the subject only (RFC 9525 section 6.1 forbids its use).
import { certificateFault } from '../fault.ts'

export const noSan = certificateFault({
  name: 'no-san',
  // Seen in 2026: Node 20 to 24, OpenSSL 3.0, Python 3.13, Java 17 and curl still fall back to the common name.
  doc: 'Has no subjectAltName; the host name stands in the common name only, where many clients still look for it.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, names: [] }),
})
