// What counts as one try of a client (DESIGN.md section 2), on paper and against the run room's own count.
import t from 'tap'
import type { Try } from '../../src/run/tries.ts'
import { type GroupOptions, groupTries, triesOfTheClient } from '../../src/verdict/try-view.ts'
import { connect } from '../raw-client.ts'
import { FakeTime } from '../smtp/fake-time.ts'
import { serveChanged } from '../smtp/serve.ts'
import { type TranscriptBuilder, transcript } from './transcript-builder.ts'

/** The sessions of each try: `[[1, 2], [3]]`. */
function grouped({ events }: TranscriptBuilder, options?: GroupOptions): number[][] {
  const { first, later } = groupTries(events, options)
  return (first ? [first, ...later] : []).map(({ sessions }) => sessions.map(({ session }) => session))
}

const A = { from: '192.0.2.1' }
const B = { from: '192.0.2.2' }
const SILENT = { by: 'client', how: 'fin', bytesReceived: 0, bytesSent: 30 } as const

/** A session with a byte of the client in it. */
const visit = (builder: TranscriptBuilder, from = A) => builder.session(from).says('EHLO x').closed()
const probe = (builder: TranscriptBuilder, from = A) => builder.session(from).event('session.closed', SILENT)

t.test('a session within the settle time belongs to the try, one behind it does not', async (t) => {
  t.strictSame(grouped(visit(visit(transcript()).after(1000))), [[1, 2]], 'exactly the settle time')
  t.strictSame(grouped(visit(visit(transcript()).after(1001))), [[1], [2]])
  t.strictSame(grouped(visit(visit(transcript()).after(50)), { settleMs: 49 }), [[1], [2]])
  t.strictSame(grouped(visit(visit(transcript()).after(50)), { settleMs: 50 }), [[1, 2]])
})

t.test('the settle time runs from the end of the last session that was open, not from its start', async (t) => {
  const overlapping = transcript().session(A).says('EHLO x').session(A).says('EHLO x').closed()
  overlapping.inSession(1).after(5000).closed().after(900)
  t.strictSame(grouped(visit(overlapping)), [[1, 2, 3]], 'session 1 was open all the time')
})

t.test('a session that is still open keeps its try open', async (t) => {
  const open = transcript().session(A).says('EHLO x').after(60_000)
  t.strictSame(grouped(visit(open)), [[1, 2]])
  const [view] = groupTries(open.events).first?.sessions ?? []
  t.equal(view?.closedAtMs, null)
})

t.test('source addresses are clients of their own, however their sessions are mixed', async (t) => {
  const mixed = transcript().session(A).session(B).inSession(1).says('EHLO a').inSession(2).says('EHLO b')
  mixed.inSession(2).closed().inSession(1).closed()
  visit(mixed.after(10), B)
  t.strictSame(grouped(mixed), [[1], [2, 3]])
  const { first, later } = groupTries(mixed.events)
  t.strictSame([first?.client, later[0]?.client], [A.from, B.from])
  t.ok(first?.events.every(({ session }) => session === 1))
  t.strictSame(
    later[0]?.events.map(({ seq }) => seq),
    [...(later[0]?.events ?? [])].map(({ seq }) => seq).sort((a, b) => a - b),
  )
})

t.test('the tries of the client leave other clients out', async (t) => {
  const tries = groupTries(visit(visit(visit(transcript()).after(2000), B).after(2000), A).events)
  t.equal(tries.later.length, 2)
  t.strictSame(
    triesOfTheClient(tries).map(({ sessions }) => sessions.map(({ session }) => session)),
    [[1], [3]],
  )
  t.strictSame(triesOfTheClient(groupTries([])), [])
})

t.test('all sessions of a launched command are one try, from wherever and whenever they come', async (t) => {
  const all = visit(visit(visit(transcript()).after(60_000), B).after(60_000))
  t.strictSame(grouped(all, { oneTry: true }), [[1, 2, 3]])
})

t.test('each run of a launched command is a try', async (t) => {
  const all = visit(visit(visit(transcript().after(10)).after(100)).after(1000))
  const [second, third] = all.events.filter(({ event }) => event === 'session.opened').slice(1)
  t.strictSame(grouped(all, { runsStartedAtMs: [0, third?.atMs ?? 0] }), [[1, 2], [3]])
  t.strictSame(grouped(all, { runsStartedAtMs: [9.6, (second?.atMs ?? 0) + 0.4] }), [[1], [2, 3]], 'whole milliseconds')
  t.strictSame(grouped(all, { runsStartedAtMs: [50, 5000] }), [[1, 2, 3]], 'none is lost, and an empty run is no try')
})

t.test('a connection without a byte is a probe: counted, never judged', async (t) => {
  const tries = groupTries(probe(probe(transcript()), B).events)
  t.equal(tries.first, null)
  t.equal(tries.probes, 2)
  const mixed = probe(visit(probe(transcript())))
  t.strictSame(grouped(mixed), [[2]])
  t.equal(groupTries(mixed.events).probes, 2)
  t.strictSame(grouped(mixed, { oneTry: true }), [[2]])
})

t.test('a probe is a session all the same: it keeps a try going', async (t) => {
  t.strictSame(grouped(visit(probe(visit(transcript()).after(900)).after(900))), [[1, 3]])
  t.strictSame(grouped(visit(visit(transcript()).after(1800))), [[1], [2]], 'without it they are two')
})

t.test('a client for which no server could be reached is no probe: nobody greeted it', async (t) => {
  const failed = { upstream: '192.0.2.25:25', detail: 'ECONNREFUSED' }
  const builder = transcript().session({ greeting: null }).event('path.upstream-failed', failed)
  t.strictSame(grouped(builder.event('session.closed', { ...SILENT, bytesSent: 0 })), [[1]])
})

t.test('an open connection is a probe until an event shows a byte', async (t) => {
  t.strictSame(grouped(transcript().session()), [])
  t.equal(groupTries(transcript().session().events).probes, 1)
  t.strictSame(grouped(transcript().session().says('EHLO x')), [[1]])
  t.strictSame(grouped(transcript().session({ greeting: null }).hello()), [[1]], 'implicit TLS')
  t.strictSame(grouped(transcript().session().event('smtp.talked-before-greeting', { bytes: 6 })), [[1]])
})

t.test('a session whose beginning is not there is nobody’s try: turned away, or from before a reset', async (t) => {
  const refused = transcript().event('session.refused', { reason: '20000 sessions are open' })
  t.strictSame(grouped(refused), [])
  const before = transcript().session(A).says('EHLO old').quit()
  const reset = { events: visit(before).events.slice(2) } as TranscriptBuilder
  t.strictSame(grouped(reset), [[2]])
})

t.test('the first try is the one whose first session with a byte came first', async (t) => {
  const builder = transcript().session(A).session(B).says('EHLO b').closed()
  builder.inSession(1).event('session.closed', SILENT)
  t.strictSame(grouped(visit(builder)), [[2], [3]])
})

t.test('a session that is lost is no probe, and its try says so', async (t) => {
  const gone = (builder: TranscriptBuilder, from = A) => builder.session({ ...from, lost: true })
  t.strictSame(grouped(gone(transcript())), [[1]])
  const truncation = ({ events }: TranscriptBuilder) => {
    const { truncated, laterTruncated } = groupTries(events)
    return [truncated, laterTruncated]
  }
  t.strictSame(truncation(visit(transcript())), [false, false])
  t.strictSame(truncation(visit(gone(transcript()))), [true, false])
  t.strictSame(truncation(gone(visit(transcript()).after(5000))), [false, true])
  t.strictSame(truncation(gone(visit(transcript()).after(5000), B)), [false, false])
  t.strictSame(truncation(visit(transcript().event('transcript.dropped', { events: 7 }))), [false, false])
  t.strictSame(truncation(transcript()), [false, false])
})

t.test('real runs are grouped as the run room groups them', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged({}, () => {}, { clock, settleMs: 1000 })
  const ended: Try[] = []
  server.onTry((attempt) => ended.push(attempt))
  const closed = () => new Promise((resolve) => server.onSessionClosed(resolve))
  const comes = async (lines: string[]) => {
    const over = closed()
    await using client = await connect(server)
    await client.hears('220 *')
    for (const line of lines) await client.asks(line, '*')
    client.ends()
    await client.hearsEnd()
    await over
  }
  const speaks = () => comes(['EHLO x'])
  await speaks()
  clock.advance(900)
  await comes([])
  clock.advance(900)
  await speaks()
  clock.advance(1500)
  await speaks()
  clock.advance(1500)
  const { first, later } = groupTries(server.recorder.events, { settleMs: 1000 })
  t.strictSame(
    [first, ...later].map((each) => each?.sessions.map(({ session }) => session)),
    ended.map(({ sessions }) => sessions),
  )
  t.strictSame(
    ended.map(({ sessions }) => sessions),
    [[1, 3], [4]],
  )
})
