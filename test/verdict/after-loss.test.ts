// DESIGN.md section 6: what has left the bounded transcript was reduced before, and is judged as if it were there.
import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { POLICIES } from '../../src/scenario/words.ts'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { judge } from '../../src/verdict/judge.ts'
import type { ClientReport } from '../../src/verdict/judgement.ts'
import { connect } from '../raw-client.ts'
import type { Play } from '../scenarios/play.ts'
import { addressed, introduced, serveChanged } from '../smtp/serve.ts'
import { aged } from '../transcript/aged.ts'
import { sameAfterLoss, sameHowever, sameWhenThinned } from './after-loss.ts'
import { loaded } from './real-runs.ts'
import { seeded } from './seeded.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

const CLIENTS: (ClientReport | null)[] = [
  null,
  ...(['delivered', 'failed', 'cannot', 'timed-out'] as const).map((says) => ({ says })),
]

const plays = readdirSync(new URL('../scenarios/plays/', import.meta.url)).map((file) => file.replace('.ts', ''))
t.ok(plays.length >= 18)

for (const name of plays) {
  t.test(`${name}: every golden is judged the same after a long run`, async (t) => {
    const { play } = (await import(`../scenarios/plays/${name}.ts`)) as { play: Play }
    const scenario = await loaded(name)
    let compared = 0
    for (const transcript of await performed(t, name, play)) {
      for (const policy of POLICIES) {
        for (const client of CLIENTS) compared += sameHowever(t, { scenario, transcript, policy, client })
      }
    }
    t.ok(compared >= 2 * POLICIES.length * CLIENTS.length, `${compared} judgements are the same`)
  })
}

/** The transcript of all acts at one server, and those of each act alone. */
async function performed(t: Test, name: string, play: Play): Promise<TranscriptEvent[][]> {
  const acts = play.filter(({ linuxOnly }) => !linuxOnly || process.platform === 'linux')
  await using server = await startScenario(name, { seed: 1 })
  const ends: number[] = []
  for (const act of acts) {
    await act.play(t, server)
    ends.push(server.transcript.length)
  }
  const { transcript } = server
  return [[...transcript], ...ends.map((end, at) => renumbered(transcript.slice(ends[at - 1] ?? 0, end)))]
}

/** As if it were all that happened. */
function renumbered(events: readonly TranscriptEvent[]): TranscriptEvent[] {
  return events.map((event, at) => ({ ...event, seq: at + 1 }))
}

const GREYLIST = {
  server: { rules: [{ on: 'MAIL', reply: '451 4.3.0 later', times: { first: 1 } }] },
  expect: { mandatory: ['none'], retries: { atLeast: 2, notFasterThan: '1s' } },
} as const

const deferred = (builder = transcript()) => builder.session().tls().asks('MAIL FROM:<a@x>', '451 4.3.0 later').quit()

t.test('later tries count for retries, those before the flood and those behind it', async (t) => {
  const scenario = await loaded(GREYLIST)
  const input = { scenario, policy: 'mandatory', client: { says: 'failed' } } as const
  const twice = () => deferred().after(60_000).session().tls().mail().quit().after(60_000)
  for (const [builder, verdict] of [
    [deferred(), 'fail'],
    [twice(), 'fail'],
    [deferred(twice()), 'pass'],
    [deferred(deferred().after(500)).after(1500).session().tls().mail().quit(), 'fail'],
  ] as const) {
    t.equal(judge({ ...input, transcript: builder.events }).verdict, verdict)
    sameAfterLoss(t, { ...input, transcript: builder.events })
  }
  const recorder = aged(twice().events)
  t.equal(judge({ ...input, transcript: recorder.events }).verdict, 'fail', 'one retry, and others came')
  again(recorder, deferred())
  t.equal(judge({ ...input, transcript: recorder.events }).verdict, 'pass', 'one more behind the flood')
})

type Recorded = ReturnType<typeof aged>

/** These events once more, in new sessions. */
function again(recorder: Recorded, { events }: TranscriptBuilder): void {
  const last = recorder.events.at(-1)?.session ?? 0
  for (const { seq: _, session, atMs: __, event, ...fields } of events) {
    recorder.forSession(last + session)(event, fields as never)
  }
}

t.test('hammering before a flood is hammering after it', async (t) => {
  const builder = transcript()
  for (let at = 0; at < 5; at++) deferred(builder).after(1500)
  const scenario = await loaded({ expect: { mandatory: ['none'] } })
  const input = { scenario, policy: 'mandatory', transcript: builder.events } as const
  t.match(judge(input), { verdict: 'fail', failed: [{ id: 'no-hammering', found: '4 tries in 6.04 s' }] })
  sameAfterLoss(t, input)
})

t.test('a session of thousands of commands is judged as before, with less evidence', async (t) => {
  const scenario = await loaded({ expect: { opportunistic: ['in-clear'] } })
  const builder = transcript().session().ehlo()
  for (let at = 0; at < 3000; at++) builder.mail()
  for (let at = 0; at < 50; at++) builder.asks('MAIL FROM:<a@x>', '451 later')
  for (let at = 0; at < 3000; at++) builder.asks(`NOOP ${at}`, '250 ok')
  const transcripts = { whole: builder.quit().events, after: aged(builder.events, { limit: 8000 }).events }
  const judged = (events: readonly TranscriptEvent[]) =>
    judge({ scenario, transcript: events, policy: 'opportunistic' })
  const whole = judged(transcripts.whole)
  const after = judged(transcripts.after)
  t.ok(transcripts.after.some(({ event }) => event === 'transcript.thinned'))
  t.match(whole, { verdict: 'fail', outcome: 'in-clear', leak: 'envelope', reason: null })
  t.match(after, { verdict: 'fail', outcome: 'in-clear', leak: 'envelope', reason: null })
  t.match(whole.failed, [{ id: 'no-hammering', found: '49 repeats of MAIL' }])
  t.match(after.failed, [{ id: 'no-hammering', found: /^at least [4-9] repeats of MAIL$/ }])
  t.strictSame(
    after.diagnoses.map(({ id }) => id),
    whole.diagnoses.map(({ id }) => id),
  )
  sameWhenThinned(t, { scenario, transcript: transcripts.whole, policy: 'opportunistic' })
})

t.test('random dialogues are judged the same when they are thinned', async (t) => {
  const random = seeded(20_261_126)
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  const scenario = await loaded('no-starttls')
  for (let round = 0; round < 60; round++) {
    const builder = transcript().session()
    if (random() < 0.5) builder.tls()
    for (let left = 30 + Math.floor(random() * 200); left > 0; left--) {
      pick(
        () => builder.mail(),
        () => builder.envelope(),
        () => builder.asks(pick('MAIL FROM:<a@x>', 'RCPT TO:<b@y>'), pick('451 4.3.0 later', '550 5.1.1 no', '250 ok')),
        () => builder.auth(pick('235 ok', '535 5.7.8 no', '454 4.7.0 later')),
        () => builder.asks(pick('AUTH PLAIN [redacted]', 'AUTH PLAIN'), '535 no'),
        () => builder.ehlo(),
        () => builder.says(pick('NOOP', 'RSET', 'DATA')),
        () => builder.content(),
        () => builder.messageRefused(pick('554 5.7.1 spam', '552 5.3.4 too big')),
        () => builder.event('smtp.reply-held', { ms: 10, secured: false, rule: 'r' }),
      )()
    }
    pick(
      () => builder.quit(),
      () => builder.closed('server'),
      () => builder.closed('client', 'rst'),
      () => builder,
    )()
    for (const policy of POLICIES) sameWhenThinned(t, { scenario, transcript: builder.events, policy })
  }
})

t.test('a first try that is larger than all records is transcript-truncated', async (t) => {
  const builder = healthyTranscript()
  for (let at = 0; at < 200; at++) builder.session().tls().mail().quit()
  const scenario = await loaded('healthy')
  const input = { scenario, policy: 'mandatory' } as const
  t.match(judge({ ...input, transcript: builder.events }), { verdict: 'pass' })
  const recorder = aged(builder.events, { limit: 2000 })
  t.match(judge({ ...input, transcript: recorder.events }), { verdict: 'inconclusive', reason: 'transcript-truncated' })
  t.ok(recorder.events.length <= 2000)
})

t.test('at a running server: a first try, then 100,000s of events of others', async (t) => {
  await using server = await serveChanged({ extends: 'no-starttls' }, () => {}, { eventLimit: 2000, settleMs: 0 })
  {
    await using client = await addressed(server)
    await client.asks('QUIT', '221 *')
  }
  const scenario = await loaded('no-starttls')
  const judged = (at: readonly TranscriptEvent[]) =>
    judge({ scenario, transcript: at, policy: 'mandatory', settleMs: 0, client: { says: 'failed' } })
  await ended(server)
  const before = judged(server.recorder.events)
  t.match(before, { verdict: 'fail', leak: 'envelope' })
  const flood = `${'NOOP\r\n'.repeat(2000)}QUIT\r\n`
  let told = 0
  server.recorder.listen(() => {
    told += 1
  })
  for (let session = 0; session < 25; session++) {
    await using client = await introduced(server, { localAddress: '127.0.0.2' })
    await client.sends(flood)
    await client.hearsAll()
  }
  t.ok(told > 100_000, `${told} events`)
  t.ok(server.recorder.events.length <= 2000)
  t.strictSame(judged(server.recorder.events), before)
})

/** The only session is over. */
async function ended(server: Awaited<ReturnType<typeof serveChanged>>): Promise<void> {
  if (server.sessions.some(({ closedAtMs }) => closedAtMs === null)) {
    await new Promise((resolve) => server.onSessionClosed(resolve))
  }
}

t.test(
  'a client that opens 400 sessions in one try, more than there is room for, is told that some are lost',
  async (t) => {
    await using server = await serveChanged({ extends: 'no-starttls' }, () => {}, { eventLimit: 2000, settleMs: 0 })
    for (let count = 0; count < 400; count++) {
      await using client = await connect(server)
      await client.hears('220 *')
      await client.asks('EHLO x', '250 *')
      await client.asks('QUIT', '221 *')
    }
    const scenario = await loaded('no-starttls')
    const input = { scenario, transcript: server.recorder.events, policy: 'mandatory' } as const
    t.match(judge(input), { verdict: 'inconclusive', reason: 'transcript-truncated' })
  },
)
