import { readdir } from 'node:fs/promises'
import t from 'tap'
import { EXPECTATIONS } from '../../../src/verdict/expectations/index.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { judgedBy, unmet } from './unmet.ts'

const NAME = 'reports-failure'
const refused = () => transcript().session().tls().asks('MAIL FROM:<a@x>', '550 no').quit()
const says = (word: 'delivered' | 'failed' | 'timed-out') => ({ client: { says: word } })

t.test('a client that claims success where nothing was accepted', async (t) => {
  t.match(await unmet(NAME, true, refused(), says('delivered')), {
    ...{ expected: 'a failure reported', found: 'the client says: delivered', verdict: 'fail' },
  })
  t.equal(await unmet(NAME, true, refused(), says('failed')), null)
})

t.test('it is told once, though the same is a rule everywhere', async (t) => {
  t.equal((await judgedBy({ [NAME]: true }, refused(), says('delivered'))).failed.length, 1)
  t.equal((await judgedBy({}, refused(), says('delivered'))).failed.length, 1)
})

t.test('false: the client has to keep it to itself, and then that is right', async (t) => {
  t.match(await unmet(NAME, false, refused(), says('failed')), { found: 'the client says: failed' })
  t.match(await judgedBy({ [NAME]: false }, refused(), says('delivered')), { verdict: 'pass', failed: [] })
})

t.test('where nobody heard the client, or its time ran out, it is not judged', async (t) => {
  for (const wanted of [true, false]) {
    t.equal(await unmet(NAME, wanted, refused()), null)
    t.equal(await unmet(NAME, wanted, refused(), says('timed-out')), null)
  }
})

t.test('a mail that was accepted, now or later, is nothing to report', async (t) => {
  const later = refused().after(5000).session().tls().mail().quit()
  for (const builder of [healthyTranscript(), later]) t.equal(await unmet(NAME, true, builder, says('delivered')), null)
})

t.test('every expectation is a word of its own, with a text, and a test beside this one', async (t) => {
  const files = await readdir(import.meta.dirname)
  const names = EXPECTATIONS.map(({ name }) => name)
  t.strictSame(names, [...new Set(names)])
  for (const { doc } of EXPECTATIONS) t.match(doc, /^[A-Z].*\.$/)
  for (const name of names) t.ok(files.includes(`${name}.test.ts`), name)
})
