// A certificate that only vouches for itself, as a fresh appliance has it.
import { certificateFault } from '../fault.ts'

export const selfSigned = certificateFault({
  name: 'self-signed',
  doc: 'Signed by its own key instead of an authority.',
  settles: ['chain'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, issuer: 'self', sends: ['leaf'] }),
})
