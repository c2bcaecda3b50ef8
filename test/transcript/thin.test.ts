// What stays of a long session: a few of each kind of exchange, whole and in order.
import t from 'tap'
import type { TranscriptEvent } from '../../src/index.ts'
import { thinned } from '../../src/transcript/thin.ts'
import { type TranscriptBuilder, transcript } from '../verdict/transcript-builder.ts'

const many = (
  times: number,
  add: (builder: TranscriptBuilder, at: number) => void,
  builder = transcript().session(),
) => {
  for (let at = 0; at < times; at++) add(builder, at)
  return builder
}
const commands = (events: readonly TranscriptEvent[]) =>
  events.flatMap((event) => (event.event === 'smtp.command-received' ? [event.line] : []))
const seqs = (events: readonly TranscriptEvent[]) => events.map(({ seq }) => seq)
const goneIn = (events: readonly TranscriptEvent[]) =>
  events.flatMap((event) => (event.event === 'transcript.thinned' ? [event.events] : []))

t.test('a session in which nothing comes more than five times stays as it is', async (t) => {
  const { events } = many(5, (builder) => builder.asks('NOOP', '250 ok').mail(), transcript().session().tls()).quit()
  t.strictSame(thinned(events), events)
  t.strictSame(thinned([]), [])
})

t.test('of a hundred mails the first five stay, and the last, each whole; a mark stands for the others', async (t) => {
  const { events } = many(100, (builder) => builder.mail()).quit()
  const kept = thinned(events)
  const accepted = kept.filter(({ event }) => event === 'smtp.message-accepted')
  t.ok(accepted.length >= 6 && accepted.length <= 8, `${accepted.length} of them`)
  const inOne = events.findLastIndex(({ event }) => event === 'smtp.message-accepted')
  t.ok(
    kept.some(({ seq }) => seq === events[inOne]?.seq),
    'the last one',
  )
  t.equal(kept.filter(({ event }) => event === 'smtp.content-received').length, accepted.length)
  t.strictSame(goneIn(kept), [events.length - (kept.length - 1)], 'what is gone is counted')
  const mark = kept.findIndex(({ event }) => event === 'transcript.thinned')
  t.equal(kept[mark]?.session, 1)
  t.notOk(
    kept.some(({ seq }, at) => at > 0 && seq <= (kept[at - 1]?.seq ?? 0)),
    'in order, each number once',
  )
})

t.test('thinned again as it grows, it is as if it had been thinned once', async (t) => {
  const { events } = many(60, (builder, at) => builder.asks(at % 7 === 0 ? 'RSET' : 'NOOP', '250 ok')).quit()
  let kept: TranscriptEvent[] = []
  for (let at = 0; at < events.length; at += 20) kept = thinned([...kept, ...events.slice(at, at + 20)])
  t.equal(kept.filter(({ event }) => event === 'transcript.thinned').length, 1)
  const [gone = 0] = goneIn(kept)
  t.equal(gone, events.length - (kept.length - 1))
  for (const word of ['RSET', 'NOOP']) {
    const first = (all: readonly TranscriptEvent[]) => commands(all).filter((line) => line === word).length
    t.ok(first(kept) >= 5, word)
  }
  t.strictSame(seqs(kept).slice(0, 8), seqs(events).slice(0, 8), 'the first ones are the first ones')
  t.equal(kept.at(-1)?.event, 'session.closed')
})

t.test('exchanges that differ are of different kinds: verb, TLS, code, words, rule, pipelining, path', async (t) => {
  const different: ((builder: TranscriptBuilder) => void)[] = [
    (builder) => builder.asks('NOOP', '250 ok'),
    (builder) => builder.asks('RSET', '250 ok'),
    (builder) => builder.asks('NOOP', '251 ok'),
    (builder) => builder.asks('NOOP', '250 fine'),
    (builder) => builder.asks('NOOP', '250 2.1.0 ok'),
    (builder) => builder.asks('NOOP', '250 2.1.5 ok'),
    (builder) => builder.says('NOOP').hears('250 ok', { rule: 'server.rules[0]' }),
    (builder) => builder.says('NOOP', { pipelined: true }).hears('250 ok'),
    (builder) => builder.says('NOOP', { arrived: 'XXXX' }).hears('250 ok'),
    (builder) => builder.says('NOOP', { arrived: null }).hears('250 ok'),
    (builder) => builder.says('NOOP'),
    (builder) => builder.says('AUTH PLAIN').hears('535 no'),
    (builder) => builder.says('AUTH PLAIN [redacted]').hears('535 no'),
    (builder) => builder.says('AUTH LOGIN').hears('535 no'),
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    (builder) => builder.says('NOOP').event('smtp.reply-withheld', { rule: 'r', then: 'silence' }),
    (builder) => builder.inSession(1, { secured: true }).asks('NOOP', '250 ok').inSession(1),
  ]
  const builder = many(40, (each) => each.asks('NOOP', '250 ok'))
  for (const add of different) add(builder)
  many(40, (each) => each.asks('NOOP', '250 ok'), builder)
  const { events } = builder.quit()
  const middle = seqs(events).slice(2 + 80, -82 - 1)
  const kept = new Set(seqs(thinned(events)))
  // The first of them is like all the others.
  t.strictSame(
    middle.slice(2).filter((seq) => !kept.has(seq)),
    [],
  )
  t.ok(kept.size < events.length)
})

t.test('numbers and ids make no other kind', async (t) => {
  const { events } = many(50, (builder, at) => {
    const id = (0xabcdef0123 + at * 7919).toString(16).toUpperCase()
    builder.asks(`NOOP ${at}`, `250 2.0.0 Ok: queued as ${id}, ${at} of 50`)
  }).quit()
  t.ok(commands(thinned(events)).length < 16)
})

t.test('a command that was refused is told apart by its line: five of each, a hundred in all', async (t) => {
  const builder = many(300, (each, at) => each.asks(`RCPT TO:<b${at}@y>`, '550 5.1.1 no such user'))
  many(50, (each) => each.asks('MAIL FROM:<a@x>', '451 4.3.0 later'), builder)
  const kept = commands(thinned(builder.quit().events))
  const recipients = kept.filter((line) => line.startsWith('RCPT'))
  t.ok(recipients.length >= 100 && recipients.length <= 102, `${recipients.length} recipients`)
  const same = kept.filter((line) => line.startsWith('MAIL'))
  t.ok(same.length >= 5 && same.length <= 10, `${same.length} of the same line`)
})

t.test('an exchange that is long by itself is thinned inside', async (t) => {
  const builder = transcript().session().says('AUTH LOGIN')
  many(200, (each) => each.hears('334 Password:').saysSecret(), builder)
  builder.hears('535 5.7.8 no').says('DATA')
  many(200, (each, at) => each.event('path.acted', { step: 'slice', toward: 'server', detail: `${at} bytes` }), builder)
  const { events } = builder.quit()
  const kept = thinned(events)
  t.ok(kept.length < 50, `${kept.length} of ${events.length} events`)
  t.ok(kept.some((event) => event.event === 'smtp.reply-sent' && event.code === 535))
  t.ok(kept.some((event) => event.event === 'path.acted' && event.detail === '199 bytes'))
})

t.test('the end of the session stays, whatever it is like', async (t) => {
  const { events } = many(100, (builder) => builder.asks('NOOP', '250 ok')).closed('server')
  t.strictSame(thinned(events).slice(-11), events.slice(-11))
})
