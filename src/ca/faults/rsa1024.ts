// A key that NIST SP 800-131A disallows since 2014.
import { certificateFault } from '../fault.ts'

export const rsa1024 = certificateFault({
  name: 'rsa1024',
  doc: 'Has an RSA key of 1024 bits.',
  settles: ['key'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, keys: ['rsa1024'] }),
})
