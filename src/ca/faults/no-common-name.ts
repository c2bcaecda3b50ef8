// A right certificate that trips clients that read the common name instead of the SAN (RFC 9525 section 2).
import { certificateFault } from '../fault.ts'

export const noCommonName = certificateFault({
  name: 'no-common-name',
  doc: 'Has no common name; the host name stands in the subjectAltName, where it belongs. Right clients accept it.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, commonName: null }),
})
