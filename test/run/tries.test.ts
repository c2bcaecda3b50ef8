import t from 'tap'
import { Tries, type Try } from '../../src/run/tries.ts'
import type { SessionSummary } from '../../src/transcript/summary.ts'
import { FakeTime } from '../smtp/fake-time.ts'

const SETTLE_MS = 1000

function watched() {
  const clock = new FakeTime()
  const ended: Try[] = []
  const tries = new Tries(clock, SETTLE_MS, (attempt) => ended.push(attempt))
  const session = (number: number, from = '127.0.0.1', probe = false) =>
    ({ session: number, from, probe }) as SessionSummary
  return { clock, ended, tries, session }
}

t.test('a session that has closed is a try once the settle time has passed, not before', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1))
  clock.advance(60_000)
  tries.closed(session(1))
  clock.advance(SETTLE_MS - 1)
  t.strictSame(ended, [])
  clock.advance(1)
  t.strictSame(ended, [{ from: '127.0.0.1', sessions: [1] }])
  t.end()
})

t.test('a client that comes back inside the settle time is still at the same try', (t) => {
  const { clock, ended, tries, session } = watched()
  for (const number of [1, 2, 3]) {
    tries.opened(session(number))
    clock.advance(SETTLE_MS * 5)
    tries.closed(session(number))
    clock.advance(SETTLE_MS - 1)
  }
  t.strictSame(ended, [])
  clock.advance(1)
  t.strictSame(ended, [{ from: '127.0.0.1', sessions: [1, 2, 3] }])
  t.end()
})

t.test('a client that comes back later makes another try', (t) => {
  const { clock, ended, tries, session } = watched()
  for (const number of [1, 2]) {
    tries.opened(session(number))
    tries.closed(session(number))
    clock.advance(SETTLE_MS)
  }
  t.strictSame(
    ended.map(({ sessions }) => sessions),
    [[1], [2]],
  )
  t.end()
})

t.test('sessions at the same time are one try, which lasts as long as the last of them', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1))
  tries.opened(session(2))
  tries.closed(session(1))
  clock.advance(SETTLE_MS * 2)
  t.strictSame(ended, [])
  tries.closed(session(2))
  clock.advance(SETTLE_MS)
  t.strictSame(ended, [{ from: '127.0.0.1', sessions: [1, 2] }])
  t.end()
})

t.test('each source address has tries of its own', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1, '127.0.0.1'))
  tries.opened(session(2, '127.0.0.2'))
  tries.closed(session(2, '127.0.0.2'))
  clock.advance(SETTLE_MS)
  t.strictSame(ended, [{ from: '127.0.0.2', sessions: [2] }])
  tries.closed(session(1, '127.0.0.1'))
  clock.advance(SETTLE_MS)
  t.equal(ended.length, 2)
  t.end()
})

t.test('a probe makes no try, and does not end one early', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1))
  tries.closed(session(1, '127.0.0.1', true))
  clock.advance(SETTLE_MS * 2)
  t.strictSame(ended, [])
  tries.opened(session(2))
  tries.closed(session(2))
  clock.advance(SETTLE_MS - 1)
  tries.opened(session(3))
  tries.closed(session(3, '127.0.0.1', true))
  clock.advance(SETTLE_MS)
  t.strictSame(ended, [{ from: '127.0.0.1', sessions: [2] }])
  t.end()
})

t.test('stop ends what is settling at once, and nothing ends afterwards', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1))
  tries.closed(session(1))
  tries.stop()
  t.strictSame(ended, [{ from: '127.0.0.1', sessions: [1] }])
  clock.advance(SETTLE_MS * 2)
  t.equal(ended.length, 1)
  t.end()
})

t.test('clear forgets the sessions so far: what ends then is only what came after', (t) => {
  const { clock, ended, tries, session } = watched()
  tries.opened(session(1))
  tries.closed(session(1))
  tries.opened(session(2, '127.0.0.2'))
  tries.clear()
  clock.advance(SETTLE_MS * 2)
  t.strictSame(ended, [], 'the settled one is forgotten')
  tries.opened(session(3, '127.0.0.2'))
  tries.closed(session(3, '127.0.0.2'))
  clock.advance(SETTLE_MS * 2)
  t.strictSame(ended, [], 'the one that was open then still is')
  tries.closed(session(2, '127.0.0.2'))
  clock.advance(SETTLE_MS)
  t.strictSame(ended, [{ from: '127.0.0.2', sessions: [3, 2] }])
  t.end()
})
