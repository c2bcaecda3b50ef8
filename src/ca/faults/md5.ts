// A signature that can be forged since 2008 (RFC 6151).
import { certificateFault } from '../fault.ts'

export const md5 = certificateFault({
  name: 'md5',
  doc: 'Signed with MD5. RSA only.',
  settles: ['key', 'signature'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, keys: ['rsa2048'], digest: 'md5' }),
})
