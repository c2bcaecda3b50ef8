// A server that forgets its intermediate certificate (RFC 8446 section 4.4.2).
import { certificateFault } from '../fault.ts'

export const incompleteChain = certificateFault({
  name: 'incomplete-chain',
  doc: 'Issued by an intermediate authority that the server does not send.',
  settles: ['chain'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, issuer: 'intermediate', sends: ['leaf'] }),
})
