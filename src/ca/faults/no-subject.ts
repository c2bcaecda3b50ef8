// A right certificate without a subject (RFC 5280 section 4.1.2.6): the subjectAltName alone says whose it is.
import { certificateFault } from '../fault.ts'

export const noSubject = certificateFault({
  name: 'no-subject',
  doc: 'Has an empty subject; its names stand in the subjectAltName, which is critical then. Right clients accept it.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, commonName: null, organization: null }),
})
