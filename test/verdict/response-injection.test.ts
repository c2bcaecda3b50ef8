// Response injection (CVE-2020-14954 and others), proved by a reply that is held back: real clients, and their neighbours.
import t from 'tap'
import { judge } from '../../src/verdict/judge.ts'
import { connect, type RawClient } from '../raw-client.ts'
import { expectOf } from './design-table.ts'
import { type Client, judged, loaded, play } from './real-runs.ts'
import { type TranscriptBuilder, transcript } from './transcript-builder.ts'

const ID = 'nothing-used-from-before-tls'
const HOLDS = { server: { rules: [{ on: 'EHLO', when: { tls: 'any' }, delay: '300ms' }] } }
const INJECTS = {
  ...HOLDS,
  path: [{ inject: { toward: 'client', behind: 'STARTTLS', text: ['250-mail.test', '250 AUTH PLAIN'] } }],
  expect: expectOf('bytes injected in front of TLS'),
}

/**
 * Inside TLS at once; then EHLO, and what the client makes of the silence. What came in clear behind the 220 is still
 * in its hands inside TLS, which is the mistake, unless `discards` reads so many replies away before.
 */
const secure = (afterEhlo: (client: RawClient) => Promise<unknown>, discards = 0): Client => {
  return async (server) => {
    await using client = await connect(server)
    await client.hears('220 *')
    await client.asks('EHLO x', '250 *')
    await client.asks('STARTTLS', '220 *')
    for (let left = discards; left > 0; left--) await client.hears('250 *')
    await client.starttls({ ca: server.ca })
    await client.says('EHLO x')
    await afterEhlo(client)
    for (const line of ['RCPT TO:<b@y>', 'DATA', 'hello\r\n.', 'QUIT']) await client.asks(line, '*')
  }
}

/** Takes the injected lines for the answer to EHLO and says what comes next. */
const goesOnEarly = secure(async (client) => {
  await client.says('MAIL FROM:<a@x>')
  await client.hears('250 *')
  await client.hears('250 *')
})

const waits = (discards: number) =>
  secure(async (client) => {
    await client.hears('250 *')
    await client.asks('MAIL FROM:<a@x>', '250 *')
  }, discards)

for (const [what, scenario, injected] of [
  ['injected', INJECTS, 1],
  ['only held back', HOLDS, 0],
] as const) {
  t.test(`${what}: a client that goes on before the reply has used what came before TLS`, async (t) => {
    const run = await play(scenario, goesOnEarly)
    const judgement = judged(run, 'mandatory')
    t.match(judgement, { verdict: 'fail', outcome: 'encrypted', failed: [{ id: ID }] })
    const events = judgement.failed[0]?.events.map((seq) => run.transcript.find((event) => event.seq === seq))
    t.match(events, [
      { event: 'smtp.command-received', verb: 'EHLO' },
      { event: 'smtp.reply-held', secured: true, ms: 300 },
      { event: 'smtp.command-received', verb: 'MAIL', pipelined: true },
    ])
  })

  t.test(`${what}: a client that waits is right`, async (t) => {
    t.match(judged(await play(scenario, waits(injected)), 'mandatory'), {
      verdict: 'pass',
      outcome: 'encrypted',
      failed: [],
    })
  })
}

t.test('a real client that pipelines where it may is not accused', async (t) => {
  const holdsMail = { server: { rules: [{ on: ['EHLO', 'MAIL'], when: { tls: 'any' }, delay: '20ms' }] } }
  const pipelines = secure(async (client) => {
    await client.hears('250 *')
    await client.sends('MAIL FROM:<a@x>\r\nRCPT TO:<c@y>\r\n')
    await client.hears('250 *')
    await client.hears('250 *')
  })
  t.strictSame(judged(await play(holdsMail, pipelines), 'mandatory').failed, [])
})

const scenario = await loaded({})

function used({ events }: TranscriptBuilder): boolean {
  return judge({ scenario, transcript: events, policy: 'mandatory' }).failed.some(({ id }) => id === ID)
}

const HELD = { ms: 1000, secured: true, rule: 'server.rules[0]' }
const inside = () => transcript().session().starttls().hello().established().says('EHLO x')

t.test('nothing is proved without a reply that was held, or for a later one', async (t) => {
  const goesOn = (builder: TranscriptBuilder) =>
    used(builder.hears('250 x').says('MAIL FROM:<a@x>', { pipelined: true }))
  t.equal(goesOn(inside().event('smtp.reply-held', HELD)), true)
  t.equal(goesOn(inside()), false, 'not held')
  t.equal(goesOn(inside().event('smtp.reply-held', { ...HELD, secured: false })), false, 'not inside TLS')
  t.equal(used(inside().event('smtp.reply-held', HELD).hears('250 x').says('MAIL FROM:<a@x>')), false, 'it waited')
  t.equal(used(inside().event('smtp.reply-held', HELD)), false, 'it left')
  const second = inside().hears('250 x').says('EHLO x').event('smtp.reply-held', HELD).hears('250 x')
  t.equal(used(second.says('MAIL FROM:<a@x>', { pipelined: true })), false, 'the first reply inside TLS was there')
})

t.test('with TLS from the first byte nothing came before it', async (t) => {
  const implicit = transcript().session({ greeting: null }).hello().established().hears('220 hi').says('EHLO x')
  implicit.event('smtp.reply-held', HELD).hears('250 x').says('MAIL FROM:<a@x>', { pipelined: true })
  t.equal(used(implicit), false)
})

t.test('where EHLO was not repeated, pipelining explains a command that came early', async (t) => {
  const skips = transcript().session().starttls().hello().established().says('MAIL FROM:<a@x>')
  skips.event('smtp.reply-held', HELD).hears('250 x').says('RCPT TO:<b@y>', { pipelined: true })
  t.equal(used(skips), false)
})
