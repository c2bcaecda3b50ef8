// The gateway of seed 001, the appliance of seed 004, MailMarshal of seed 003: what the matrix does not show.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { settingsAs, startSender } from '../../src/send/index.ts'
import { minutes } from '../../src/send/words.ts'
import { play } from './outcome.ts'
import { VirtualClock } from './virtual-clock.ts'

const MAIL = { from: 'alarms@example.com', to: ['desk@example.org'], text: 'Subject: the disk\nX-Own: 1\n\nis full\n' }
const SMG = 'securemail-gateway'
const LIST = 'TLS Connection Settings'
const scenario = (tls: object) => ({ scenario: 1, title: 'x', expect: {}, server: { tls } })

t.test('a partner without TLS: nothing of the mail is said, and a report goes to its author', async (t) => {
  await using server = await startScenario('no-starttls')
  const clock = new VirtualClock()
  const target = { host: server.host, port: server.port }
  await using gateway = startSender(SMG, { [LIST]: 'example.org' }, target, { clock, hostname: 'smg.example.com' })
  await gateway.submit(MAIL)
  const [entry] = gateway.entries
  t.match(entry, { status: 'returned', lastError: '503 5.7.0 encryption too weak 0 less than 112', nextTryAt: null })
  const verbs = server.transcript.flatMap((event) => (event.event === 'smtp.command-received' ? [event.verb] : []))
  t.same(verbs, ['EHLO', 'QUIT'], 'refused before MAIL')

  const { default: PostalMime } = await import('postal-mime')
  const report = await PostalMime.parse(entry?.report ?? '')
  t.match(report.from, { address: 'MAILER-DAEMON@smg.example.com' })
  t.match(report.to, [{ address: 'alarms@example.com' }])
  t.match(report.text, '(reason: 503 5.7.0 encryption too weak 0 less than 112)')
  t.match(report.text, '<desk@example.org>')
  const status = report.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status')
  const text = new TextDecoder().decode(status?.content as ArrayBuffer)
  t.match(text, /^Final-Recipient: rfc822; desk@example\.org\r?$/m)
  t.match(text, /^Status: 5\.7\.0\r?$/m)
  t.match(text, /^Diagnostic-Code: smtp; 503 5\.7\.0 encryption too weak 0 less than 112\r?$/m)
  t.match(entry?.report, /\r\nSubject: the disk\r\nX-Own: 1\r\n/, 'with the header of the mail')
  t.notMatch(entry?.report, 'is full')
})

t.test('domain.com is every sub-domain, and no other domain', async (t) => {
  const enforced = async (line: string, recipient: string) =>
    (await play('no-starttls', SMG, { [LIST]: line }, { mail: { to: [recipient] } })).outcome === 'none'
  t.equal(await enforced('domain.com', 'a@domain.com'), true)
  t.equal(await enforced('domain.com', 'a@sales.domain.com'), true)
  t.equal(await enforced('DOMAIN.com', 'a@Sales.Domain.com'), true)
  t.equal(await enforced('domain.com', 'a@otherdomain.com'), false)
  t.equal(await enforced('sales.domain.com', 'a@domain.com'), false)
  t.equal(await enforced('user@domain.com', 'user@domain.com'), true)
  t.equal(await enforced('user@domain.com', 'user@sales.domain.com'), false)
  t.equal(await enforced('user@domain.com', 'other@domain.com'), false)
  t.equal(await enforced('other.com,', 'a@domain.com'), true, 'a blank line')
})

t.test('a setting of the gateway takes effect within a minute', async (t) => {
  await using server = await startScenario('no-starttls')
  const clock = new VirtualClock()
  await using gateway = startSender(SMG, {}, { host: server.host, port: server.port }, { clock })
  gateway.set(LIST, ['example.org'])
  await clock.advance(minutes(1) - 1)
  t.match(await gateway.submit(MAIL), [{ result: { status: 'delivered', secured: false } }])
  await clock.advance(1)
  t.match(await gateway.submit(MAIL), [{ result: { status: 'returned' } }])
  t.match(gateway.settings(), ['Network Configuration > Mail Options > TLS Connection Settings:', '  example.org'])
})

t.test('the appliance sends again in clear what failed with TLS, over a new connection', async (t) => {
  await using server = await startScenario('weak-ciphers')
  const target = { host: server.host, port: server.port }
  await using esa = startSender('cisco-esa', { Default: 'preferred' }, target, { clock: new VirtualClock() })
  await esa.submit(MAIL)
  const opened = esa.events.filter(({ event }) => event === 'connection.opened')
  t.equal(opened.length, 2)
  t.match(esa.log.join('\n'), 'Info: TLS failed: the server sent the alert handshake_failure')
  t.same(esa.queue(), [
    'Destination  TLS  Unencrypted  Waiting  Next try  Last error',
    'example.org  0    1            0',
  ])
})

t.test('the appliance tells protocol and cipher as line 77 does', async (t) => {
  const { log } = await play(
    scenario({ versions: ['TLSv1.2'], ciphers: ['ECDHE-RSA-AES128-GCM-SHA256'], certificate: { key: 'rsa' } }),
    'cisco-esa',
    { Default: 'preferred' },
  )
  t.match(log.join('\n'), 'successfully accepted TLS protocol TLSv1.2 cipher ECDHE-RSA-AES128-GCM-SHA256.')
})

t.test('required on one destination only: the other goes, the first waits 1, 2, 4 minutes', async (t) => {
  await using server = await startScenario('no-starttls')
  const clock = new VirtualClock()
  const target = { host: server.host, port: server.port }
  await using esa = startSender('cisco-esa', { Destinations: 'example.org:required' }, target, { clock })
  await esa.submit({ ...MAIL, to: ['desk@example.org', 'desk@example.net'] })
  const times: string[] = []
  for (let tries = 0; tries < 4; tries++) {
    const [entry] = esa.entries
    times.push(entry?.nextTryAt?.toISOString().slice(11, 16) ?? '')
    await clock.advance((entry?.nextTryAt?.getTime() ?? 0) - clock.date().getTime())
    await esa.idle()
  }
  t.same(times, ['10:01', '10:03', '10:07', '10:15'])
  t.match(esa.entries, [{ status: 'retry' }, { status: 'delivered', secured: false }])
  t.throws(() => settingsAs('cisco-esa', { Destinations: 'example.org=required' }), { code: 'SEND_WRONG_VALUE' })
})

t.test('required-verify takes a certificate for the domain of the mail as well as for the host', async (t) => {
  const verify = { Default: 'required-verify' }
  t.match(await play(scenario({ certificate: { names: ['example.org'] } }), 'cisco-esa', verify), {
    outcome: 'encrypted',
  })
  t.match(await play(scenario({ certificate: { names: ['example.net'] } }), 'cisco-esa', verify), { outcome: 'none' })
})

const VERSIONS = [
  // Sender, settings, and what its hello offers: line 22, 23, 25, 26 of the seed without what is not played.
  ['mailmarshal-7.2.3', {}, 'TLSv1', ['TLSv1']],
  ['mailmarshal-7.2.3', { TLSv1Only: true }, 'TLSv1', ['TLSv1']],
  ['mailmarshal-7.3.0', {}, 'TLSv1.2', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
  ['mailmarshal-7.3.5', {}, 'TLSv1.2', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
  ['mailmarshal-7.3.5', { Protocols: 'TLSv1.0,TLSv1.1' }, 'TLSv1.1', ['TLSv1', 'TLSv1.1']],
] as const

for (const [name, settings, highest, accepted] of VERSIONS) {
  t.test(`${name} ${JSON.stringify(settings)} speaks ${accepted.join(', ')}`, async (t) => {
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      const { outcome, events } = await play(scenario({ versions: [version] }), name, settings)
      t.equal(outcome, (accepted as readonly string[]).includes(version) ? 'encrypted' : 'none', version)
      t.equal(events.find((event) => event.event === 'tls.hello-sent')?.hello.helloVersion, highest)
    }
  })
}

t.test('MailMarshal: strength is for all connections, and the symptom is a missing route', async (t) => {
  const aes128 = scenario({ versions: ['TLSv1.2'], ciphers: ['AES128-SHA'], certificate: { key: 'rsa' } })
  const name = 'mailmarshal-7.3.5'
  t.match(await play(aes128, name, { MinimumStrength: 'Medium' }), { outcome: 'encrypted' })
  const high = await play(aes128, name, { MinimumStrength: 'High' })
  t.match(high, { outcome: 'none', error: 'No available IPv4 route for example.org' })
  t.match(high.log.at(-1), 'No available IPv4 route for example.org')
  t.match(high.queue.join('\n'), 'No available IPv4 route for example.org')
})

t.test(
  'MailMarshal: the version of the old sender is what a server of TLS 1.0 takes, client certificate and all',
  async (t) => {
    const old = { ...scenario({ versions: ['TLSv1'], clientCertificate: { ask: 'require' } }) }
    t.match(await play(old, 'mailmarshal-7.2.3', {}, { certificate: true }), { outcome: 'encrypted' })
    const without = { OfferClientCertificate: false }
    t.match(await play(old, 'mailmarshal-7.2.3', without, { certificate: true }), { outcome: 'none' })
  },
)

t.test('MailMarshal: what OpenSSL cannot offer is told, and not tried', async (t) => {
  const { says, error, events, entries } = await play('healthy', 'mailmarshal-7.3.0', { Protocols: 'SSLv3' })
  t.match({ says, error }, { says: 'cannot', error: 'OpenSSL under Node does not speak SSLv3' })
  t.notOk(events.some(({ event }) => event === 'connection.opened'))
  t.match(entries, [{ nextTryAt: null }])
})
