import t from 'tap'
import { TLS_VERSIONS } from '../../../src/scenario/words.ts'
import { transcript } from '../transcript-builder.ts'
import { unmet } from './unmet.ts'

const uses = (atLeast: string, ...versions: string[]) => {
  const builder = transcript()
  for (const version of versions) builder.session().tls({}, { version }).mail().quit()
  return unmet('uses-tls', { atLeast }, builder)
}

t.test('every pair of versions: older fails, the same and newer do not', async (t) => {
  for (const [least, atLeast] of TLS_VERSIONS.entries()) {
    for (const [agreed, version] of TLS_VERSIONS.entries()) {
      t.equal((await uses(atLeast, version)) === null, agreed >= least, `${version} where ${atLeast} is demanded`)
    }
  }
})

t.test('one session that is older is enough, and proves it', async (t) => {
  const failed = await uses('TLSv1.2', 'TLSv1.3', 'TLSv1', 'TLSv1.1', 'TLSv1')
  t.match(failed, { expected: 'TLS 1.2 or newer', found: 'TLS 1.0, TLS 1.1', verdict: 'fail' })
  t.equal(failed?.events.length, 3)
})

t.test('a session without TLS is the outcome’s matter', async (t) => {
  t.equal(await unmet('uses-tls', { atLeast: 'TLSv1.3' }, transcript().session().ehlo().mail().quit()), null)
})
