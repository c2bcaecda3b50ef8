import t from 'tap'
import { eventWords, shownEvents, transcriptLines } from '../../src/report/shown-events.ts'
import { command, eventsOf, OPENED, reply, resultOf } from './results.ts'

t.test('a transcript that people can read is shown whole', async (t) => {
  const events = eventsOf(...Array(2000).fill(command('NOOP')))
  t.same(shownEvents(resultOf('x', {}, { events })), events)
})

t.test('of a long one the start, the end and the evidence; gaps are counted', async (t) => {
  const events = eventsOf(...Array(10_000).fill(command('NOOP')))
  const failed = [{ id: 'x', expected: '', found: '', events: [3000], verdict: 'fail' as const }]
  const shown = shownEvents(resultOf('x', { failed }, { events }))
  const gaps = shown.flatMap((event) => (event.event === 'gap' ? [event.events] : []))
  t.same(gaps, [1499, 6500], 'events 1501 to 2999, and 3001 to 9500')
  t.equal(shown.length - gaps.length + 1499 + 6500, 10_000, 'nothing is lost uncounted')
  t.ok(shown.some((event) => event.event !== 'gap' && event.seq === 3000))
  t.match(transcriptLines(resultOf('x', { failed }, { events }))[1500], '(1499 events are not shown here')
})

t.test('the words of an event stand alone, without session, time and marks', async (t) => {
  const [opened, said, answered] = eventsOf(
    ['session.opened', OPENED, 1234],
    command('QUIT', true),
    reply(250, ['250-a', '250 b']),
  )
  t.same(opened && eventWords(opened), ['connected from 192.0.2.7'])
  t.same(said && eventWords(said), ['C: QUIT'])
  t.same(answered && eventWords(answered), ['S: 250-a', 'S: 250 b'])
})
