import t from 'tap'
import { type TranscriptBuilder, transcript } from '../transcript-builder.ts'
import { unmet } from './unmet.ts'

/** A session that is deferred; it ends 10 ms after it began. */
const deferred = (builder: TranscriptBuilder, from = '127.0.0.1') =>
  builder.session({ from }).tls().asks('MAIL FROM:<a@x>', '451 later').closed()

/** A first session, then more, each so many milliseconds after the end of the one before. */
function visits(...pausesMs: number[]): TranscriptBuilder {
  const builder = deferred(transcript())
  for (const pauseMs of pausesMs) deferred(builder.after(pauseMs))
  return builder
}

const retries = (options: object, builder: TranscriptBuilder) => unmet('retries', options, builder)

t.test('at least one more session, in the same try or in a later one', async (t) => {
  t.match(await retries({}, visits()), {
    expected: 'at least 1 more session',
    found: 'none',
    verdict: 'fail',
    events: [1],
  })
  t.equal(await retries({}, visits(500)), null, 'in the same try')
  t.equal(await retries({}, visits(60_000)), null, 'in a later one')
})

t.test('as many as are demanded', async (t) => {
  t.equal(await retries({ atLeast: 2 }, visits(10, 10)), null)
  t.match(await retries({ atLeast: 2 }, visits(10)), { expected: 'at least 2 more sessions', found: '1 more session' })
  t.match(await retries({ atLeast: 3 }, visits(10, 10)), { found: '2 more sessions' })
})

t.test('all of them within the time, counted from the end of the first session', async (t) => {
  t.equal(await retries({ within: '5s' }, visits(5000)), null, 'exactly')
  t.match(await retries({ within: '5s' }, visits(5001)), {
    expected: 'at least 1 more session within 5000 ms',
    found: 'none',
  })
  t.match(await retries({ atLeast: 2, within: '5s' }, visits(3000, 3000)), { found: '1 more session' })
})

t.test('not faster than allowed, counted from the end of a session to the start of the next', async (t) => {
  t.equal(await retries({ notFasterThan: '2s' }, visits(2000)), null, 'exactly')
  t.match(await retries({ notFasterThan: '2s' }, visits(1999)), {
    expected: 'at least 2000 ms between sessions',
    found: '1999 ms',
  })
  t.match(await retries({ notFasterThan: '2s' }, visits(5000, 100)), { found: '100 ms' }, 'the shortest counts')
})

t.test('a session beside the first one is no retry', async (t) => {
  const beside = transcript().session().tls().asks('MAIL FROM:<a@x>', '451 later').after(5)
  deferred(beside).inSession(1).after(5).closed()
  t.match(await retries({}, beside), { found: 'none' })
})

t.test('another client is no retry', async (t) => {
  t.match(await retries({}, deferred(visits().after(5000), '192.0.2.9')), { found: 'none' })
})

t.test('who was served at once has nothing to retry', async (t) => {
  t.equal(await retries({ atLeast: 2 }, transcript().session().tls().mail().quit()), null)
})
