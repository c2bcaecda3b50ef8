// A right certificate for very many hosts, as hosting companies have it.
import { certificateFault } from '../fault.ts'
import { manyNames } from '../many-names.ts'

export const thousandSans = certificateFault({
  name: '1000-sans',
  doc: 'Has 1000 names, some 25 KB: more than one record of TLS. Right clients accept it.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, names: manyNames(recipe.names, 1000) }),
})
