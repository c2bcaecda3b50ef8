// A key that a home computer factors. Too short for the signatures of TLS 1.3 (RSA-PSS).
import { certificateFault } from '../fault.ts'

export const rsa512 = certificateFault({
  name: 'rsa512',
  doc: 'Has an RSA key of 512 bits, with which only TLS 1.2 and older work.',
  settles: ['key'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, keys: ['rsa512'] }),
})
