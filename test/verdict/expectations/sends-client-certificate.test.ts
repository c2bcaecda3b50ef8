import t from 'tap'
import type { CertificateFacts } from '../../../src/transcript/events.ts'
import { type TranscriptBuilder, transcript } from '../transcript-builder.ts'
import { judgedBy, unmet } from './unmet.ts'

const NAME = 'sends-client-certificate'

const shown = (problem: string | null): CertificateFacts => ({
  ...{ subject: 'CN=client', issuer: 'CN=ca', fingerprint: 'AA', validTo: '2030-01-01' },
  ...{ trusted: problem === null, problem },
})

/** A handshake in which the server asked and the client showed this. */
const asked = (clientCertificate: CertificateFacts | null, builder: TranscriptBuilder = transcript()) =>
  builder.session().tls({}, { clientCertificateAsked: true, clientCertificate }).mail().quit()

t.test('a trusted one has to be shown', async (t) => {
  t.equal(await unmet(NAME, true, asked(shown(null))), null)
  t.match(await unmet(NAME, true, asked(null)), {
    expected: 'a trusted client certificate',
    found: 'none',
    verdict: 'fail',
  })
  const expired = await unmet(NAME, true, asked(shown('CERT_HAS_EXPIRED')))
  t.match(expired, { found: 'one with a problem: CERT_HAS_EXPIRED' })
  t.equal(expired?.events.length, 1)
})

t.test('one session with it is enough', async (t) => {
  t.equal(await unmet(NAME, true, asked(shown(null), asked(null))), null)
})

t.test('a handshake that failed for want of one proves it', async (t) => {
  const builder = transcript().session().starttls().hello()
  builder.event('tls.client-certificate-refused', { problem: 'MISSING', by: 'handshake' })
  builder.failed('client-certificate-missing').closed()
  const failed = await unmet(NAME, true, builder)
  t.match(failed, { found: 'none', events: [builder.events.length - 2] })
  t.match(await judgedBy({ [NAME]: true }, builder), { verdict: 'fail' })
})

t.test('a client that never came to a handshake proves nothing', async (t) => {
  const never = transcript().session().ehlo().quit()
  t.match(await judgedBy({ [NAME]: true }, never), { verdict: 'inconclusive', reason: 'never-tried-to-send' })
})

t.test('false: none may be shown, not even one that nobody trusts', async (t) => {
  t.equal(await unmet(NAME, false, asked(null)), null)
  for (const problem of [null, 'CERT_HAS_EXPIRED']) {
    t.match(await unmet(NAME, false, asked(shown(problem))), {
      expected: 'no client certificate',
      found: 'one was shown',
    })
  }
})
