// A certificate whose time is over.
import { certificateFault } from '../fault.ts'

export const expired = certificateFault({
  name: 'expired',
  doc: 'Expired ten days ago.',
  settles: ['days'],
  sides: ['server', 'client'],
  apply: (recipe) => ({ ...recipe, validFromDays: -100, validUntilDays: -10 }),
})
