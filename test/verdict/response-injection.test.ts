// Response injection (CVE-2020-14954 and others), proved by a reply that is held back: real clients, and their neighbours.
import t from 'tap'
import type { Toward } from '../../src/transcript/events.ts'
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

t.test(
  'a later reply that was held proves it where bytes came with the answer to STARTTLS, without PIPELINING',
  async (t) => {
    const LISTS = ['smtp.test', 'SIZE 1000', 'AUTH PLAIN']
    const step = { step: 'inject', toward: 'client' as Toward, detail: 'injected 4 bytes behind STARTTLS' }
    const secured = (capabilities: string[], ...before: (typeof step)[]) => {
      const builder = transcript()
        .session()
        .ehlo([...LISTS, 'STARTTLS'])
        .says('STARTTLS')
      for (const acted of before) builder.event('path.acted', acted)
      builder.hears('220 go').hello().established().ehlo(capabilities)
      return builder.says('MAIL FROM:<a@x>').event('smtp.reply-held', HELD)
    }
    const next = (builder: TranscriptBuilder, line = 'RCPT TO:<b@y>') => used(builder.says(line, { pipelined: true }))
    t.equal(next(secured(LISTS, step)), true)
    t.equal(next(secured([...LISTS, 'PIPELINING'], step)), false, 'it may pipeline')
    t.equal(next(secured(LISTS)), false, 'nothing was put there')
    t.equal(next(secured(LISTS, { ...step, toward: 'server' })), false, 'nothing toward the client')
    t.equal(next(secured(LISTS, step), 'QUIT'), false, 'it gave up')
    t.equal(used(secured(LISTS, step).hears('250 ok').says('RCPT TO:<b@y>')), false, 'it waited')
    const early = transcript().session().event('path.acted', step).ehlo(LISTS).asks('STARTTLS', '220 go')
    early.hello().established().ehlo(LISTS).says('MAIL FROM:<a@x>').event('smtp.reply-held', HELD)
    t.equal(next(early), false, 'put there before STARTTLS')
  },
)

t.test('so does a reply held in clear, after a refusal that came with more replies than one', async (t) => {
  const held = { ...HELD, secured: false }
  const refused = (...lines: string[]) =>
    transcript().session().ehlo(['smtp.test', 'STARTTLS']).asks('STARTTLS', lines).says('MAIL FROM:<a@x>')
  const next = (builder: TranscriptBuilder) => used(builder.says('RCPT TO:<b@y>', { pipelined: true }))
  t.equal(next(refused('454 no', '250 ok', '250 ok').event('smtp.reply-held', held)), true)
  t.equal(next(refused('454 no').event('smtp.reply-held', held)), false, 'one reply')
  t.equal(next(refused('454-no', '454 no').event('smtp.reply-held', held)), false, 'one reply of two lines')
  t.equal(next(refused('454 no', '250 ok')), false, 'not held')
})

for (const [name, used] of [
  ['response-injection-fragment', gluesTheFragment],
  ['response-injection-session', runsThroughTheSession],
] as const) {
  t.test(`${name}: a client that uses what was injected fails with every policy`, async (t) => {
    const run = await play(name, used)
    for (const policy of ['mandatory', 'unverified', 'opportunistic'] as const) {
      const { verdict, failed } = judged(run, policy)
      t.equal(verdict, 'fail')
      t.ok(failed.some(({ id }) => id === ID))
    }
  })
}

t.test('response-injection-fragment: a client that drops the fragment is right', async (t) => {
  const run = await play('response-injection-fragment', async (server) => {
    await using client = await connect(server)
    await asksForTls(client)
    await client.hearsBytes('250 ')
    await client.starttls({ ca: server.ca })
    await client.asks('EHLO x', '250 *')
    await sends(client)
  })
  t.match(judged(run, 'mandatory'), { verdict: 'pass', outcome: 'encrypted', failed: [] })
})

t.test(
  'response-injection-session: a client that empties its buffer may go on in clear, where that is its policy',
  async (t) => {
    const run = await play('response-injection-session', async (server) => {
      await using client = await connect(server)
      await client.hears('220 *')
      await client.asks('EHLO x', '250 *')
      await client.asks('STARTTLS', '454 *')
      for (const _ of ['MAIL', 'RCPT', 'DATA', 'content']) await client.hears('*')
      await sends(client)
    })
    t.match(judged(run, 'opportunistic'), { verdict: 'pass', outcome: 'in-clear', failed: [] })
    t.equal(judged(run, 'mandatory').verdict, 'fail')
  },
)

async function asksForTls(client: RawClient): Promise<void> {
  await client.hears('220 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('STARTTLS', '220 *')
}

async function sends(client: RawClient): Promise<void> {
  for (const line of ['MAIL FROM:<a@x>', 'RCPT TO:<b@y>']) await client.asks(line, '250 *')
  await client.asks('DATA', '354 *')
  await client.asks('hello\r\n.', '250 *')
  await client.asks('QUIT', '221 *')
}

/** Keeps "250 " over the handshake, so that the answer to EHLO seems to end with its first line. */
async function gluesTheFragment(server: Parameters<Client>[0]): Promise<void> {
  await using client = await connect(server)
  await asksForTls(client)
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO x', '250 250-*')
  await client.says('MAIL FROM:<a@x>')
  await client.hears('250 8BITMIME')
  await client.asks('RCPT TO:<b@y>', '250 2.1.0 *')
  await client.asks('DATA', '250 2.1.5 *')
}

/** Goes on in clear after the refusal, with the replies that came along with it. */
async function runsThroughTheSession(server: Parameters<Client>[0]): Promise<void> {
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('STARTTLS', '454 *')
  await client.asks('MAIL FROM:<a@x>', '250 2.1.0 Ok')
  await client.asks('RCPT TO:<b@y>', '250 2.1.5 Ok')
  await client.asks('DATA', '354 Go ahead')
  await client.asks('hello\r\n.', '250 2.0.0 Ok: queued')
}
