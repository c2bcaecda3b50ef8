// A good certificate that the DNS does not know of: renewed, and its TLSA records left as they were (RFC 7671 section 8.1).
import { certificateFault } from '../fault.ts'

export const outdatedTlsa = certificateFault({
  name: 'outdated-tlsa',
  doc: "Good in every way, renewed with a new key by another authority; the server's TLSA records still name the key and the authority before.",
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, published: 'predecessor' }),
})
