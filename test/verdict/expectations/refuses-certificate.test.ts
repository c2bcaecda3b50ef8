import t from 'tap'
import { healthyTranscript, type TranscriptBuilder, transcript } from '../transcript-builder.ts'
import { judgedBy, unmet } from './unmet.ts'

const NAME = 'refuses-certificate'
const hello = () => transcript().session().starttls().hello()
const alert = (name: string) => hello().alert('received', name).failed('client-alert').closed()
const gone = () => hello().established().closed()
const FAILED = { client: { says: 'failed' } } as const

t.test('an alert about the certificate is a refusal, another one is not', async (t) => {
  for (const name of ['unknown_ca', 'bad_certificate', 'certificate_unknown', 'certificate_expired']) {
    t.equal(await unmet(NAME, true, alert(name)), null, name)
  }
  t.match(await unmet(NAME, true, alert('protocol_version')), {
    expected: 'the certificate refused',
    found: 'no sign of a refusal',
  })
})

t.test('going on inside TLS is none, and the first line there proves it', async (t) => {
  const builder: TranscriptBuilder = healthyTranscript()
  const failed = await unmet(NAME, true, builder)
  t.match(failed, { found: 'the session went on inside TLS', verdict: 'fail' })
  t.match(builder.events[(failed?.events[0] ?? 0) - 1], { event: 'smtp.command-received', verb: 'EHLO', secured: true })
})

t.test('leaving without a word proves nothing by itself', async (t) => {
  t.equal(await unmet(NAME, true, gone()), null)
  t.equal(await unmet(NAME, false, gone()), null)
  t.match(await judgedBy({ [NAME]: true }, gone()), { verdict: 'inconclusive', reason: 'certificate-unknown' })
})

t.test('with the client’s word, or after a control that did send, it is a refusal', async (t) => {
  const control = await judgedBy({}, healthyTranscript())
  for (const more of [FAILED, { control }]) {
    t.equal(await unmet(NAME, true, gone(), more), null)
    t.match(await unmet(NAME, false, gone(), more), { expected: 'the certificate accepted', found: 'refused' })
    t.match(await judgedBy({ [NAME]: true }, gone(), more), { verdict: 'pass' })
  }
})

t.test('leaving before it was the client’s turn is none, whatever it says', async (t) => {
  const early = transcript().session({ greeting: null }).hello().established().closed()
  t.match(await unmet(NAME, true, early, FAILED), { found: 'no sign of a refusal' })
  t.equal(await unmet(NAME, false, early, FAILED), null)
})

t.test('false: the certificate has to be accepted', async (t) => {
  t.match(await unmet(NAME, false, alert('unknown_ca')), { found: 'refused', verdict: 'fail' })
  t.equal(await unmet(NAME, false, healthyTranscript()), null)
})

t.test('only mandatory has to check', async (t) => {
  for (const policy of ['unverified', 'opportunistic'] as const) {
    t.equal(await unmet(NAME, true, healthyTranscript(), { policy }), null, policy)
  }
})
