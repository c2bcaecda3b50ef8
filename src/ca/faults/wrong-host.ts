// A good certificate of another server.
import { certificateFault } from '../fault.ts'

export const wrongHost = certificateFault({
  name: 'wrong-host',
  doc: 'Names only `wrong.host.invalid`, which no client dials.',
  settles: ['names'],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, commonName: 'wrong.host.invalid', names: ['wrong.host.invalid'] }),
})
