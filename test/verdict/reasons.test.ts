// What a judgement rests on, and why sometimes nothing can be said (DESIGN.md section 6).
import t from 'tap'
import type { Policy } from '../../src/scenario/words.ts'
import { nothing } from '../../src/verdict/judge.ts'
import { type Judgement, REASONS } from '../../src/verdict/judgement.ts'
import {
  alerted,
  DELIVERED,
  expecting,
  FAILED,
  HEALTHY,
  judgementOf,
  onlyHello,
  refused,
  TIMED_OUT,
} from './judgement-of.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

const CONTROL_FAILED = await judgementOf('healthy', transcript().session().ehlo().asks('STARTTLS', '454 no').quit())

t.test('the basis of each kind of judgement', async (t) => {
  t.match(await judgementOf('healthy', healthyTranscript(), { client: DELIVERED }), {
    basis: 'delivered',
    confirmed: true,
  })
  t.match(await judgementOf('cert-expired', alerted('certificate_expired').closed(), { client: FAILED }), {
    ...{ verdict: 'pass', basis: 'alert', confirmed: true },
  })
  t.match(await judgementOf(expecting('refuses for good'), refused(), { client: FAILED }), {
    ...{ verdict: 'pass', basis: 'client-report', confirmed: true },
  })
  t.match(await judgementOf(expecting('refuses for good'), refused()), {
    verdict: 'pass',
    basis: 'silence',
    confirmed: false,
  })
  t.match(await judgementOf(expecting('refuses for good'), refused(), { client: TIMED_OUT }), {
    ...{ verdict: 'pass', basis: 'silence', confirmed: false },
  })
  const behind = { upstream: 'mail.test:25', path: ['mask-starttls'] }
  t.match(await judgementOf(behind, onlyHello(), { client: DELIVERED }), { basis: 'path' })
})

t.test('a warning is no refusal', async (t) => {
  const warned = transcript()
    .session()
    .tls()
    .event('tls.alert-received', {
      ...{ level: 'warning', number: 90, name: 'user_canceled', inferred: false },
    })
  t.match(await judgementOf('healthy', warned.quit()), { basis: 'silence' })
})

t.test('nothing-came and only-probes', async (t) => {
  t.match(await judgementOf('healthy', transcript()), { verdict: 'inconclusive', reason: 'nothing-came' })
  const gone = { by: 'client', how: 'fin', bytesReceived: 0, bytesSent: 30 } as const
  const probe = transcript().session().event('session.closed', gone)
  t.match(await judgementOf('healthy', probe), { verdict: 'inconclusive', reason: 'only-probes', outcome: 'none' })
  t.match(await judgementOf('healthy', healthyTranscript().session().event('session.closed', gone)), {
    verdict: 'pass',
  })
})

t.test(
  'a connection without a byte counts where the client says that it has failed, and there is no other',
  async (t) => {
    const gone = { by: 'client', how: 'fin', bytesReceived: 0, bytesSent: 30 } as const
    const turnedAway = () => transcript().session({ greeting: '421 4.7.0 too many connections' })
    const probe = () => turnedAway().event('session.closed', gone)
    const deferring = expecting('defers with 4yz')
    t.match(await judgementOf(deferring, probe(), { client: FAILED }), {
      ...{ verdict: 'pass', outcome: 'none', basis: 'client-report', reason: null },
    })
    t.match(await judgementOf('healthy', probe(), { client: FAILED }), { verdict: 'fail', outcome: 'none' })
    t.match(await judgementOf('healthy', probe(), { client: DELIVERED }), { reason: 'only-probes' })
    t.match(await judgementOf('healthy', transcript(), { client: FAILED }), { reason: 'nothing-came' })
    const both = probe().after(5000).session().tls().mail().quit()
    t.match(await judgementOf('healthy', both, { client: FAILED }), { verdict: 'pass', outcome: 'encrypted' })
    const runs = { client: FAILED, runsStartedAtMs: [0, 4000] }
    t.match(await judgementOf(deferring, both, runs), { verdict: 'pass', outcome: 'none' }, 'the first run is judged')
    t.match(await judgementOf('healthy', both, { runsStartedAtMs: [0, 4000] }), { outcome: 'encrypted' })
  },
)

t.test('client-cannot: the client says so, whatever it did', async (t) => {
  const cannot = { client: { says: 'cannot' } as const }
  t.match(await judgementOf('healthy', transcript(), cannot), { verdict: 'skipped', reason: 'client-cannot' })
  t.match(await judgementOf('healthy', onlyHello(), cannot), { verdict: 'skipped', reason: 'client-cannot' })
})

t.test('not-served-here is a judgement without a try', async (t) => {
  t.match(nothing('unverified', 'not-served-here', 'skipped'), {
    ...{ verdict: 'skipped', policy: 'unverified', outcome: 'none', leak: 'none', failed: [], diagnoses: [] },
  })
})

t.test('never-tried-to-send: no MAIL, no refusal, and no word of failure', async (t) => {
  const never = { verdict: 'inconclusive', reason: 'never-tried-to-send' }
  t.match(await judgementOf('healthy', onlyHello()), never, 'a fail that rests on no mail')
  t.match(await judgementOf('no-starttls', transcript().session().ehloWithoutStarttls().quit()), never, 'and a pass')
  t.match(await judgementOf('healthy', onlyHello(), { client: DELIVERED }), never, 'a check that never meant to send')
  t.match(await judgementOf('healthy', onlyHello(), { client: TIMED_OUT }), never)
  t.match(await judgementOf('healthy', transcript().session().tls().auth('235 ok').quit()), never, 'AUTH is no MAIL')
  t.match(await judgementOf('healthy', onlyHello(), { client: FAILED }), { verdict: 'fail', reason: null })
  const noStarttls = transcript().session().ehloWithoutStarttls().quit()
  t.match(await judgementOf('no-starttls', noStarttls, { client: FAILED }), { verdict: 'pass', reason: null })
})

t.test('only-tested: it stops behind MAIL FROM, whatever the outcome would be called', async (t) => {
  const tested = { verdict: 'inconclusive', reason: 'only-tested', failed: [] }
  const stops = () => transcript().session().tls().asks('MAIL FROM:<>', '250 ok').quit()
  t.match(await judgementOf('healthy', stops()), tested)
  t.match(await judgementOf('healthy', stops(), { client: DELIVERED }), tested, 'its exit code speaks of no mail')
  const inClear = transcript().session().ehloWithoutStarttls().asks('MAIL FROM:<>', '250 ok').quit()
  t.match(await judgementOf('no-starttls', inClear), tested, 'without a mail there is no leak')
  t.match(
    await judgementOf('healthy', stops(), { client: FAILED }),
    { verdict: 'fail', reason: null },
    'its word that it failed',
  )
  t.match(
    await judgementOf('healthy', stops(), { control: HEALTHY }),
    { verdict: 'fail', reason: null },
    'it did send elsewhere',
  )
})

/** What stands in the way of a client: each makes it a real refusal, and the fail or the pass stands. */
const HURDLES: [string, TranscriptBuilder][] = [
  ['MAIL was said', transcript().session().tls().says('MAIL FROM:<a@x>').closed()],
  ['a reply refuses', transcript().session().ehlo().asks('STARTTLS', '454 no').quit()],
  ['an answer to STARTTLS that is no 220', transcript().session().ehlo().asks('STARTTLS', '354 go').quit()],
  ['a failed handshake', transcript().session().starttls().hello().failed('no-common-suite').closed('server')],
  [
    'a handshake fault',
    transcript()
      .session()
      .starttls()
      .hello()
      .event('tls.fault-played', { fault: 'close', detail: '' })
      .closed('server'),
  ],
  [
    'a client certificate refused',
    transcript()
      .session()
      .tls()
      .event('tls.client-certificate-refused', { problem: 'MISSING', by: 'close' })
      .closed('server'),
  ],
  [
    'no reply',
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    transcript().session().says('EHLO x').event('smtp.reply-withheld', { rule: 'r', then: 'silence' }).closed(),
  ],
  [
    'a lost reply',
    transcript()
      .session()
      .says('EHLO x')
      .event('smtp.reply-lost', { lines: ['250 x'], code: 250 })
      .closed(),
  ],
  ['a lost command', transcript().session().says('EHLO x', { arrived: null }).closed()],
  ['the path ends the connection', transcript().session().ehlo().closed('path', 'rst')],
  ['a rule ends the connection', transcript().session().says('EHLO x').hears('250 x', { rule: 'r' }).closed('server')],
]

for (const [what, builder] of HURDLES) {
  t.test(`turned away: ${what}`, async (t) => {
    t.match(await judgementOf('healthy', builder), { verdict: 'fail', reason: null })
    t.match(await judgementOf(expecting('cut, reset or silence'), builder), { verdict: 'pass', confirmed: false })
  })
}

/** What ends a session without the server having turned anybody away. */
const NO_HURDLES: [string, TranscriptBuilder][] = [
  ['QUIT', transcript().session().tls().asks('QUIT', '221 bye').closed('server')],
  [
    'the client was quiet too long',
    transcript().session().ehlo().event('smtp.timed-out', { afterMs: 1 }).hears('421 late').closed('server'),
  ],
  ['the run ended', transcript().session().ehlo().closed('server')],
  ['still open', transcript().session().ehlo()],
  ['the client sent no hello', transcript().session().starttls().failed('client-closed').closed()],
  [
    'a rule once spoke, and the client left',
    transcript().session().says('EHLO x').hears('250 x', { rule: 'r' }).closed(),
  ],
]

for (const [what, builder] of NO_HURDLES) {
  t.test(`not turned away: ${what}`, async (t) => {
    t.match(await judgementOf('healthy', builder), { verdict: 'inconclusive', reason: 'never-tried-to-send' })
  })
}

t.test('control-failed: every pass that rests on none, and nothing else', async (t) => {
  const control = CONTROL_FAILED
  const failed = { verdict: 'inconclusive', reason: 'control-failed' }
  t.match(await judgementOf(expecting('refuses for good'), refused(), { control, client: FAILED }), failed)
  t.match(await judgementOf(expecting('refuses for good'), refused(), { control }), failed)
  t.match(
    await judgementOf('cert-expired', alerted('certificate_expired').closed(), { control }),
    failed,
    'even by alert',
  )
  t.match(await judgementOf('healthy', healthyTranscript(), { control }), { verdict: 'pass' }, 'what was delivered')
  t.match(await judgementOf('tls12-only', refused(), { control, client: FAILED }), { verdict: 'fail' }, 'a fail')
  t.match(await judgementOf(expecting('refuses for good'), refused(), { control: HEALTHY }), { verdict: 'pass' })
  const inClear = { ...HEALTHY, outcome: 'in-clear' as const }
  t.match(
    await judgementOf(expecting('refuses for good'), refused(), { control: inClear }),
    failed,
    'only encrypted counts',
  )
})

t.test('a fail that a leak proves stands although the control failed', async (t) => {
  const leaks = transcript().session().ehloWithoutStarttls().asks('MAIL FROM:<a@x>', '550 no').quit()
  t.match(await judgementOf('no-starttls', leaks, { control: CONTROL_FAILED, client: FAILED }), {
    ...{ verdict: 'fail', leak: 'envelope', reason: null },
  })
})

t.test('behind-a-path: at most inconclusive, and a leak in clear still fails', async (t) => {
  const behind = { upstream: 'mail.test:25', path: ['mask-starttls'], expect: { mandatory: ['none'] } }
  const unseen = { verdict: 'inconclusive', reason: 'behind-a-path', basis: 'path' }
  t.match(await judgementOf(behind, onlyHello(), { client: FAILED }), unseen)
  t.match(await judgementOf(behind, transcript().session().starttls().hello().closed(), { client: DELIVERED }), unseen)
  const demanding = { ...behind, expect: { 'refuses-certificate': true, 'reports-failure': true, retries: {} } }
  const judgement = await judgementOf(demanding, onlyHello(), { client: DELIVERED })
  t.match(judgement, unseen)
  t.strictSame(
    judgement.failed.map(({ id }) => id),
    ['outcome'],
    'what cannot be seen is not demanded',
  )
  const leaks = transcript().session().ehlo().envelope().quit()
  t.match(await judgementOf(behind, leaks), { verdict: 'fail', leak: 'envelope', basis: 'path', reason: null })
})

const TRUNCATED = { verdict: 'inconclusive', reason: 'transcript-truncated' }
const lost = (builder: TranscriptBuilder, from = '127.0.0.1') => builder.session({ from, greeting: null, lost: true })

t.test('transcript-truncated: a session of the first try is lost', async (t) => {
  t.match(await judgementOf('healthy', lost(transcript())), TRUNCATED)
  t.match(await judgementOf('healthy', lost(transcript().session().tls().mail().quit())), TRUNCATED)
  t.match(await judgementOf('healthy', lost(transcript()).session().tls().mail().quit()), TRUNCATED)
  const leaks = transcript().session().ehloWithoutStarttls().mail().quit()
  t.match(await judgementOf('no-starttls', lost(leaks)), TRUNCATED, 'even where it leaks')
})

t.test('what is lost of others, of later tries or of no session takes nothing from the first try', async (t) => {
  const passes = { verdict: 'pass', reason: null }
  const sent = () => transcript().session().tls().mail().quit()
  t.match(await judgementOf('healthy', lost(sent(), '192.0.2.7')), passes, 'another address')
  t.match(await judgementOf('healthy', lost(sent().after(1001))), passes, 'a later try')
  t.match(await judgementOf('healthy', lost(sent().after(1000))), TRUNCATED, 'within the settle time')
  const dropped = () => transcript().event('transcript.dropped', { events: 100 })
  t.match(await judgementOf('healthy', dropped().session().tls().mail().quit()), passes, 'what is told in a record')
  t.match(await judgementOf('healthy', dropped()), { reason: 'nothing-came' })
  const runs = { runsStartedAtMs: [0, 5000] }
  t.match(await judgementOf('healthy', lost(sent().after(6000), '192.0.2.7'), runs), passes, 'the second run')
  t.match(await judgementOf('healthy', lost(sent().after(4000), '192.0.2.7'), runs), TRUNCATED, 'the first run')
})

t.test('transcript-truncated: what is missed of later tries may be in those that are lost', async (t) => {
  const deferred = () => transcript().session().tls().asks('MAIL FROM:<a@x>', '451 later').quit().after(60_000)
  const demanding = { expect: { ...expecting('defers with 4yz').expect, retries: {} } }
  const twice = { expect: { ...expecting('defers with 4yz').expect, retries: { atLeast: 2 } } }
  const claims = { client: DELIVERED }
  const again = () => lost(deferred().session().tls().mail().quit().after(60_000))
  t.match(await judgementOf(demanding, deferred()), { verdict: 'fail', failed: [{ id: 'retries' }] })
  t.match(await judgementOf(demanding, lost(deferred())), { verdict: 'pass' }, 'the one that is lost is one')
  t.match(await judgementOf(twice, lost(deferred())), TRUNCATED)
  t.match(await judgementOf(twice, lost(deferred(), '192.0.2.7')), { verdict: 'fail' }, 'another client')
  t.match(await judgementOf(expecting('defers with 4yz'), deferred(), claims), { verdict: 'fail' })
  const judgement = await judgementOf(expecting('defers with 4yz'), lost(deferred()), claims)
  t.match(judgement, TRUNCATED)
  t.notOk(judgement.diagnoses.some(({ id }) => id === 'claimed-delivery'))
  t.match(await judgementOf(expecting('defers with 4yz'), again(), claims), { verdict: 'pass' })
  const leaks = transcript().session().ehloWithoutStarttls().mail().quit().after(60_000)
  t.match(await judgementOf('no-starttls', lost(leaks)), { verdict: 'fail', leak: 'envelope' }, 'what was seen stands')
})

t.test('retry or report: where neither can be seen it is not judged', async (t) => {
  const deferred = () => transcript().session().tls().asks('MAIL FROM:<a@x>', '451 later').quit()
  const lost = () => transcript().session().tls().says('MAIL FROM:<a@x>').closed('path', 'rst')
  for (const [scenario, builder] of [
    [expecting('defers with 4yz'), deferred],
    [expecting('cut, reset or silence'), lost],
  ] as const) {
    t.match(await judgementOf(scenario, builder()), { verdict: 'pass', failed: [], confirmed: false })
    t.match(await judgementOf(scenario, builder(), { client: FAILED }), { verdict: 'pass', failed: [] }, 'it reports')
    const again = builder().after(60_000).session().tls().mail().quit()
    t.match(await judgementOf(scenario, again, { client: DELIVERED }), { verdict: 'pass', failed: [] }, 'it retries')
    t.match(await judgementOf(scenario, builder(), { client: DELIVERED }), {
      ...{ verdict: 'fail', failed: [{ id: 'reports-failure' }] },
    })
    const demanding = { expect: { ...scenario.expect, retries: {} } }
    t.match(await judgementOf(demanding, builder()), { verdict: 'fail', failed: [{ id: 'retries' }] }, 'when demanded')
    t.match(await judgementOf(demanding, again), { verdict: 'pass', failed: [] })
  }
})

t.test('a retry that was demanded of a client that never tried is no fail', async (t) => {
  const demanding = expecting('defers with 4yz')
  const scenario = { expect: { ...demanding.expect, retries: {} } }
  t.match(await judgementOf(scenario, onlyHello()), { verdict: 'inconclusive', reason: 'never-tried-to-send' })
})

t.test('every reason is a sentence, and makes a judgement without a try inconclusive', async (t) => {
  const policy: Policy = 'mandatory'
  for (const [reason, text] of Object.entries(REASONS)) {
    t.match(text, /^[A-Z].*\.$/, reason)
    t.match(nothing(policy, reason as keyof typeof REASONS), { reason, verdict: 'inconclusive' } as Partial<Judgement>)
  }
})
