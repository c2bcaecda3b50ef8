// A certificate that its authority has taken back (RFC 5280 section 3.3).
import { certificateFault } from '../fault.ts'

export const revoked = certificateFault({
  name: 'revoked',
  // One key, so that there is one certificate to ask about.
  doc: 'Revoked by its authority: the server staples an OCSP answer that says so, and the CRL lists it. RSA only.',
  settles: ['key', 'chain'],
  sides: ['server'],
  // curl looks for the signer of the OCSP answer among the certificates that the server sends.
  apply: (recipe) => ({ ...recipe, keys: ['rsa2048'], sends: ['leaf', 'root'], revoked: true }),
})
