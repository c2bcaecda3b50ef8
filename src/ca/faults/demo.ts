// The certificate that an appliance comes with, and that nobody has replaced.
import { certificateFault } from '../fault.ts'

export const demo = certificateFault({
  name: 'demo',
  doc: "The vendor's certificate for demonstrations: self-signed, made out to the product (`Cisco ESA Certificate`) and to no host.",
  settles: ['names', 'chain'],
  sides: ['server'],
  apply: (recipe) => ({
    ...recipe,
    commonName: 'Cisco ESA Certificate',
    organization: null,
    names: [],
    issuer: 'self',
    sends: ['leaf'],
  }),
})
