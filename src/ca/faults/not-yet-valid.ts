// A certificate whose time has not come, as a client with a wrong clock sees it.
import { certificateFault } from '../fault.ts'

export const notYetValid = certificateFault({
  name: 'not-yet-valid',
  doc: 'Becomes valid in ten days.',
  settles: ['days'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, validFromDays: 10, validUntilDays: 100 }),
})
