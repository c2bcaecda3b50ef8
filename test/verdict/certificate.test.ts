// What a client's way of leaving says about the certificate, and which alerts speak of another fault (DESIGN.md section 6).
import t from 'tap'
import { alerted, expecting, FAILED, HEALTHY, judgementOf, silentlyGone, TIMED_OUT } from './judgement-of.ts'
import { judged, mailer, play } from './real-runs.ts'
import { transcript } from './transcript-builder.ts'

t.test('certificate-unknown: it left without a word when it was to speak', async (t) => {
  const unknown = { verdict: 'inconclusive', reason: 'certificate-unknown' }
  t.match(await judgementOf('cert-expired', silentlyGone()), unknown)
  const inHandshake = transcript().session().starttls().hello().failed('client-closed').closed()
  t.match(await judgementOf('cert-expired', inHandshake), unknown, 'inside a TLS 1.3 handshake')
  t.match(await judgementOf('cert-expired', silentlyGone(), { client: TIMED_OUT }), unknown)
})

t.test('its word, or a control that did send, makes it a refusal', async (t) => {
  t.match(await judgementOf('cert-expired', silentlyGone(), { client: FAILED }), {
    ...{ verdict: 'pass', basis: 'client-report', confirmed: true },
  })
  t.match(await judgementOf('cert-expired', silentlyGone(), { control: HEALTHY }), {
    verdict: 'pass',
    confirmed: false,
  })
})

t.test('only when it was its turn: with TLS from the first byte the server speaks first', async (t) => {
  const implicit = () => transcript().session({ greeting: null }).hello().established()
  t.match(await judgementOf('cert-expired', implicit().hears('220 hi').closed()), { reason: 'certificate-unknown' })
  t.match(await judgementOf('cert-expired', implicit().closed()), { reason: 'never-tried-to-send' })
  t.match(await judgementOf('cert-expired', implicit().closed(), { control: HEALTHY }), {
    reason: 'never-tried-to-send',
  })
})

t.test('leaving in another way says nothing about the certificate', async (t) => {
  const byServer = transcript().session().starttls().hello().established().closed('server')
  t.match(await judgementOf('cert-expired', byServer), { reason: 'never-tried-to-send' })
  const spoke = transcript().session().tls().asks('QUIT', '221 bye').closed()
  t.match(await judgementOf('cert-expired', spoke), { reason: 'never-tried-to-send' })
  t.match(await judgementOf('healthy', silentlyGone()), { reason: 'never-tried-to-send' }, 'where none is no pass')
})

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  t.test(`a real Node client that refuses over ${maxVersion} is unknown until it is heard`, async (t) => {
    const run = await play('cert-self-signed', mailer({ requireTLS: true, tls: { maxVersion } }))
    t.match(judged({ ...run, client: null }, 'mandatory'), { verdict: 'inconclusive', reason: 'certificate-unknown' })
    t.match(judged(run, 'mandatory'), { verdict: 'pass', basis: 'client-report', reason: null })
  })
}

t.test('simulator-ca-not-trusted: the alert says that it is not the fault of this certificate', async (t) => {
  const untrusted = { verdict: 'inconclusive', reason: 'simulator-ca-not-trusted' }
  const alert = () => alerted('unknown_ca').closed()
  for (const scenario of ['healthy', 'cert-expired', 'cert-wrong-host', 'tls12-only', expecting('refuses for good')]) {
    t.match(await judgementOf(scenario, alert(), { client: FAILED }), untrusted, JSON.stringify(scenario))
  }
  for (const certificate of [{ chain: 'full', days: 3 }, { names: ['mx.example', 'localhost'] }, [{}, 'expired']]) {
    const good = { server: { tls: { certificate } } }
    t.match(await judgementOf(good, alert(), { client: FAILED }), untrusted, JSON.stringify(certificate))
  }
  for (const certificate of [{ chain: 'leaf' }, { names: ['mx.example'] }, [{ names: ['mx.example'] }, {}]]) {
    const odd = { server: { tls: { certificate } } }
    t.match(await judgementOf(odd, alert(), { client: FAILED }), { reason: null }, JSON.stringify(certificate))
  }
  const control = await judgementOf('healthy', alert(), { client: FAILED })
  t.match(await judgementOf('cert-self-signed', alert(), { control, client: FAILED }), untrusted, 'by the control')
  t.match(await judgementOf('cert-self-signed', alert(), { client: FAILED }), { verdict: 'pass' }, 'there it fits')
})

t.test('another-fault: an alert that names what is not wrong here', async (t) => {
  const another = { verdict: 'inconclusive', reason: 'another-fault' }
  const by = (name: string) => alerted(name).closed()
  t.match(await judgementOf('cert-self-signed', by('certificate_expired'), { client: FAILED }), another)
  t.match(await judgementOf('healthy', by('certificate_expired'), { client: FAILED }), another)
  t.match(
    await judgementOf(expecting('refuses for good'), by('certificate_unknown')),
    another,
    'any refusal of a good one',
  )
  t.match(await judgementOf('cert-expired', by('protocol_version')), another, 'what is no matter of certificates')
  for (const name of ['certificate_expired', 'bad_certificate', 'certificate_unknown', 'handshake_failure']) {
    t.match(await judgementOf('cert-expired', by(name)), { verdict: 'pass', basis: 'alert' }, name)
  }
  t.match(
    await judgementOf('healthy', by('protocol_version'), { client: FAILED }),
    { verdict: 'fail' },
    'it cannot do it',
  )
})

t.test('an alert behind the handshake is a refusal by itself', async (t) => {
  const late = transcript().session().starttls().hello().established().alert('received', 'certificate_expired').closed()
  t.match(await judgementOf('cert-expired', late), { verdict: 'pass', basis: 'alert', confirmed: true })
})

t.test('one alert that fits is enough', async (t) => {
  const both = alerted('protocol_version').closed().session().starttls().hello().alert('received', 'bad_certificate')
  t.match(await judgementOf('cert-expired', both.failed('client-alert').closed()), { verdict: 'pass', basis: 'alert' })
})

t.test('of a certificate of the user’s own nothing is known, nor of one described key by key', async (t) => {
  const own = { server: { tls: { certificate: { pem: 'mine.pem' } } } }
  t.match(await judgementOf(own, alerted('unknown_ca').closed(), { client: FAILED }), { verdict: 'fail', reason: null })
  const described = { server: { tls: { certificate: { names: ['other.test'] } } } }
  t.match(await judgementOf(described, alerted('bad_certificate').closed()), { verdict: 'fail', reason: null })
  const harmless = { server: { tls: { certificate: { days: 7 } } } }
  t.match(await judgementOf(harmless, alerted('unknown_ca').closed()), { reason: 'simulator-ca-not-trusted' })
})

t.test('the certificate is that of the policy which chose the server', async (t) => {
  const policies = [{ from: '127.0.0.0/8', tls: { certificate: 'expired' } }]
  const scenario = expecting('certificate wrong', { server: { policies } })
  const chosen = (at: number) => {
    const builder = transcript().session().event('policy.chosen', { policy: at, from: '127.0.0.1' })
    return builder.starttls().hello().alert('received', 'certificate_expired').failed('client-alert').closed()
  }
  t.match(await judgementOf(scenario, chosen(0)), { verdict: 'pass', basis: 'alert' })
  t.match(await judgementOf(scenario, alerted('certificate_expired').closed()), { reason: 'another-fault' })
})
