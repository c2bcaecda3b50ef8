import t from 'tap'
import type { TranscriptEvent } from '../../src/index.ts'
import { Recorder } from '../../src/transcript/recorder.ts'

function recorderOf(limit: number) {
  let now = 0
  const recorder = new Recorder({ now: () => now++, limit })
  const append = recorder.forSession(1)
  const fill = (count: number) => {
    for (let at = 0; at < count; at++) append('smtp.talked-before-greeting', { bytes: at })
  }
  return { recorder, fill }
}

t.test('events are numbered from 1, with session and time', (t) => {
  const recorder = new Recorder({ now: () => 12.6 })
  recorder.forSession(7)('smtp.timed-out', { afterMs: 5 })
  recorder.forSession(8)('smtp.timed-out', { afterMs: 6 })
  t.same(recorder.events, [
    { seq: 1, session: 7, atMs: 13, event: 'smtp.timed-out', afterMs: 5 },
    { seq: 2, session: 8, atMs: 13, event: 'smtp.timed-out', afterMs: 6 },
  ])
  t.end()
})

t.test('up to the limit everything is kept', (t) => {
  const { recorder, fill } = recorderOf(100)
  fill(100)
  t.equal(recorder.events.length, 100)
  t.notOk(recorder.events.some(({ event }) => event === 'transcript.dropped'))
  t.end()
})

t.test('over the limit the oldest go, and what is kept begins with how many', (t) => {
  const { recorder, fill } = recorderOf(100)
  fill(101)
  const [first, second] = recorder.events
  t.match(
    first,
    { event: 'transcript.dropped', events: 10, session: 0, seq: 10, atMs: 9 },
    'it stands where they stood',
  )
  t.match(second, { seq: 11 })
  t.equal(recorder.events.length, 101 - 10 + 1)
  t.end()
})

t.test('later cuts add up in that one event', (t) => {
  const { recorder, fill } = recorderOf(100)
  fill(1000)
  const cuts = recorder.events.filter((event) => event.event === 'transcript.dropped')
  t.equal(cuts.length, 1)
  t.ok(recorder.events.length <= 100)
  t.match(recorder.events[0], { event: 'transcript.dropped', events: 1000 - (recorder.events.length - 1) })
  const seqs = recorder.events.map(({ seq }) => seq)
  t.same(
    seqs,
    [...seqs].sort((a, b) => a - b),
    'in order',
  )
  t.equal(new Set(seqs).size, seqs.length, 'each number once')
  t.equal(seqs.at(-1), 1000)
  t.end()
})

t.test('whoever listens hears every event once, and of no cut', (t) => {
  const { recorder, fill } = recorderOf(10)
  const heard: TranscriptEvent[] = []
  const stop = recorder.listen((event) => heard.push(event))
  fill(50)
  t.same(
    heard.map(({ seq }) => seq),
    Array.from({ length: 50 }, (_, at) => at + 1),
  )
  t.notOk(heard.some(({ event }) => event === 'transcript.dropped'))
  stop()
  fill(1)
  t.equal(heard.length, 50, 'no more after stopping')
  t.end()
})

t.test('clear forgets what was recorded and what was lost; numbers go on', (t) => {
  const { recorder, fill } = recorderOf(10)
  fill(50)
  recorder.clear()
  t.same(recorder.events, [])
  fill(11)
  t.match(recorder.events[0], { event: 'transcript.dropped', events: 2, seq: 52 })
  t.equal(recorder.events.at(-1)?.seq, 61)
  t.end()
})

t.test('after clear nothing is kept of the sessions before it, but whoever listens still hears of them', (t) => {
  const recorder = new Recorder({ now: () => 0 })
  const heard: number[] = []
  recorder.listen(({ session }) => heard.push(session))
  for (const session of [1, 2]) recorder.forSession(session)('smtp.timed-out', { afterMs: 1 })
  recorder.clear(2)
  for (const session of [1, 2, 3, 0]) recorder.forSession(session)('smtp.timed-out', { afterMs: 1 })
  t.same(
    recorder.events.map(({ session }) => session),
    [3, 0],
  )
  t.same(heard, [1, 2, 1, 2, 3, 0])
  t.end()
})

t.test('the smallest limit still keeps the newest event', (t) => {
  const { recorder, fill } = recorderOf(2)
  fill(9)
  t.match(recorder.events, [{ event: 'transcript.dropped', events: 8 }, { seq: 9 }])
  t.end()
})
