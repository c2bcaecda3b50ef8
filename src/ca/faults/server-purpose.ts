// A certificate meant for a server, in the hands of a client: mail servers often have just one for both.
import { certificateFault } from '../fault.ts'

export const serverPurpose = certificateFault({
  name: 'server-purpose',
  doc: 'May identify a server only: its extended key usage is serverAuth, as public authorities issue them from 2026 on.',
  settles: [],
  sides: ['client'],
  apply: (recipe) => ({ ...recipe, purposes: ['serverAuth'] }),
})
