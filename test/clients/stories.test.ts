// The whole stories of the catalogue, told by clients that do what the people in them did.
import { generateKeyPairSync } from 'node:crypto'
import type { Test } from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import { against } from './against.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, onDisk, opensslAt } from './client.ts'
import { curl, gnutlsCli, msmtp, swaks, typeMail } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

type Wanted = NonNullable<Parameters<ScenarioServer['clientCertificate']>[0]>

/** What curl and swaks need to show a certificate. */
async function shown(t: Test, server: ScenarioServer, wanted: Wanted = {}) {
  const { cert, key } = await server.clientCertificate(wanted)
  const files = onDisk(t, { cert, key })
  return {
    ...files,
    curl: ['--cert', files.cert, '--key', files.key],
    swaks: ['--tls-cert', files.cert, '--tls-key', files.key],
  }
}

/** The mail came, inside TLS or in clear. */
async function accepted(t: Test, server: ScenarioServer, secured: boolean): Promise<void> {
  t.match((await nextSession(server)).the('smtp.message-accepted'), { secured })
}

against(
  'emailgtw-microsoft-365',
  'c-client in clear, at TLS 1.0 until it is turned away, and updated',
  ['c-client'],
  async (t, server) => {
    const login = { user: 'probe', password: 'hunter2' }
    const trust = { SSL_CERT_FILE: caFile(t, server) }
    exits(t, await cClient(server, '/notls'), 0)
    await accepted(t, server, false)

    const old = { login, env: { ...opensslAt(t, 'TLSv1'), ...trust } }
    let delivered = 0
    let refusal = await cClient(server, '/tls', old)
    for (; refusal.exitCode === 0 && delivered < 30; delivered++) {
      t.equal((await nextSession(server)).the('tls.established').version, 'TLSv1')
      refusal = await cClient(server, '/tls', old)
    }
    t.ok(delivered > 0, 'the provider begins with a small share')
    exits(t, refusal, 1)
    t.match(refusal.stdout, 'https://aka.ms/smtp_auth_tls. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]')
    t.match(refusal.stdout, '?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)')
    t.match((await nextSession(server)).the('smtp.credentials-received'), { user: 'probe', secured: true })

    exits(t, await cClient(server, '/tls/tls-sslv23', { login, env: trust }), 0)
    await accepted(t, server, true)
  },
  { seed: 1 },
)

against(
  'exchange-2003-ironport',
  'swaks sees what the capture shows, and STARTTLS from the next address',
  ['swaks'],
  async (t, server) => {
    const from = (address: string) =>
      swaks({ host: '127.0.0.1', port: server.port }, ['--local-interface', address, '--tls'])
    const inside = await from('127.0.0.1')
    exits(t, inside, 29)
    t.match(inside.output, '*** Host did not advertise STARTTLS')
    const captured = ['220 mail.partner.example ESMTP', '250-mail.partner.example', '250-8BITMIME', '250 SIZE 20971520']
    t.same(swaksLog(inside.output).server.slice(0, 4), captured)
    t.same((await nextSession(server)).dialogue, swaksLog(inside.output))
    const outside = await from('127.0.0.2')
    exits(t, outside, 0)
    t.ok(swaksLog(outside.output).server.includes('250 STARTTLS'))
    await accepted(t, server, true)
  },
)

against(
  'mailmarshal-client-certificate',
  'curl shows none, the one for incoming mail, and the right one',
  ['curl'],
  async (t, server) => {
    const flags = ['--ssl-reqd', '--cacert', caFile(t, server)]
    const none = await curl(server, flags)
    exits(t, none, 35)
    t.match(none.stderr, 'alert handshake failure')
    t.match((await nextSession(server)).the('tls.client-certificate-refused'), { problem: 'MISSING' })
    const incoming = await shown(t, server, { fault: 'server-purpose' })
    t.not((await curl(server, [...flags, ...incoming.curl])).exitCode, 0)
    const refused = await nextSession(server)
    t.match(refused.the('tls.client-certificate-refused'), { problem: 'INVALID_PURPOSE', by: 'close' })
    t.same(refused.all('smtp.message-accepted'), [])
    exits(t, await curl(server, [...flags, ...(await shown(t, server)).curl]), 0)
    await accepted(t, server, true)
  },
)

against(
  'mailmarshal-cipher-strength',
  'msmtp and gnutls-cli without 128 bits have no suite left',
  ['msmtp', 'gnutls-cli'],
  async (t, server) => {
    const HIGH = 'NORMAL:-AES-128-CBC:-AES-128-GCM:-AES-128-CCM'
    const bits = async () => (await nextSession(server)).the('tls.established').bits
    const tls = ['--tls=on', `--tls-trust-file=${caFile(t, server)}`]
    exits(t, await msmtp(server, tls), 0)
    t.equal(await bits(), 128)
    t.not((await msmtp(server, [...tls, `--tls-priorities=${HIGH}`])).exitCode, 0)
    t.match((await nextSession(server)).the('tls.failed'), { reason: 'no-common-suite' })
    const byHand = await gnutlsCli(server, ['--insecure', `--priority=${HIGH}`]).ended
    exits(t, byHand, 1)
    t.match(byHand.output, '*** Received alert [40]: Handshake failed')
    await nextSession(server)
    exits(t, await typeMail(gnutlsCli(server, ['--insecure'])), 0)
    t.equal(await bits(), 128)
  },
)

against(
  'securemail-partner-domain',
  'swaks in clear is told of 0 bits, for the domain and for what is under it',
  ['swaks'],
  async (t, server) => {
    for (const recipient of ['bob@partner.example', 'bob@sales.partner.example', 'user@domain.example']) {
      const run = await swaks(server, ['--to', recipient])
      exits(t, run, 24)
      t.match(run.output, '<** 503 5.7.0 encryption too weak 0 less than 112', recipient)
      t.same((await nextSession(server)).dialogue, swaksLog(run.output))
    }
    exits(t, await swaks(server, []), 0)
    await accepted(t, server, false)
    exits(t, await swaks(server, ['--tls', '--to', 'bob@sales.partner.example']), 0)
    await accepted(t, server, true)
  },
)

against(
  'cisco-esa-listener',
  'swaks and curl at both listeners, in clear, with TLS, with a bad certificate',
  ['swaks', 'curl'],
  async (t, server) => {
    exits(t, await swaks(server, []), 0)
    await accepted(t, server, false)
    const listed = await swaks(server, ['--from', 'eve@it.partner.example'])
    exits(t, listed, 23)
    t.match(listed.output, '<** 530 Must issue a STARTTLS command first')
    await nextSession(server)
    exits(t, await swaks(server, ['--tls', '--from', 'eve@it.partner.example']), 0)
    await accepted(t, server, true)

    exits(t, await swaks(server, ['--tls', ...(await shown(t, server)).swaks]), 0)
    t.match((await nextSession(server)).the('tls.established').clientCertificate, { trusted: true })
    const bad = await shown(t, server, { fault: 'expired' })
    t.not((await swaks(server, ['--tls', ...bad.swaks])).exitCode, 0)
    t.match((await nextSession(server)).the('tls.client-certificate-refused'), { problem: 'CERT_HAS_EXPIRED' })

    const flags = ['--cacert', caFile(t, server), '--interface', '127.0.0.2']
    const inside = { host: '127.0.0.1', port: server.port }
    t.match((await curl(inside, flags)).stderr, '< 530 Must issue a STARTTLS command first')
    await nextSession(server)
    const relay = await curl(inside, [...flags, '--ssl-reqd'])
    exits(t, relay, 0)
    t.match(relay.stderr, 'CN=relay.inside.company.example')
    await accepted(t, server, true)
  },
)

against(
  'exchange-2016-send-connector',
  'curl whose key is not that of its certificate leaves without a ClientHello',
  ['curl'],
  async (t, server) => {
    const flags = ['--ssl-reqd', '--cacert', caFile(t, server)]
    const own = await shown(t, server)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const other = onDisk(t, { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() })
    const broken = await curl(server, [...flags, '--cert', own.cert, '--key', other.key])
    exits(t, broken, 58)
    t.match(broken.stderr, '< 220 2.0.0 Ready to start TLS')
    const session = await nextSession(server)
    t.same(session.all('tls.hello-received'), [])
    t.match(session.the('tls.failed'), { reason: 'client-closed' })
    for (const certificate of [own.curl, []]) {
      exits(t, await curl(server, [...flags, ...certificate]), 0)
      const delivered = await nextSession(server)
      t.match(delivered.the('tls.established'), { version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' })
      t.equal(delivered.the('tls.established').clientCertificate !== null, certificate.length > 0)
    }
  },
)

against(
  'exchange-2019-ecdhe-only',
  'curl with the suites of Exchange 2019, and with two more',
  ['curl'],
  async (t, server) => {
    const ecdhe = ['ECDSA', 'RSA'].flatMap((kind) => [
      `ECDHE-${kind}-AES256-GCM-SHA384`,
      `ECDHE-${kind}-AES128-GCM-SHA256`,
      `ECDHE-${kind}-AES256-SHA384`,
      `ECDHE-${kind}-AES128-SHA256`,
    ])
    const flags = (suites: string[]) => [
      ...['--ssl-reqd', '--cacert', caFile(t, server), '--tls-max', '1.2'],
      ...['--ciphers', suites.join(':')],
    ]
    const byDefault = await curl(server, flags(ecdhe))
    exits(t, byDefault, 35)
    t.match(byDefault.stderr, 'alert handshake failure')
    const session = await nextSession(server)
    t.equal(session.the('tls.hello-received').hello.suites.filter((suite) => suite.startsWith('TLS_ECDHE')).length, 8)
    t.match(session.the('tls.failed'), { reason: 'no-common-suite' })
    const enabled = ['DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384']
    exits(t, await curl(server, flags([...ecdhe, ...enabled])), 0)
    t.match((await nextSession(server)).the('tls.established'), { cipher: /^DHE-RSA-AES/ })
  },
)
