// How the mail travelled that was accepted (DESIGN.md section 2).
import t from 'tap'
import type { Outcome } from '../../src/scenario/words.ts'
import { outcomeOf } from '../../src/verdict/outcome.ts'
import { groupTries } from '../../src/verdict/try-view.ts'
import { connect, type RawClient } from '../raw-client.ts'
import { play } from './real-runs.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

function outcome({ events }: Pick<TranscriptBuilder, 'events'>, seqs?: number[]): Outcome {
  const { first } = groupTries(events, { oneTry: true })
  if (!first) throw new Error('no try')
  const shown = outcomeOf(first)
  if (seqs) seqs.push(...shown.events.map(({ seq }) => seq))
  return shown.value
}

const ACCEPTED = { id: '1', sender: 'a@x', recipients: ['b@y'], bytes: 1, secured: false, authenticated: false }

/** A client in clear up to the end of its content. */
const upToContent = () => transcript().session().ehlo().envelope().asks('DATA', '354 go').content()
const accepted = (fields: Partial<typeof ACCEPTED> = {}) =>
  upToContent().event('smtp.message-accepted', { ...ACCEPTED, ...fields })

t.test('accepted inside TLS is encrypted, in clear is in-clear, and the message is the proof', async (t) => {
  const proof: number[] = []
  const healthy = healthyTranscript()
  t.equal(outcome(healthy, proof), 'encrypted')
  t.strictSame(proof, [healthy.events.find(({ event }) => event === 'smtp.message-accepted')?.seq])
  t.equal(outcome(transcript().session().ehlo().mail().quit()), 'in-clear')
})

t.test('one message in clear makes the try in-clear, whichever came first', async (t) => {
  const proof: number[] = []
  const mixed = transcript().session().ehlo().mail().starttls().established().ehlo().mail().mail()
  t.equal(outcome(mixed, proof), 'in-clear')
  t.equal(proof.length, 1, 'only the one in clear proves it')
  t.equal(outcome(healthyTranscript().session().ehlo().mail().quit()), 'in-clear', 'in another session of the try')
})

t.test('only a 2yz to the client makes it accepted', async (t) => {
  for (const reply of ['250 ok', '252 perhaps', '200 ok']) t.equal(outcome(accepted().hears(reply)), 'in-clear', reply)
  for (const reply of ['451 later', '554 no', '354 go', '199 odd', '300 odd', 'nonsense']) {
    t.equal(outcome(accepted().hears(reply)), 'none', reply)
  }
})

t.test('an acceptance that the client never heard of is none', async (t) => {
  t.equal(outcome(accepted()), 'none', 'no reply at all')
  t.equal(outcome(accepted().closed()), 'none')
  t.equal(
    outcome(
      accepted()
        .event('smtp.reply-lost', { lines: ['250 ok'], code: 250 })
        .asks('NOOP', '250 ok'),
    ),
    'none',
  )
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  const withheld = accepted().event('smtp.reply-withheld', { rule: 'server.rules[0]', then: 'continue' })
  t.equal(outcome(withheld.asks('NOOP', '250 ok')), 'none', 'the 250 belongs to NOOP')
})

t.test('a reply that is held back counts when it comes', async (t) => {
  const held = accepted().event('smtp.reply-held', { ms: 10, secured: false, rule: 'server.rules[0]' })
  t.equal(outcome(held), 'none')
  t.equal(outcome(held.hears('250 ok')), 'in-clear')
})

t.test('a message without a recipient, or one that the path has put there, is not the client’s', async (t) => {
  t.equal(outcome(accepted({ recipients: [] }).hears('250 ok')), 'none')
  const injected = transcript().session().ehlo().event('smtp.message-accepted', ACCEPTED).hears('250 ok')
  t.equal(outcome(injected), 'none')
})

t.test('BDAT is content, too', async (t) => {
  const chunked = transcript().session().ehlo().envelope().says('BDAT 5 LAST')
  chunked.content({ via: 'BDAT' }).event('smtp.message-accepted', ACCEPTED)
  t.equal(outcome(chunked.hears('250 ok')), 'in-clear')
})

const sends = async (client: RawClient, lines: string[]) => {
  await client.hears('220 *')
  for (const line of lines) await client.says(line)
  client.ends()
  await client.hearsAll()
}
const WHOLE = ['EHLO x', 'MAIL FROM:<a@x>', 'RCPT TO:<b@y>', 'RCPT TO:<c@y>', 'DATA', 'hello\r\n.']

const rules = (rule: object) => ({ server: { rules: [rule] } })

for (const [what, rule, expected] of [
  [
    'a real server that takes one of two recipients',
    { on: 'RCPT', when: { recipient: 'c@y' }, reply: '550 no' },
    'in-clear',
  ],
  ['a real server that takes no recipient', { on: 'RCPT', reply: '550 no' }, 'none'],
  [
    'a real server that takes the message without a word',
    { on: 'message', reply: { raw: '', performs: true } },
    'none',
  ],
  [
    'a real server that takes the message and says 451',
    { on: 'message', reply: { raw: '451 no\r\n', performs: true } },
    'none',
  ],
  ['a real server that refuses the message', { on: 'message', reply: '554 no' }, 'none'],
] as const) {
  t.test(what, async (t) => {
    const run = await play(rules(rule), async (server) => {
      await using client = await connect(server)
      await sends(client, WHOLE)
    })
    t.equal(outcome({ events: [...run.transcript] }), expected)
  })
}
