// A chain in the wrong order, against RFC 5246 section 7.4.2; RFC 8446 asks clients to bear it.
import { certificateFault } from '../fault.ts'

export const reversedChain = certificateFault({
  name: 'reversed-chain',
  doc: 'Sends the root before the intermediate. Most clients sort it out; some old and small ones do not.',
  settles: ['chain'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, issuer: 'intermediate', sends: ['leaf', 'root', 'intermediate'] }),
})
