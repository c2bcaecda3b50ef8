// Hammering: more than 3 tries in 10 s after a refusal, more than 3 repeats of a refused command in a session.
import t from 'tap'
import { hammered } from '../../src/verdict/hammering.ts'
import { groupTries } from '../../src/verdict/try-view.ts'
import { connect } from '../raw-client.ts'
import { introduced } from '../smtp/serve.ts'
import { judged, play } from './real-runs.ts'
import { type TranscriptBuilder, transcript } from './transcript-builder.ts'

const found = ({ events }: TranscriptBuilder) => hammered(groupTries(events))

/** Tries that are refused, each so many milliseconds after the start of the one before. */
function tries(count: number, apartMs: number, reply = '451 later', from = '192.0.2.1'): TranscriptBuilder {
  const builder = transcript()
  // A session takes 10 ms by itself.
  for (let at = 0; at < count; at++)
    builder
      .session({ from })
      .asks('MAIL FROM:<a@x>', reply)
      .closed()
      .after(apartMs - 10)
  return builder
}

t.test('three tries after a refusal are right, four are not', async (t) => {
  t.strictSame(found(tries(4, 2000)), [], 'the one that was refused and 3 more')
  const builder = tries(5, 2000)
  t.match(found(builder), [{ found: '4 tries in 8 s', expected: 'at most 3 tries in 10 s after a refusal' }])
  t.strictSame(
    found(builder)[0]?.events.map((seq) => builder.events[seq - 1]?.event),
    ['smtp.reply-sent', ...Array(4).fill('session.opened')],
  )
})

t.test('ten seconds are the limit', async (t) => {
  t.equal(found(tries(5, 2500)).length, 1, 'exactly 10 s')
  const later = tries(4, 2500).after(1).session({ from: '192.0.2.1' }).closed()
  t.strictSame(found(later), [], 'one millisecond more')
})

t.test('any refusal in the run of tries counts, and tries without one do not', async (t) => {
  t.strictSame(found(tries(5, 2000, '250 ok')), [])
  const builder = tries(1, 60_000)
  for (let at = 0; at < 5; at++)
    builder.session({ from: '192.0.2.1' }).asks('MAIL FROM:<a@x>', '451 no').closed().after(1500)
  t.equal(found(builder).length, 1, 'slow at first')
})

t.test('a failed handshake is a refusal', async (t) => {
  const builder = transcript()
  for (let at = 0; at < 5; at++) builder.session().starttls().hello().failed('no-common-version').closed().after(1500)
  t.match(found(builder), [{ found: /^4 tries/ }])
})

t.test('other clients do not hammer together', async (t) => {
  const builder = tries(1, 2000)
  for (let at = 0; at < 9; at++)
    builder
      .session({ from: `192.0.2.${at + 2}` })
      .asks('MAIL FROM:<a@x>', '451 no')
      .closed()
  t.strictSame(found(builder), [])
})

/** A command that is refused so many times in one session. */
function repeats(count: number, between: (builder: TranscriptBuilder) => void = () => {}): TranscriptBuilder {
  const builder = transcript().session().ehlo()
  for (let at = 0; at < count; at++) {
    builder.asks('MAIL FROM:<a@x>', '451 later')
    between(builder)
  }
  return builder.quit()
}

t.test('three repeats of a refused command are right, four are not', async (t) => {
  t.strictSame(found(repeats(4)), [], 'said once and 3 times more')
  t.match(found(repeats(5)), [{ found: '4 repeats of MAIL', expected: 'at most 3 repeats of a refused command' }])
  t.equal(found(repeats(5))[0]?.events.length, 5)
})

t.test('what is said in between does not hide it', async (t) => {
  t.equal(found(repeats(5, (builder) => builder.asks('RSET', '250 ok'))).length, 1)
})

t.test('other commands, and the same one when it was taken, are no repeats', async (t) => {
  const recipients = transcript().session().ehlo().asks('MAIL FROM:<a@x>', '250 ok')
  for (let at = 0; at < 9; at++) recipients.asks(`RCPT TO:<b${at}@y>`, '550 no')
  t.strictSame(found(recipients), [])
  const taken = transcript().session().ehlo()
  for (let at = 0; at < 9; at++) taken.asks('NOOP', '250 ok')
  t.strictSame(found(taken), [])
})

t.test('the exchange of AUTH belongs to its command, whatever the secret', async (t) => {
  const login = (count: number) => {
    const builder = transcript().session().tls()
    for (let at = 0; at < count; at++) builder.auth('535 no')
    return builder
  }
  t.strictSame(found(login(4)), [])
  t.match(found(login(5)), [{ found: '4 repeats of AUTH' }])
  const plain = transcript().session().tls()
  for (let at = 0; at < 5; at++) plain.asks(`AUTH PLAIN secret${at}`, '535 no')
  t.match(found(plain), [{ found: '4 repeats of AUTH' }], 'as redacted lines would')
})

for (const [count, verdict] of [
  [4, 'pass'],
  [5, 'fail'],
] as const) {
  t.test(`a real client that says a refused command ${count} times: ${verdict}`, async (t) => {
    const rules = [{ on: 'MAIL', reply: '451 4.3.0 later' }]
    const run = await play({ server: { rules }, expect: { opportunistic: ['none'] } }, async (server) => {
      await using client = await introduced(server)
      for (let at = 0; at < count; at++) await client.asks('MAIL FROM:<a@x>', '451 *')
      client.ends()
      await client.hearsEnd()
    })
    t.equal(judged({ ...run, client: null }, 'opportunistic').verdict, verdict)
  })
}

for (const [count, verdict] of [
  [4, 'pass'],
  [5, 'fail'],
] as const) {
  t.test(`a real client that comes ${count} times, and no settle time: ${verdict}`, async (t) => {
    const turnsAway = {
      server: { rules: [{ on: 'EHLO', reply: '421 4.3.2 later' }] },
      expect: { opportunistic: ['none'] },
    }
    const comes = async (server: { port: number }) => {
      for (let at = 0; at < count; at++) {
        await using client = await connect(server)
        await client.hears('220 *')
        await client.asks('EHLO x', '421 *')
        client.ends()
        await client.hearsEnd()
      }
    }
    const run = await play(turnsAway, comes, { sessions: count })
    t.equal(judged({ ...run, client: null }, 'opportunistic', { settleMs: -1 }).verdict, verdict)
    t.equal(
      judged({ ...run, client: null }, 'opportunistic').verdict,
      'pass',
      'within the settle time they are one try',
    )
  })
}
