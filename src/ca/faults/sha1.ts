// A signature that can be forged since 2017, and that TLS 1.3 deprecates (RFC 8446 section 4.2.3).
import { certificateFault } from '../fault.ts'

export const sha1 = certificateFault({
  name: 'sha1',
  doc: 'Signed with SHA-1. RSA only.',
  settles: ['key', 'signature'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, keys: ['rsa2048'], digest: 'sha1' }),
})
