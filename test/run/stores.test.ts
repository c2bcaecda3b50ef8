import t from 'tap'
import { MessageStore } from '../../src/run/messages.ts'
import { idSource, sessionRandom } from '../../src/run/random.ts'
import { ShownCertificates } from '../../src/run/shown-certificates.ts'
import { Recorder } from '../../src/transcript/recorder.ts'

const message = (id: number, bytes = 10) => ({
  id: String(id),
  session: 1,
  sender: '',
  recipients: [],
  raw: Buffer.alloc(bytes),
  secured: false,
})

t.test('messages are kept in order and forgotten on clear', (t) => {
  const store = new MessageStore()
  for (const id of [1, 2]) store.add(message(id))
  t.strictSame(
    store.all.map(({ id }) => id),
    ['1', '2'],
  )
  store.clear()
  t.strictSame(store.all, [])
  t.end()
})

t.test('of more than 10,000 messages the newest stay', (t) => {
  const store = new MessageStore()
  for (let id = 1; id <= 10_005; id++) store.add(message(id))
  t.equal(store.all.length, 10_000)
  t.equal(store.all[0]?.id, '6')
  t.equal(store.all.at(-1)?.id, '10005')
  t.end()
})

t.test('of more than 256 MiB the newest stay, the last one in any case', (t) => {
  const store = new MessageStore()
  const raw = Buffer.alloc(100 * 1024 * 1024)
  for (const id of [1, 2, 3]) store.add({ ...message(id, 0), raw })
  t.strictSame(
    store.all.map(({ id }) => id),
    ['2', '3'],
  )
  store.add({ ...message(4, 0), raw: { length: 300 * 1024 * 1024 } as Buffer })
  t.strictSame(
    store.all.map(({ id }) => id),
    ['4'],
  )
  store.add(message(5))
  t.strictSame(
    store.all.map(({ id }) => id),
    ['5'],
  )
  t.end()
})

t.test('a certificate that many sessions show is held once, and the newest sessions stay', (t) => {
  const store = new ShownCertificates()
  const chain = [Buffer.from('leaf'), Buffer.from('issuer')]
  store.add(1, 'client', [])
  t.strictSame(store.all, [], 'none was shown')
  for (let session = 1; session <= 20_003; session++) store.add(session, 'server', chain)
  t.equal(store.all.length, 20_000)
  t.equal(store.all[0]?.session, 4)
  // RFC 7468: base64 of "leaf" and of "issuer".
  t.equal(
    store.all[0]?.pem,
    '-----BEGIN CERTIFICATE-----\nbGVhZg==\n-----END CERTIFICATE-----\n' +
      '-----BEGIN CERTIFICATE-----\naXNzdWVy\n-----END CERTIFICATE-----\n',
  )
  store.clear()
  t.strictSame(store.all, [])
  t.end()
})

t.test('certificates of more than 16 MiB: the oldest go, one that is still shown stays', (t) => {
  const store = new ShownCertificates()
  const large = (fill: number) => [Buffer.alloc(3 * 1024 * 1024, fill)]
  for (let session = 1; session <= 9; session++) store.add(session, 'client', large(session))
  const sessions = store.all.map(({ session }) => session)
  t.ok(sessions.length >= 3 && sessions.length <= 4, 'base64 makes four bytes of three')
  t.equal(sessions.at(-1), 9)
  store.add(10, 'client', large(9))
  t.equal(store.all.at(-1)?.pem, store.all.at(-2)?.pem)
  t.end()
})

t.test('the transcript is bounded: the oldest events go, the numbers go on, and it says how many', (t) => {
  let nowMs = 0
  const recorder = new Recorder({ now: () => nowMs, limit: 100 })
  const heard: number[] = []
  recorder.listen(({ seq }) => heard.push(seq))
  const append = recorder.forSession(7)
  for (let at = 1; at <= 250; at++) {
    nowMs = at * 1.5
    append('smtp.talked-before-greeting', { bytes: at })
  }
  t.ok(recorder.events.length <= 100, `${recorder.events.length} events`)
  t.equal(recorder.events.at(-1)?.seq, 250)
  const [first, second] = recorder.events
  t.match(first, { event: 'transcript.dropped', session: 0 })
  const lost = first?.event === 'transcript.dropped' ? first.events : 0
  t.equal(second?.seq, lost + 1, 'what is missing is exactly what was dropped')
  t.match(recorder.events.at(-1), { session: 7, event: 'smtp.talked-before-greeting', bytes: 250, atMs: 375 })
  t.equal(heard.length, 250, 'whoever listens misses nothing')
  recorder.clear()
  t.strictSame(recorder.events, [])
  append('smtp.talked-before-greeting', { bytes: 1 })
  t.equal(recorder.events[0]?.seq, 251)
  t.end()
})

t.test('a listener that stops hears nothing more', (t) => {
  const recorder = new Recorder({ now: () => 0 })
  const heard: string[] = []
  const stop = recorder.listen(({ event }) => heard.push(event))
  recorder.forSession(1)('session.refused', { reason: '' })
  stop()
  recorder.forSession(1)('session.refused', { reason: '' })
  t.strictSame(heard, ['session.refused'])
  t.end()
})

t.test('chance follows from seed and session alone', (t) => {
  const draw = (seed: number, session: number) => Array.from({ length: 20 }, sessionRandom(seed, session))
  t.strictSame(draw(1, 2), draw(1, 2))
  t.notSame(draw(1, 2), draw(2, 2))
  t.notSame(draw(1, 2), draw(1, 3))
  t.ok([...draw(1, 2), ...draw(9, 9)].every((number) => number >= 0 && number < 1))
  t.equal(new Set(draw(1, 2)).size, 20)
  t.end()
})

t.test('queue ids repeat with the seed and never inside a run', (t) => {
  const ids = (seed: number) => Array.from({ length: 1000 }, idSource(seed))
  t.strictSame(ids(3), ids(3))
  t.notSame(ids(3), ids(4))
  t.equal(new Set(ids(3)).size, 1000)
  t.match(ids(3)[0], /^[0-9A-F]{10}$/)
  t.end()
})
