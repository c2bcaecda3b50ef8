// Sessions that have left the transcript: which of them stay, what the others leave, and that memory stays flat.
import t from 'tap'
import type { TranscriptEvent } from '../../src/index.ts'
import type { EventFields } from '../../src/transcript/events.ts'
import { Recorder } from '../../src/transcript/recorder.ts'
import { Records } from '../../src/transcript/records.ts'
import { bytesInUse } from '../run/memory.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from '../verdict/transcript-builder.ts'

const PROBE: EventFields['session.closed'] = { by: 'client', how: 'fin', bytesReceived: 0, bytesSent: 30 }
const A = { from: '192.0.2.1' }
const B = { from: '192.0.2.2' }

const visit = (builder: TranscriptBuilder, from: { from: string }) => builder.session(from).says('EHLO x').closed()
/** `visit` is four events: opened, the greeting, EHLO, closed. */
const VISIT = 4

function recordsOf({ events }: TranscriptBuilder, limit: number, batch = 10): Records {
  const records = new Records(limit)
  for (let at = 0; at < events.length; at += batch) records.take(events.slice(at, at + batch))
  return records
}

const sessionsIn = (events: readonly TranscriptEvent[]) => [
  ...new Set(events.filter(({ event }) => event !== 'transcript.session-lost').map(({ session }) => session)),
]
const lostIn = (events: readonly TranscriptEvent[]) =>
  events.flatMap((event) => (event.event === 'transcript.session-lost' ? [event] : []))

t.test('what there is room for is kept as it was', async (t) => {
  const builder = healthyTranscript().session(A).tls().mail().session(B).says('EHLO x').closed().inSession(2).quit()
  for (const batch of [1, 2, 7, 1000]) {
    const records = recordsOf(builder, builder.events.length, batch)
    t.strictSame(records.events, builder.events, `${batch} at a time`)
    t.equal(records.dropped, 0)
  }
})

t.test('beyond the limit the newest sessions go, and a mark stands where the first of them began', async (t) => {
  const builder = transcript()
  for (let at = 0; at < 10; at++) visit(builder, A)
  const records = recordsOf(builder, 3 * VISIT)
  t.strictSame(sessionsIn(records.events), [1, 2, 3])
  const [mark, ...more] = lostIn(records.events)
  const begins = builder.events.find(({ session, event }) => session === 4 && event === 'session.opened')
  t.strictSame(mark, {
    ...{ seq: begins?.seq, session: 4, atMs: begins?.atMs },
    ...{ event: 'transcript.session-lost', from: A.from, sessions: 7 },
  })
  t.strictSame(more, [])
  t.equal(records.dropped, 7 * VISIT)
})

t.test('sessions of the first client outlast those of others, which came before them', async (t) => {
  const builder = visit(transcript(), A)
  for (let at = 0; at < 10; at++) visit(builder, B)
  visit(builder, A)
  const records = recordsOf(builder, 3 * VISIT)
  t.strictSame(sessionsIn(records.events), [1, 2, 12])
  t.match(lostIn(records.events), [{ session: 3, from: B.from, sessions: 9 }])
})

t.test('port checks go first and leave no mark', async (t) => {
  const builder = transcript().session(B).event('session.closed', PROBE)
  visit(visit(builder, A), B)
  for (let at = 0; at < 10; at++) builder.session(B).event('session.closed', PROBE)
  const records = recordsOf(builder, 2 * VISIT)
  t.strictSame(sessionsIn(records.events), [2, 3], 'the first client is the first that is no port check')
  t.strictSame(lostIn(records.events), [])
})

t.test('the loss is told by address, up to twenty of them', async (t) => {
  const builder = visit(transcript(), A)
  for (let at = 0; at < 40; at++) for (let times = 0; times < 2; times++) visit(builder, { from: `198.51.100.${at}` })
  const records = recordsOf(builder, VISIT)
  const marks = lostIn(records.events)
  t.equal(marks.length, 21, 'and one for all others')
  t.equal(
    marks.reduce((sum, { sessions }) => sum + sessions, 0),
    80,
  )
  t.strictSame(
    marks.slice(0, 20).map(({ sessions }) => sessions),
    Array(20).fill(2),
  )
  t.match(marks[20], { from: '198.51.100.20', sessions: 40 })
})

t.test('a session without a beginning is nobody’s: its events are counted and gone', async (t) => {
  const refused = transcript().event('session.refused', { reason: 'too many' }).inSession(7).says('EHLO x').closed()
  const records = recordsOf(refused, 100)
  t.strictSame(records.events, [])
  t.equal(records.dropped, 3)
})

t.test('a session that is lost while it is open takes its later events with it', async (t) => {
  const builder = visit(transcript(), A).session(B).says('EHLO x')
  for (let at = 0; at < 20; at++) builder.asks('NOOP', '250 ok')
  const records = recordsOf(builder.quit(), VISIT, 1)
  t.strictSame(sessionsIn(records.events), [1])
  t.equal(records.dropped, builder.events.length - VISIT)
  t.match(lostIn(records.events), [{ session: 2, sessions: 1 }])
})

t.test('a session of 10,000 exchanges is thinned as it leaves, and its end is there', async (t) => {
  const builder = transcript().session(A).tls()
  for (let at = 0; at < 10_000; at++) builder.asks(at % 2 === 0 ? 'NOOP' : 'RSET', '250 ok')
  builder.mail().quit()
  const records = recordsOf(builder, 2000, 500)
  t.ok(records.events.length < 1100, `${records.events.length} events`)
  t.strictSame(lostIn(records.events), [])
  t.strictSame(records.events.slice(0, 12), builder.events.slice(0, 12))
  t.strictSame(records.events.slice(-20), builder.events.slice(-20))
  const marks = records.events.filter(({ event }) => event === 'transcript.thinned').length
  t.equal(records.events.length - marks + records.dropped, builder.events.length, 'nothing is uncounted')
})

t.test('a session that stays long when it is thinned is lost', async (t) => {
  const builder = transcript().session(A)
  for (let at = 0; at < 1200; at++) builder.asks(`X${'abcdefghij'.charAt(at % 10)}${at.toString(36)}`, '500 what?')
  const records = recordsOf(builder.quit(), 5000)
  t.strictSame(sessionsIn(records.events), [])
  t.match(lostIn(records.events), [{ session: 1, sessions: 1 }])
  t.equal(records.dropped, builder.events.length)
})

t.test(
  'in a recorder: records first, the loss before them, the newest as they are, never over the limit',
  async (t) => {
    const recorder = new Recorder({ now: () => 0, limit: 200 })
    const recorded: TranscriptEvent[] = []
    recorder.listen((event) => recorded.push(event))
    const builder = healthyTranscript()
    for (let at = 0; at < 500; at++) visit(builder, at % 50 === 0 ? { from: '127.0.0.1' } : B)
    for (const { seq: _, session, atMs: __, event, ...fields } of builder.events) {
      recorder.forSession(session)(event, fields as never)
      if (recorder.events.length > 200) t.fail(`${recorder.events.length} events`)
      const loss = recorder.events.findIndex((each) => each.event === 'transcript.dropped')
      if (loss > 0) t.fail(`the loss is told at ${loss}`)
    }
    const { events } = recorder
    const first = builder.events.filter(({ session }) => session === 1)
    t.match(events[0], { event: 'transcript.dropped', session: 0, seq: 0 })
    t.strictSame(
      events.slice(1, 1 + first.length).map(({ seq }) => seq),
      first.map(({ seq }) => seq),
    )
    t.strictSame(events.slice(-100), recorded.slice(-100))
    const seqs = events.map(({ seq }) => seq)
    t.strictSame(
      seqs,
      [...new Set(seqs)].sort((a, b) => a - b),
      'in order, each number once',
    )
    const [loss] = events
    const marks = ['transcript.dropped', 'transcript.session-lost', 'transcript.thinned']
    const kept = events.filter(({ event }) => !marks.includes(event)).length
    t.equal(kept + (loss?.event === 'transcript.dropped' ? loss.events : 0), recorded.length, 'nothing is uncounted')
    recorder.clear()
    t.strictSame(recorder.events, [])
    recorder.forSession(900)('smtp.timed-out', { afterMs: 1 })
    t.equal(recorder.events.length, 1, 'and nothing comes back')
  },
)

t.test('long lines count for more: the cap on events is a cap on memory', async (t) => {
  const recorder = new Recorder({ now: () => 0, limit: 1000 })
  const append = recorder.forSession(1)
  for (let at = 0; at < 2000; at++) {
    append('smtp.command-received', { line: `NOOP ${'x'.repeat(32_000)}`, verb: 'NOOP', secured: false })
  }
  const characters = recorder.events.reduce((sum, event) => sum + ('line' in event ? (event.line?.length ?? 0) : 0), 0)
  t.ok(characters > 100_000 && characters < 1000 * 600, `${characters} characters`)
})

t.test('memory is the same after 200,000 events and after 1,200,000', async (t) => {
  const recorder = new Recorder({ now: () => 0, limit: 20_000 })
  let session = 0
  const run = (events: number) => {
    for (let count = 0; count < events; count += 5) {
      const append = recorder.forSession(++session)
      append('session.opened', { from: `10.0.${session % 200}.${session % 250}`, fromPort: 1, to: 'x', toPort: 25 })
      append('smtp.reply-sent', { lines: [`220 hello ${session}`], code: 220, secured: false })
      append('smtp.command-received', { line: `EHLO ${session}`, verb: 'EHLO', secured: false })
      append('smtp.reply-sent', { lines: [`250 ${session}`], code: 250, secured: false })
      append('session.closed', { by: 'client', how: 'fin', bytesReceived: 9, bytesSent: 9 })
    }
  }
  run(200_000)
  const before = bytesInUse()
  run(1_000_000)
  const grown = (bytesInUse() - before) / 1024 / 1024
  t.ok(grown < 2, `${grown.toFixed(1)} MB more`)
  t.ok(recorder.events.length <= 20_000)
})
