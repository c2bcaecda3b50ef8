// What people read of a judgement, word for word.
import t from 'tap'
import { explain, verdictWords } from '../../src/verdict/explain.ts'
import { judge, nothing } from '../../src/verdict/judge.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { loaded } from './real-runs.ts'
import { healthyTranscript, transcript } from './transcript-builder.ts'

const PASSED: Judgement = {
  ...{ verdict: 'pass', policy: 'mandatory', outcome: 'encrypted', leak: 'none', onward: null, basis: 'delivered' },
  ...{ reason: null, confirmed: true, failed: [], diagnoses: [] },
}

const lines = (...all: string[]) => all.join('\n')

t.test('a pass shows that what was expected is what the client did', async (t) => {
  t.equal(
    explain(PASSED),
    lines(
      'pass: policy mandatory, outcome encrypted, leak none, basis delivered',
      '',
      '  expected           | client did',
      '  outcome: encrypted | outcome: encrypted',
      '  leak: none         | leak: none',
    ),
  )
})

t.test('a pass that rests on silence says so, anything else does not', async (t) => {
  const silent = { ...PASSED, outcome: 'none', basis: 'silence', confirmed: false } as const
  t.match(explain(silent), /^pass \(unconfirmed\): policy mandatory, outcome none, leak none, basis silence\n/)
  t.equal(verdictWords({ verdict: 'pass', confirmed: true }), 'pass')
  for (const verdict of ['warn', 'fail', 'inconclusive', 'skipped'] as const) {
    t.equal(verdictWords({ verdict, confirmed: false }), verdict)
  }
})

t.test('what differs is marked, with its proof below and the diagnosis at the end', async (t) => {
  const { events } = transcript()
    .session()
    .ehloWithoutStarttls()
    .asks('MAIL FROM:<a@x>', ['250-two', '250 lines'])
    .closed()
  const judgement: Judgement = {
    ...PASSED,
    ...{ verdict: 'fail', outcome: 'none', leak: 'envelope', basis: 'silence', confirmed: false },
    failed: [
      { id: 'outcome', expected: 'encrypted', found: 'none', events: [], verdict: 'fail' },
      {
        id: 'no-leak',
        expected: 'nothing of the mail outside TLS',
        found: 'envelope in clear',
        events: [5],
        verdict: 'fail',
      },
    ],
    diagnoses: [
      {
        ...{ id: 'some-cause', cause: 'It went wrong.', advice: 'Change it.', reference: 'RFC 3207 section 6' },
        events: [6, 7, 99],
      },
    ],
  }
  const dialogue = [
    'fail: policy mandatory, outcome none, leak envelope, basis silence',
    '',
    '  expected                                 | client did',
    '  outcome: encrypted                       | none               <<<<<',
    '  no-leak: nothing of the mail outside TLS | envelope in clear  <<<<<',
    '    #1     C: MAIL FROM:<a@x>',
    '',
    'some-cause: It went wrong.',
    '    #1     S: 250-two',
    '    #1     S: 250 lines',
    '    #1     session.closed: by client, how fin, bytesReceived 500, bytesSent 500',
    '  What to do: Change it.',
    '  See: RFC 3207 section 6',
  ]
  t.equal(explain(judgement, events), dialogue.join('\n'))
  t.equal(explain(judgement), dialogue.filter((line) => !line.startsWith('    #')).join('\n'), 'without a transcript')
})

t.test('lines inside TLS say so; events other than lines tell what they know', async (t) => {
  const { events } = transcript().session().tls().alert('received', 'unknown_ca', 48).closed()
  const proof = events.filter(({ event }) => /hello|alert|established/.test(event) || event === 'smtp.command-received')
  const diagnosis = { id: 'x', cause: 'C.', advice: 'A.', reference: 'R', events: proof.map(({ seq }) => seq) }
  t.equal(
    explain({ ...PASSED, diagnoses: [diagnosis] }, events).split('\n\n')[2],
    lines(
      'x: C.',
      '    #1     C: EHLO client.test',
      '    #1     C: STARTTLS',
      '    #1     tls.hello-received: offers TLSv1.3 and TLSv1.2',
      '    #1     tls.established: version TLSv1.3, suite TLS_AES_128_GCM_SHA256, cipher TLS_AES_128_GCM_SHA256, bits 128, servername localhost',
      '    #1 tls C: EHLO client.test',
      '    #1     tls.alert-received: level fatal, number 48, name unknown_ca',
      '  What to do: A.',
      '  See: R',
    ),
  )
})

t.test('long evidence is counted instead of shown', async (t) => {
  const builder = transcript().session()
  for (let at = 0; at < 10; at++) builder.says(`NOOP ${at}`)
  const all = builder.events.slice(2).map(({ seq }) => seq)
  const failed = [{ id: 'no-hammering', expected: 'less', found: 'more', events: all, verdict: 'fail' as const }]
  const shown = explain({ ...PASSED, verdict: 'fail', failed }, builder.events)
    .split('\n')
    .slice(-9)
  t.equal(shown[0], '    #1     C: NOOP 0')
  t.strictSame(shown.slice(-2), ['    #1     C: NOOP 7', '    ... and 2 more'])
})

t.test('a reason stands below the verdict', async (t) => {
  const judgement = {
    ...PASSED,
    verdict: 'inconclusive',
    outcome: 'none',
    basis: 'silence',
    reason: 'control-failed',
  } as const
  t.equal(
    explain(judgement),
    lines(
      'inconclusive: policy mandatory, outcome none, leak none, basis silence',
      'control-failed: The same client could not deliver to the healthy server, so that it did not deliver here proves nothing.',
      '',
      '  expected      | client did',
      '  outcome: none | outcome: none',
      '  leak: none    | leak: none',
    ),
  )
})

t.test('without a try there is nothing to put side by side', async (t) => {
  t.equal(
    explain(nothing('opportunistic', 'nothing-came')),
    lines('inconclusive: policy opportunistic', 'nothing-came: No client connected.'),
  )
  t.equal(
    explain(nothing('mandatory', 'client-cannot', 'skipped')),
    lines(
      'skipped: policy mandatory',
      'client-cannot: The client says that it cannot do what is asked (exit code 89).',
    ),
  )
})

t.test('credentials in clear take the place of the leak', async (t) => {
  const scenario = await loaded('no-starttls')
  const { events } = transcript().session().ehloWithoutStarttls().auth('235 ok').mail().quit()
  const judgement = judge({ scenario, transcript: events, policy: 'opportunistic' })
  t.equal(
    explain({ ...judgement, diagnoses: [] }, events),
    lines(
      'warn: policy opportunistic, outcome in-clear, leak credentials, basis delivered',
      '',
      '  expected                                            | client did',
      '  outcome: in-clear                                   | outcome: in-clear',
      '  no-credentials-in-clear: no credentials outside TLS | credentials in clear  <<<<<',
      '    #1     C: [redacted]',
      '    #1     C: [redacted]',
    ),
  )
})

t.test('bytes of a client cannot move the cursor, break a line or hide text', async (t) => {
  const { events } = transcript().session().says('EHLO \x1b[2J\u202e').hears('550 no\x07').closed()
  const failed = [
    { id: 'outcome', expected: 'encrypted', found: 'no\x9bne\r\nok', events: [3, 4], verdict: 'fail' as const },
  ]
  const diagnosis = { id: 'x', cause: 'Said \u200b"\x1b".', advice: 'A.', reference: 'R', events: [] }
  t.equal(
    explain({ ...PASSED, verdict: 'fail', failed, diagnoses: [diagnosis] }, events),
    lines(
      'fail: policy mandatory, outcome encrypted, leak none, basis delivered',
      '',
      '  expected           | client did',
      '  outcome: encrypted | no\\x9bne\\x0d\\x0aok  <<<<<',
      '    #1     C: EHLO \\x1b[2J\\u202e',
      '    #1     S: 550 no\\x07',
      '  leak: none         | leak: none',
      '',
      'x: Said \\u200b"\\x1b".',
      '  What to do: A.',
      '  See: R',
    ),
  )
})

t.test('a healthy delivery explains itself in a few lines', async (t) => {
  const { events } = healthyTranscript()
  const judgement = judge({ scenario: await loaded('healthy'), transcript: events, policy: 'mandatory' })
  t.equal(explain(judgement, events), explain(PASSED))
})
