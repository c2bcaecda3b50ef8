// The queue on a clock that the test moves: one entry per destination, tries when they are due, an end.
import t from 'tap'
import type { Result } from '../../src/send/mail.ts'
import { Queue } from '../../src/send/queue.ts'
import { minutes, waits } from '../../src/send/words.ts'
import { VirtualClock } from './virtual-clock.ts'

const MAIL = { from: 'a@b.example', to: ['x@one.example', 'y@two.example', 'z@ONE.example'], text: '' }

function queueOf(results: Record<string, Result[]>) {
  const clock = new VirtualClock()
  const tries: string[] = []
  const told: string[] = []
  const queue = new Queue({
    clock,
    tell: (event, fields) => told.push(`${event} ${(fields as { destination: string }).destination}`),
    schedule: waits([minutes(10), minutes(15)], { until: minutes(60) }),
    async attempt({ to }) {
      const domain = to[0]?.split('@')[1] ?? ''
      tries.push(`${clock.now() / 60_000} ${domain} ${to.length}`)
      return results[domain]?.shift() ?? { status: 'retry', error: `${domain} does not answer` }
    },
  })
  return { clock, tries, told, queue }
}

t.test('each destination has its own status, its last error and its time', async (t) => {
  const { clock, tries, told, queue } = queueOf({
    'one.example': [
      { status: 'retry', error: '451 later' },
      { status: 'delivered', secured: true },
    ],
    'two.example': [{ status: 'returned', error: '550 no', report: 'sorry' }],
  })
  await queue.add(MAIL)
  t.match(queue.entries, [
    { destination: 'one.example', status: 'retry', lastError: '451 later', tries: 1, secured: null },
    { destination: 'two.example', status: 'returned', lastError: '550 no', report: 'sorry', nextTryAt: null },
  ])
  t.equal(queue.entries[0]?.nextTryAt?.toISOString(), '2026-11-25T10:10:00.000Z')
  await clock.advance(minutes(10) - 1)
  t.equal(tries.length, 2)
  await clock.advance(1)
  await queue.idle()
  t.same(tries, ['0 one.example 2', '0 two.example 1', '10 one.example 2'])
  t.match(queue.entries[0], { status: 'delivered', tries: 2, secured: true, nextTryAt: null })
  t.equal(clock.pending, 0)
  t.same(told, [
    'mail.queued one.example',
    'mail.delayed one.example',
    'mail.queued two.example',
    'mail.returned two.example',
    'mail.delivered one.example',
  ])
})

t.test('it tries with the last wait until the mail is too old', async (t) => {
  const { clock, tries, queue } = queueOf({})
  await queue.add({ ...MAIL, to: ['x@one.example'] })
  await clock.advance(minutes(600))
  t.same(
    tries.map((each) => each.split(' ')[0]),
    ['0', '10', '25', '40', '55'],
  )
  t.match(queue.entries[0], { status: 'returned', lastError: 'one.example does not answer' })
})

t.test('asked to, it tries at once, and the time that was due is none any more', async (t) => {
  const { clock, tries, queue } = queueOf({})
  await queue.add(MAIL)
  await queue.retry('two.example')
  t.same(tries.slice(2), ['0 two.example 1'])
  await clock.advance(minutes(10))
  t.same(tries.slice(3), ['10 one.example 2'], 'two waits its second wait, 15 minutes')
  await queue.stop()
  await clock.advance(minutes(100))
  t.equal(tries.length, 4, 'a stopped queue tries nothing')
  t.equal(clock.pending, 0)
})
