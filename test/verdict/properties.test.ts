// What must hold of any transcript: no throw, no surprise, no change of the input, and no more work than it has events.
import t from 'tap'
import { POLICIES } from '../../src/scenario/words.ts'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { explain } from '../../src/verdict/explain.ts'
import { judge } from '../../src/verdict/judge.ts'
import type { ClientReport } from '../../src/verdict/judgement.ts'
import { connect } from '../raw-client.ts'
import { frozen, loaded, mailer, play, type Run } from './real-runs.ts'
import { seeded } from './seeded.ts'
import { type TranscriptBuilder, transcript } from './transcript-builder.ts'

const AUTH = { user: 'u', pass: 'p' }

const RUNS: Run[] = await Promise.all([
  play('healthy', mailer({ requireTLS: true, auth: AUTH })),
  play('starttls-masked', mailer({ opportunisticTLS: true, auth: AUTH })),
  play('cert-expired', mailer({ requireTLS: true })),
  play(
    'tls10-reject',
    mailer({ auth: AUTH, tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } }),
  ),
  play('client-cert-required', mailer({ requireTLS: true })),
  play('starttls-by-source', async (server) => {
    await using client = await connect(server)
    await client.sends('EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@x>\r\n')
    client.resets()
  }),
])

const CLIENTS: (ClientReport | null)[] = [
  null,
  ...(['delivered', 'failed', 'cannot', 'timed-out'] as const).map((says) => ({ says })),
]

/** Judged under every policy and word of the client; the texts of the judgements. */
function judgements({ scenario }: Run, events: readonly TranscriptEvent[]): string[] {
  return POLICIES.flatMap((policy) =>
    CLIENTS.map((client) => explain(judge(frozen({ scenario, transcript: [...events], policy, client })), events)),
  )
}

t.test('any prefix of a real transcript can be judged', async (t) => {
  for (const run of RUNS) {
    for (let length = 0; length <= run.transcript.length; length++) {
      const texts = judgements(run, run.transcript.slice(0, length))
      if (texts.some((text) => !/^(pass|pass \(unconfirmed\)|warn|fail|inconclusive|skipped): /.test(text)))
        t.fail(texts.join('\n'))
    }
    t.pass(run.scenario.name)
  }
})

t.test('events that are lost or out of order do not throw', async (t) => {
  const random = seeded(20_260_101)
  for (const run of RUNS) {
    for (let round = 0; round < 40; round++) {
      const kept = run.transcript.filter(() => random() < 0.8)
      const mixed = round % 2 === 0 ? kept : shuffled(kept, random)
      t.equal(judgements(run, mixed).length, POLICIES.length * CLIENTS.length, `${run.scenario.name}, round ${round}`)
    }
  }
})

t.test('the same input gives the same judgement, however often', async (t) => {
  for (const run of RUNS) {
    const input = frozen({ ...run, policy: 'mandatory' as const })
    t.strictSame(judge(input), judge(input), run.scenario.name)
    t.strictSame(judge(structuredClone(input)), judge(input), 'and so does a copy')
  }
})

t.test('the proof of whatever failed is in the transcript', async (t) => {
  for (const run of RUNS) {
    const known = new Set(run.transcript.map(({ seq }) => seq))
    for (const policy of POLICIES) {
      const { failed, diagnoses } = judge({ ...run, policy })
      const seqs = [...failed, ...diagnoses].flatMap(({ events }) => events)
      t.ok(
        seqs.every((seq) => known.has(seq)),
        `${run.scenario.name}, ${policy}`,
      )
    }
  }
})

/** Many of each thing that is looked for, in so many sessions of one try, or in one session. */
function long(rounds: number, { oneSession }: { oneSession: boolean }): TranscriptEvent[] {
  const builder = transcript()
  if (oneSession) builder.session().ehlo()
  for (let round = 0; round < rounds; round++) {
    if (!oneSession) builder.session().ehlo()
    busy(builder, round)
    if (!oneSession) builder.closed()
  }
  return (oneSession ? builder.closed() : builder).events
}

function busy(builder: TranscriptBuilder, round: number): void {
  builder.asks(`MAIL FROM:<${round}@x>`, '451 later').asks('MAIL FROM:<a@x>', '451 later').auth('535 no').mail()
  builder
    .event('smtp.reply-held', { ms: 1, secured: false, rule: 'r' })
    .event('smtp.partial-line-received', { line: 'MAIL' })
}

for (const oneSession of [true, false]) {
  t.test(`work grows as the events do, in ${oneSession ? 'one session' : 'many sessions'}`, async (t) => {
    const scenario = await loaded('no-starttls')
    const visits = (rounds: number) => {
      const counter = { visits: 0 }
      const events = long(rounds, { oneSession }).map((event) => counted(event, counter))
      judge({ scenario, transcript: events, policy: 'mandatory' })
      return counter.visits / events.length
    }
    const [once, ten, hundred] = [visits(4), visits(40), visits(400)]
    t.ok(once > 1, 'events are looked at')
    t.ok(ten < once * 1.2, `10 times the events: ${ten.toFixed(1)} looks at each, where it was ${once.toFixed(1)}`)
    t.ok(hundred < once * 1.2, `100 times the events: ${hundred.toFixed(1)} looks at each`)
  })
}

/** Counts every look at a field of the event. */
function counted(event: TranscriptEvent, counter: { visits: number }): TranscriptEvent {
  return new Proxy(event, {
    get(target, key, receiver) {
      counter.visits++
      return Reflect.get(target, key, receiver)
    },
  })
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
