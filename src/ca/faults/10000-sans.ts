// A certificate that is right and larger than most clients take: OpenSSL stops at 100 KB, GnuTLS at 128 KB.
import { certificateFault } from '../fault.ts'
import { manyNames } from '../many-names.ts'

export const tenThousandSans = certificateFault({
  name: '10000-sans',
  doc: 'Has 10,000 names, some 250 KB: more than the limits of most clients.',
  settles: [],
  sides: ['server'],
  apply: (recipe) => ({ ...recipe, names: manyNames(recipe.names, 10_000) }),
})
