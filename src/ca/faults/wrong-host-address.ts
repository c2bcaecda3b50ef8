// A certificate that has the address right and the name wrong: who dials the name refuses, who dials the address accepts.
import { isIP } from 'node:net'
import { certificateFault } from '../fault.ts'

export const wrongHostAddress = certificateFault({
  name: 'wrong-host-address',
  doc: "Names `wrong.host.invalid` and the server's addresses: good for a client that dials the address literal, wrong for one that dials the name.",
  settles: ['names'],
  sides: ['server'],
  apply: (recipe) => ({
    ...recipe,
    commonName: 'wrong.host.invalid',
    names: ['wrong.host.invalid', ...recipe.names.filter((name) => isIP(name))],
  }),
})
