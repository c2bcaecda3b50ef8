// The client agrees to a TLS version that is new enough.
import { mapping, oneOf, required } from '../../scenario/shape.ts'
import { TLS_VERSIONS, versionWords } from '../../scenario/words.ts'
import { expectation } from '../expectation.ts'

export const usesTls = expectation({
  name: 'uses-tls',
  doc: 'Every TLS session of the try has at least this version. Sessions without TLS are not looked at: the outcome tells of them.',
  options: mapping({ atLeast: required(oneOf(TLS_VERSIONS), 'The oldest version that is right.') }, 'a TLS version'),
  check({ atLeast }, { first }) {
    const rank = (version: string) => (TLS_VERSIONS as readonly string[]).indexOf(version)
    const older = first.all('tls.established').filter(({ version }) => rank(version) < rank(atLeast))
    if (older.length === 0) return null
    const found = [...new Set(older.map(({ version }) => versionWords(version)))].join(', ')
    return { expected: `${versionWords(atLeast)} or newer`, found, events: older.map(({ seq }) => seq) }
  },
})
