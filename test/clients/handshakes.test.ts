// Handshakes that the server spoils or begins elsewhere, and versions of which one side has only one.
import { against } from './against.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, opensslAt, run } from './client.ts'
import { curl, gnutlsCli, msmtp, openssl, smtplib, swaks, typeMail } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

against(
  'handshake-alert',
  'openssl, gnutls-cli and swaks name the alert',
  ['openssl', 'gnutls-cli', 'swaks'],
  async (t, server) => {
    const runs = [
      [await openssl(server, []).ended, 1, 'SSL alert number 40'],
      [await gnutlsCli(server, ['--insecure']).ended, 1, '*** Received alert [40]: Handshake failed'],
      [await swaks(server, ['--tls']), 29, 'sslv3 alert handshake failure'],
    ] as const
    for (const [ended, code, words] of runs) {
      exits(t, ended, code)
      t.match(ended.output, words)
      const session = await nextSession(server)
      t.match(session.the('tls.alert-sent'), { number: 40, inferred: false })
      t.same(session.all('tls.established'), [])
    }
  },
)

against('handshake-garbage', 'curl and msmtp see something that is no TLS', ['curl', 'msmtp'], async (t, server) => {
  const byCurl = await curl(server, ['--ssl-reqd', '--insecure'])
  exits(t, byCurl, 35)
  t.match(byCurl.stderr, 'wrong version number')
  t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS')
  const byMsmtp = await msmtp(server, ['--tls=on', '--tls-certcheck=off'])
  exits(t, byMsmtp, 76)
  t.match(byMsmtp.stderr, 'TLS handshake failed')
  t.match((await nextSession(server)).the('tls.fault-played'), { fault: 'garbage' })
})

against(
  'handshake-closes',
  'c-client and smtplib only know that it ended',
  ['c-client', 'smtplib'],
  async (t, server) => {
    const probe = await cClient(server, '/tls/tls-sslv23', { env: { SSL_CERT_FILE: caFile(t, server) } })
    exits(t, probe, 1)
    t.match(probe.stdout, '?Unable to negotiate TLS with this server: localhost')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS')
    const program = await smtplib(server, [])
    exits(t, program, 1)
    t.match(program.stderr, /ssl\.SSL\w*Error|ConnectionResetError/)
    t.match((await nextSession(server)).the('session.closed'), { by: 'server' })
  },
)

against('handshake-hangs', 'curl waits for its own time limit, and no longer', ['curl'], async (t, server) => {
  const ended = await curl(server, ['--ssl-reqd', '--insecure', '--max-time', '0.5'])
  exits(t, ended, 28)
  t.match(ended.stderr, /timed? ?out/i)
  const session = await nextSession(server)
  t.match(session.the('tls.fault-played'), { fault: 'hang' })
  t.match(session.the('session.closed'), { by: 'client' })
})

against('tls-then-silence', 'curl waits for the answer to EHLO', ['curl'], async (t, server) => {
  const ended = await curl(server, ['--ssl-reqd', '--cacert', caFile(t, server), '--max-time', '1'])
  exits(t, ended, 28)
  const session = await nextSession(server)
  t.equal(session.verbs, 'EHLO STARTTLS EHLO*', 'and uses nothing that came before')
  t.equal(session.the('smtp.reply-withheld').then, 'silence')
})

against(
  'implicit-tls',
  'swaks, openssl and msmtp that start TLS at once send',
  ['swaks', 'openssl', 'msmtp'],
  async (t, server) => {
    const bySwaks = await swaks(server, ['--tls-on-connect'])
    exits(t, bySwaks, 0)
    const session = await nextSession(server)
    t.same(session.dialogue, swaksLog(bySwaks.output))
    t.match(session.the('smtp.message-accepted'), { secured: true })
    const byMsmtp = await msmtp(server, ['--tls=on', '--tls-starttls=off', `--tls-trust-file=${caFile(t, server)}`])
    exits(t, byMsmtp, 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
    // With STARTTLS it waits for a greeting, and the server waits for a hello.
    const waiting = await curl(server, ['--ssl-reqd', '--insecure', '--max-time', '0.5'])
    exits(t, waiting, 28)
    t.equal(server.sessions.at(-1)?.probe, true, 'it has not sent one byte')
  },
)

against(
  'plain-on-implicit-port',
  '"wrong version number", the question of every forum',
  ['openssl', 'swaks'],
  async (t, server) => {
    const direct = await run('openssl', ['s_client', '-connect', `${server.host}:${server.port}`])
    exits(t, direct, 1)
    t.match(direct.output, 'wrong version number')
    t.match((await nextSession(server)).all('smtp.tls-record-received').length, 1)
    const bySwaks = await swaks(server, ['--tls-on-connect'])
    exits(t, bySwaks, 29)
    const session = await nextSession(server)
    t.match(session.the('smtp.tls-record-received').hello, { servername: null })
    const behind = await swaks(server, ['--tls'])
    exits(t, behind, 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
  },
)

against(
  'tls13-only',
  'openssl at TLS 1.2 is refused, swaks sends at TLS 1.3',
  ['openssl', 'swaks'],
  async (t, server) => {
    const old = await openssl(server, ['-tls1_2']).ended
    exits(t, old, 1)
    t.match(old.output, 'SSL alert number 70')
    t.match((await nextSession(server)).the('tls.failed'), { reason: 'no-common-version' })
    const newer = await swaks(server, ['--tls'])
    exits(t, newer, 0)
    t.equal((await nextSession(server)).the('tls.established').version, 'TLSv1.3')
  },
)

against(
  'tls10-only',
  'swaks of today breaks off; a client that is told to goes down',
  ['swaks', 'gnutls-cli'],
  async (t, server) => {
    const today = await swaks(server, ['--tls'])
    exits(t, today, 29)
    const refused = await nextSession(server)
    t.same(refused.all('tls.established'), [])
    t.same(server.messages, [])
    const old = await swaks(server, ['--tls'], opensslAt(t, 'TLSv1'))
    exits(t, old, 0)
    t.equal((await nextSession(server)).the('tls.established').version, 'TLSv1')
    // GnuTLS 3.7 of Debian still goes down by itself.
    exits(t, await typeMail(gnutlsCli(server, ['--insecure'])), 0)
    t.equal((await nextSession(server)).the('tls.established').version, 'TLSv1')
  },
)

against('tls10-reject-at-mail', 'swaks at TLS 1.0 is turned away at MAIL', ['swaks'], async (t, server) => {
  const ended = await swaks(server, ['--tls'], opensslAt(t, 'TLSv1'))
  exits(t, ended, 23)
  t.match(ended.output, '<~* 421 4.7.66 TLS 1.0 and 1.1 are not supported.')
  t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO* MAIL*')
  exits(t, await swaks(server, ['--tls']), 0)
  t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
})

against(
  'version-intolerant',
  'the probe of Broadcom article 227333 tries TLS 1.2 first, falls back, and its log speaks of TLS 1.0',
  ['c-client'],
  async (t, server) => {
    const login = { user: 'probe', password: 'hunter2' }
    const trust = { SSL_CERT_FILE: caFile(t, server) }
    const first = await cClient(server, '/tls/tls-sslv23', { login, env: trust })
    exits(t, first, 1)
    t.match(first.stdout, '?TLS/SSL failure for localhost: SSL negotiation failed')
    const hangUp = await nextSession(server)
    t.match(hangUp.the('tls.fault-played'), { fault: 'intolerant', detail: /TLSv1\.3/ })
    const again = await cClient(server, '/tls', { login, env: { ...trust, ...opensslAt(t, 'TLSv1') } })
    exits(t, again, 1)
    t.match(again.stdout, '421 4.7.66 TLS 1.0 and 1.1 are not supported.')
    const refused = await nextSession(server)
    t.equal(refused.the('tls.established').version, 'TLSv1')
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none', leak: 'none' }, judgement.explain())
    t.equal(judgement.diagnoses[0]?.id, 'fell-back-to-old-tls', 'the old version is the consequence, not the cause')
  },
)
