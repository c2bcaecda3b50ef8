// The Exchange servers of seeds 002 and 004: their settings, logs and queues in their own words.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { sendAs, settingsAs, startSender } from '../../src/send/index.ts'
import { minutes } from '../../src/send/words.ts'
import { play } from './outcome.ts'
import { VirtualClock } from './virtual-clock.ts'

const MAIL = { from: 'alarms@example.com', to: ['desk@example.org'], text: 'Subject: x\n\nx\n' }
const scenario = (tls: object) => ({ scenario: 1, title: 'x', expect: {}, server: { tls } })

t.test('the defaults of a Custom connector are printed as in line 91', async (t) => {
  t.same(settingsAs('exchange-2016'), [
    '[PS] C:\\>Get-SendConnector -Identity Internet | FL *tls*',
    '',
    'TlsDomain          :',
    'TlsAuthLevel       :',
    'IgnoreSTARTTLS     : False',
    'TlsCertificateName :',
    'RequireTLS         : False',
  ])
  t.same(settingsAs('exchange-2016', { Usage: 'Custom' }), settingsAs('exchange-2016'))
  t.same(settingsAs('exchange-2016', { Usage: 'Internet', TlsCertificateName: '$none' }), settingsAs('exchange-2016'))
})

t.test('a preset stands for its settings, and what is said besides wins', async (t) => {
  t.match(
    settingsAs('exchange-2016', { Usage: 'Partner' }).join('\n'),
    /TlsAuthLevel +: DomainValidation[\s\S]*RequireTLS +: True/,
  )
  t.match(settingsAs('exchange-2016', { Usage: 'Partner', RequireTLS: false }).join('\n'), /RequireTLS +: False/)
  t.match(await play('no-starttls', 'exchange-2016', { Usage: 'Partner' }), { outcome: 'none', says: 'failed' })
})

t.test('the sentence of SChannel is that of line 46', async (t) => {
  const { log } = await play(
    scenario({ versions: ['TLSv1.2'], groups: ['secp256r1'], ciphers: ['ECDHE-ECDSA-AES256-GCM-SHA384'] }),
    'exchange-2016',
  )
  t.match(
    log.join('\n'),
    'TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 ' +
      'bits MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 256 bits',
  )
})

t.test(
  'UnknownCredentials: the 220 is taken, the connection closed, and only mail over that connector waits',
  async (t) => {
    await using server = await startScenario('healthy')
    const identity = await server.clientCertificate()
    const target = { host: server.host, port: server.port, identity }
    const clock = new VirtualClock()
    const name = '<I>CN=smtp-simulator test CA<S>CN=smtp-simulator test client, O=smtp-simulator'
    await using internet = startSender(
      'exchange-2016',
      { TlsCertificateName: name, ImportedCertificate: 'broken' },
      target,
      { clock },
    )
    await using other = startSender('exchange-2016', {}, target, { clock })
    await internet.submit(MAIL)
    await other.submit(MAIL)
    t.match(internet.entries, [{ status: 'retry', lastError: 'TLS negotiation failed with error UnknownCredentials' }])
    t.match(other.entries, [{ status: 'delivered', secured: true }])

    // Line 94 of the seed, whose certificate and context end in an ellipsis.
    const [starttls, agreed, certificate, error, closed, ...more] = internet.log.slice(
      internet.log.indexOf('>,STARTTLS,'),
    )
    t.same(
      [starttls, agreed?.slice(0, 5), error, closed, more],
      ['>,STARTTLS,', '<,220', '*,,TLS negotiation failed with error UnknownCredentials', '-,,Local', []],
    )
    t.match(
      certificate,
      /^\*,"O=smtp-simulator, CN=smtp-simulator test client .+",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alter/,
    )

    const sessions = server.transcript.filter(({ session }) => session === 1).map(({ event }) => event)
    t.notOk(sessions.includes('tls.hello-received'), 'not a byte of TLS')
    t.match(
      internet.queue().join('\n'),
      /Retry +1 +example\.org +2026-11-25 10:01:00 +TLS negotiation failed with error UnknownCredentials/,
    )

    await clock.advance(minutes(1))
    await internet.idle()
    t.match(internet.entries, [{ status: 'retry', tries: 2 }], 'it does not mend by itself')
    internet.set('ImportedCertificate', 'sound')
    await internet.retry()
    t.match(internet.entries, [{ status: 'delivered', tries: 3, secured: true }])
  },
)

t.test('a certificate that is not in the store', async (t) => {
  const error = '454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.'
  const settings = { TlsCertificateName: '<I>CN=Nobody<S>CN=mail.company.com' }
  t.match(await play('healthy', 'exchange-2016', settings, { certificate: true }), { outcome: 'none', error })
  t.match(await play('healthy', 'exchange-2016', settings), { outcome: 'none', error })
  t.throws(
    () => settingsAs('exchange-2016', { TlsCertificateName: 'mail.company.com' }),
    /Expected <I>issuer<S>subject/,
  )
})

t.test('DomainValidation looks for TlsDomain, else for the domain of the recipient', async (t) => {
  const level = { TlsAuthLevel: 'DomainValidation' }
  t.match(await play('healthy', 'exchange-2016', { ...level, TlsDomain: 'localhost' }), { outcome: 'encrypted' })
  t.match(await play('healthy', 'exchange-2016', { ...level, TlsDomain: 'example.net' }), {
    outcome: 'none',
    error: '454 4.7.5 Certificate validation failure, Reason:SubjectMismatch',
  })
  const named = scenario({ certificate: { names: ['example.org'] } })
  t.match(await play(named, 'exchange-2016', level), { outcome: 'encrypted' })
  t.match(await play('healthy', 'exchange-2016', level), { outcome: 'none' })
})

t.test('2019 offers exactly the eight suites of the reader, in order', async (t) => {
  const { events } = await play('healthy', 'exchange-2019')
  const hello = events.find((event) => event.event === 'tls.hello-sent')?.hello
  t.same(hello?.suites, [
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
  ])
})

t.test('2019 and a server with older suites: DHE helps, after a restart', async (t) => {
  const older = scenario({
    versions: ['TLSv1.2'],
    ciphers: ['DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384', 'AES128-SHA'],
    certificate: { key: 'rsa' },
  })
  await using server = await startScenario(older)
  const clock = new VirtualClock()
  await using sender = startSender('exchange-2019', {}, { host: server.host, port: server.port }, { clock })
  await sender.submit(MAIL)
  t.match(sender.entries, [{ status: 'retry', lastError: '4.7.0 TLS handshake failed' }])
  const eight = sender
    .settings()
    .slice(-8)
    .map((line) => line.trim())
  sender.set('CipherSuites', [...eight, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'])
  await clock.advance(minutes(1))
  await sender.idle()
  t.match(sender.entries, [{ status: 'retry', tries: 2 }], 'a changed list waits for the restart')
  sender.restart()
  await clock.advance(minutes(1))
  await sender.idle()
  t.match(sender.entries, [{ status: 'delivered', tries: 3, secured: true }])
  t.match(
    sender.events.findLast((event) => event.event === 'tls.established'),
    { suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256' },
  )
})

t.test('other settings of 2019 count at once', async (t) => {
  await using server = await startScenario('no-starttls')
  await using sender = startSender(
    'exchange-2019',
    {},
    { host: server.host, port: server.port },
    { clock: new VirtualClock() },
  )
  sender.set('RequireTLS', true)
  t.match(await sender.submit(MAIL), [{ result: { status: 'retry' } }])
})

t.test('a list of which OpenSSL has nothing cannot be played', async (t) => {
  const { says, error, outcome } = await play('healthy', 'exchange-2019', { CipherSuites: 'RC4-SHA' })
  t.match({ says, outcome, error }, { says: 'cannot', outcome: 'none', error: /TLS_RSA_WITH_RC4_128_SHA/ })
})

t.test('it tries after 1 minute four times, then after 5', async (t) => {
  await using server = await startScenario('no-starttls')
  const clock = new VirtualClock()
  const target = { host: server.host, port: server.port }
  await using sender = startSender('exchange-2016', { RequireTLS: true }, target, { clock })
  await sender.submit(MAIL)
  const times: string[] = []
  for (let tries = 0; tries < 6; tries++) {
    const [entry] = sender.entries
    times.push(entry?.nextTryAt?.toISOString().slice(11, 16) ?? '')
    await clock.advance((entry?.nextTryAt?.getTime() ?? 0) - clock.date().getTime())
    await sender.idle()
  }
  t.same(times, ['10:01', '10:02', '10:03', '10:04', '10:09', '10:14'])
})

t.test('2003: TLS for one domain, and its queue when STARTTLS is missing', async (t) => {
  await using server = await startScenario('no-starttls')
  const clock = new VirtualClock()
  const target = { host: server.host, port: server.port }
  await using sender = startSender('exchange-2003', { TlsDomains: 'example.org' }, target, { clock })
  await sender.submit({ ...MAIL, to: ['desk@example.org', 'desk@example.net'] })
  t.match(sender.entries, [
    { destination: 'example.org', status: 'retry', lastError: 'The remote SMTP service does not support TLS.' },
    { destination: 'example.net', status: 'delivered', secured: false },
  ])
  t.same(sender.queue(), [
    'Queue        Status  Next retry  Additional queue information',
    'example.org  retry   10:10:00    The remote SMTP service does not support TLS.',
  ])
  const said = server.transcript.flatMap((event) =>
    event.event === 'smtp.command-received' && event.session === 1 ? [event.verb] : [],
  )
  t.same(said, ['EHLO', 'QUIT'], 'it closes the connection and names no mail')
})

t.test('2003 encrypts for that domain, and looks at no certificate', async (t) => {
  const old = scenario({
    versions: ['TLSv1'],
    ciphers: ['AES128-SHA'],
    certificate: { fault: 'expired', key: 'rsa' },
  })
  t.match(await play(old, 'exchange-2003', { TlsDomains: 'example.org' }), { outcome: 'encrypted', says: 'delivered' })
  t.match(await play(old, 'exchange-2003', { TlsDomains: 'example.net' }), { outcome: 'in-clear', says: 'delivered' })
})

t.test('a certificate is shown where the server asks, with TlsCertificateName or as the Default', async (t) => {
  t.match(await play('client-cert-required', 'exchange-2016', {}, { certificate: true }), { outcome: 'encrypted' })
  t.match(await play('client-cert-required', 'exchange-2016', {}), { outcome: 'none' })
})

t.test('the report of one mail and the service agree', async (t) => {
  await using server = await startScenario('no-starttls')
  const target = { host: server.host, port: server.port }
  const report = await sendAs('exchange-2016', {}, target, { clock: new VirtualClock() })
  t.match(report, { says: 'delivered', secured: false, error: null })
})
