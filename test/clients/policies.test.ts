// What servers demand of TLS: of everybody, of some addresses, of some sources, of those who show a certificate.
import type { Test } from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import { against } from './against.ts'
import { caFile, exits, onDisk } from './client.ts'
import { curl, gnutlsCli, msmtp, netSmtp, openssl, smtplib, swaks, typeMail } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

type Wanted = NonNullable<Parameters<ScenarioServer['clientCertificate']>[0]>

async function credentials(t: Test, server: ScenarioServer, wanted: Wanted = {}) {
  const { cert, key, ca } = await server.clientCertificate(wanted)
  return onDisk(t, { cert, key, ca })
}

/** The mail came, inside TLS or in clear. */
async function accepted(t: Test, server: ScenarioServer, secured: boolean): Promise<void> {
  t.match((await nextSession(server)).the('smtp.message-accepted'), { secured })
}

against(
  'tls-required-microsoft',
  'swaks reads a temporary refusal that never passes',
  ['swaks', 'msmtp'],
  async (t, server) => {
    const plain = await swaks(server, [])
    exits(t, plain, 23)
    t.match(plain.output, '<** 451 5.7.3 STARTTLS is required to send mail [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]')
    t.same((await nextSession(server)).dialogue, swaksLog(plain.output))
    const off = await msmtp(server, ['--tls=off'])
    // The code of sysexits.h for what does not pass by itself, whatever the server says.
    exits(t, off, 69)
    t.match(off.stderr, 'server message: 451 5.7.3 STARTTLS is required')
    await nextSession(server)
    exits(t, await swaks(server, ['--tls']), 0)
    await accepted(t, server, true)
  },
)

against(
  'tls-required-gmail',
  'smtplib and Net::SMTP read all three lines',
  ['smtplib', 'Net::SMTP', 'curl'],
  async (t, server) => {
    const python = await smtplib(server, ['--starttls', 'never'])
    exits(t, python, 1)
    t.match(
      python.stderr,
      /SMTPSenderRefused: \(530, b'5\.7\.0 Must issue.*\\n5\.7\.0 {2}https:.*\\n5\.7\.0 specifications\./,
    )
    t.equal((await nextSession(server)).verbs, 'EHLO MAIL RSET QUIT')
    const perl = await netSmtp(server, ['--starttls', 'never'])
    t.not(perl.exitCode, 0)
    t.match(perl.stderr, /^mail: 530 5\.7\.0 Must issue[\s\S]*5\.7\.0 specifications\./m)
    await nextSession(server)
    exits(t, await curl(server, ['--ssl-reqd', '--insecure']), 0)
    await accepted(t, server, true)
  },
)

against(
  'tls-off',
  'curl and swaks that need TLS stop; the command itself is not known',
  ['curl', 'swaks', 'smtplib'],
  async (t, server) => {
    exits(t, await curl(server, ['--ssl-reqd']), 64)
    await nextSession(server)
    const bySwaks = await swaks(server, ['--tls'])
    exits(t, bySwaks, 29)
    t.match(bySwaks.output, '*** Host did not advertise STARTTLS')
    await nextSession(server)
    exits(t, await smtplib(server, ['--starttls', 'when-offered']), 0)
    await accepted(t, server, false)
  },
)

against(
  'tls-preferred',
  'whoever asks gets TLS, whoever does not sends in clear',
  ['swaks', 'curl'],
  async (t, server) => {
    exits(t, await swaks(server, ['--tls-optional']), 0)
    await accepted(t, server, true)
    exits(t, await curl(server, []), 0)
    await accepted(t, server, false)
  },
)

against(
  'tls-for-some-recipients',
  'swaks in clear is refused for the partner and its sub-domains, and for no one else',
  ['swaks'],
  async (t, server) => {
    const to = async (flags: string[], code: number) => {
      const run = await swaks(server, flags)
      exits(t, run, code)
      const session = await nextSession(server)
      t.same(session.dialogue, swaksLog(run.output))
      return session
    }
    t.match((await to([], 0)).the('smtp.message-accepted'), { secured: false })
    for (const recipient of ['bob@partner.example', 'bob@sales.partner.example', 'ceo@vip.example']) {
      const session = await to(['--to', recipient], 24)
      t.ok(session.dialogue.server.includes('530 Must issue a STARTTLS command first'), recipient)
    }
    const sender = await to(['--from', 'eve@it.partner.example'], 23)
    t.equal(
      sender.dialogue.server.at(-2),
      '530 Must issue a STARTTLS command first',
      'the list is held against senders, too',
    )
    t.match((await to(['--tls', '--to', 'bob@sales.partner.example'], 0)).the('smtp.message-accepted'), {
      secured: true,
    })
  },
)

against('tls-for-some-sources', 'the same curl from three addresses', ['curl'], async (t, server) => {
  const ca = caFile(t, server)
  const from = (address: string, flags: string[]) =>
    curl({ host: '127.0.0.1', port: server.port }, ['--interface', address, '--cacert', ca, ...flags])
  const inside = await from('127.0.0.1', [])
  t.not(inside.exitCode, 0)
  t.match(inside.stderr, '< 530 Must issue a STARTTLS command first')
  await nextSession(server)
  const relay = await from('127.0.0.1', ['--ssl-reqd'])
  exits(t, relay, 0)
  t.match(relay.stderr, 'CN=relay.inside.company.example')
  await accepted(t, server, true)
  const partner = await from('127.0.0.2', ['--ssl-reqd'])
  exits(t, partner, 0)
  t.match(partner.stderr, 'CN=mail.company.example')
  await accepted(t, server, true)
  exits(t, await from('127.0.0.3', ['--ssl-reqd']), 64)
})

against('policy-by-score', 'the best score gets no TLS, the worst no answer', ['swaks'], async (t, server) => {
  const from = (address: string, flags: string[]) =>
    swaks({ host: '127.0.0.1', port: server.port }, ['--local-interface', address, ...flags])
  const best = await from('127.0.0.1', ['--tls'])
  exits(t, best, 29)
  t.match(best.output, '*** Host did not advertise STARTTLS')
  t.match((await nextSession(server)).the('policy.chosen'), { policy: 0, score: 7.2 })
  exits(t, await from('127.0.0.2', ['--tls']), 0)
  await accepted(t, server, true)
  const worst = await from('127.0.0.3', ['--tls'])
  exits(t, worst, 21)
  t.match(
    worst.output,
    "<** 554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
  )
})

against(
  'starttls-disappears',
  'a program that asks whether TLS is there goes on in clear; msmtp stops',
  ['smtplib', 'msmtp'],
  async (t, server) => {
    const secured: boolean[] = []
    for (let mail = 1; mail <= 4; mail++) {
      exits(t, await smtplib(server, ['--starttls', 'when-offered']), 0)
      secured.push((await nextSession(server)).the('smtp.message-accepted').secured)
    }
    t.same(secured, [true, true, true, false])
    const run = await msmtp(server, ['--tls=on', '--tls-certcheck=off'])
    exits(t, run, 69)
    t.match(run.stderr, 'the server does not support TLS via the STARTTLS command')
  },
)

against(
  'client-cert-optional',
  'curl is better off without a certificate than with a bad one',
  ['curl'],
  async (t, server) => {
    const good = await credentials(t, server)
    const bad = await credentials(t, server, { fault: 'expired' })
    const flags = ['--ssl-reqd', '--cacert', good.ca]
    exits(t, await curl(server, []), 0)
    await accepted(t, server, false)
    exits(t, await curl(server, flags), 0)
    await accepted(t, server, true)
    exits(t, await curl(server, [...flags, '--cert', good.cert, '--key', good.key]), 0)
    const session = await nextSession(server)
    t.match(session.the('tls.established').clientCertificate, { trusted: true })
    const rejected = await curl(server, [...flags, '--cert', bad.cert, '--key', bad.key])
    t.not(rejected.exitCode, 0)
    const closed = await nextSession(server)
    t.match(closed.the('tls.client-certificate-refused'), { problem: 'CERT_HAS_EXPIRED', by: 'close' })
    t.same(closed.all('smtp.message-accepted'), [])
  },
)

against(
  'client-cert-verified',
  'Net::SMTP reads what is wrong with its certificate',
  ['Net::SMTP'],
  async (t, server) => {
    const told = async (wanted: Wanted | null) => {
      const files = wanted && (await credentials(t, server, wanted))
      const run = await netSmtp(server, files ? ['--cert', files.cert, '--key', files.key] : [])
      await nextSession(server)
      return run.exitCode === 0 ? 'delivered' : (/^mail: (.*)$/m.exec(run.stderr)?.[1]?.trim() ?? run.stderr)
    }
    const name = 'gw.partner.example'
    t.equal(await told({ name }), 'delivered')
    t.match(await told(null), '503 5.7.0 not authenticated')
    t.match(
      await told({ name: 'mx.elsewhere.example' }),
      '503 5.7.0 CN mx.elsewhere.example does not match gw.partner.example',
    )
    t.match(
      await told({ name, fault: 'untrusted-root' }),
      '503 5.7.0 Cert Issuer /CN=smtp-simulator untrusted test CA does not match',
    )
    t.match(await told({ name, fault: 'expired' }), '503 5.7.0 authentication failed')
  },
)

against(
  'client-cert-many-cas',
  'openssl and gnutls-cli print all of the names, and carry a mail',
  ['openssl', 'gnutls-cli', 'curl'],
  async (t, server) => {
    const { cert, key, ca } = await credentials(t, server)
    const byOpenssl = await typeMail(openssl(server, ['-cert', cert, '-key', key, '-CAfile', ca]))
    exits(t, byOpenssl, 0)
    t.equal(byOpenssl.output.match(/^O = Example Trust Services No\. \d+, CN = /gm)?.length, 300)
    await accepted(t, server, true)
    const byGnutls = await typeMail(
      gnutlsCli(server, [`--x509certfile=${cert}`, `--x509keyfile=${key}`, `--x509cafile=${ca}`]),
    )
    exits(t, byGnutls, 0)
    t.match(byGnutls.output, 'Server has requested a certificate.')
    await accepted(t, server, true)
    const without = await curl(server, ['--ssl-reqd', '--cacert', ca, '--tls-max', '1.2'])
    exits(t, without, 35)
    t.match((await nextSession(server)).the('tls.client-certificate-refused'), { problem: 'MISSING' })
  },
)

against(
  'client-cert-server-purpose',
  'swaks with the certificate of a server is told that it is not trusted',
  ['swaks'],
  async (t, server) => {
    const ofServer = await credentials(t, server, { fault: 'server-purpose' })
    const run = await swaks(server, ['--tls', '--tls-cert', ofServer.cert, '--tls-key', ofServer.key])
    t.not(run.exitCode, 0)
    t.match(run.output, '<~* 421 4.7.1 smtp.test Error: Client certificate not trusted')
    t.match((await nextSession(server)).the('tls.client-certificate-refused'), {
      problem: 'INVALID_PURPOSE',
      by: 'reply',
    })
    const own = await credentials(t, server)
    exits(t, await swaks(server, ['--tls', '--tls-cert', own.cert, '--tls-key', own.key]), 0)
    await accepted(t, server, true)
  },
)
