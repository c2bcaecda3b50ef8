// A certificate meant for a client (RFC 5280 section 4.2.1.12).
import { certificateFault } from '../fault.ts'

export const clientPurpose = certificateFault({
  name: 'client-purpose',
  doc: 'May identify a client only: its extended key usage is clientAuth.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, purposes: ['clientAuth'] }),
})
