// A certificate of a private authority that the client was never given.
import { certificateFault } from '../fault.ts'

export const untrustedRoot = certificateFault({
  name: 'untrusted-root',
  doc: 'Issued by a root that nobody trusts; the root is sent along.',
  settles: ['chain'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, issuer: 'untrusted', sends: ['leaf', 'untrusted'] }),
})
