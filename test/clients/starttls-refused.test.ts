// STARTTLS that is refused, answered out of place, without TLS behind it, or not to be seen though it works.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, requireClient, run } from './client.ts'
import { curl, gnutlsCli, msmtp, netSmtp, openssl, smtplib, swaks } from './mailers.ts'
import { cClientLog, netSmtpLog, nextSession, smtplibLog, swaksLog } from './session.ts'

const login = { user: 'probe', password: 'hunter2' }

t.test(
  'starttls-refused-454: swaks gives up; c-client without /tls logs in, in clear',
  requireClient(['swaks', 'c-client'], async (t) => {
    await using server = await startScenario('starttls-refused-454')
    const strict = await swaks(server, ['--tls'])
    exits(t, strict, 29)
    t.match(strict.output, '*** STARTTLS attempted but failed')
    const refused = await nextSession(server)
    t.same(refused.dialogue, swaksLog(strict.output))
    t.equal(refused.verbs, 'EHLO STARTTLS')

    const careless = await cClient(server, '', { login })
    exits(t, careless, 0)
    const leaked = await nextSession(server)
    t.match(leaked.verbs, /^EHLO STARTTLS AUTH /)
    t.match(leaked.the('smtp.credentials-received'), { user: 'probe', secured: false })
    const { client, server: replies } = cClientLog(careless.stdout)
    t.same(replies, leaked.dialogue.server)
    t.equal(client[1], 'STARTTLS')
  }),
)

t.test(
  'starttls-refused-502: curl says who denied what, smtplib raises it, Net::SMTP stops',
  requireClient(['curl', 'smtplib', 'Net::SMTP'], async (t) => {
    await using server = await startScenario('starttls-refused-502')
    const byCurl = await curl(server, ['--ssl-reqd'])
    exits(t, byCurl, 64)
    t.match(byCurl.stderr, 'curl: (64) STARTTLS denied, code 502')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS')

    const byPython = await smtplib(server, [])
    exits(t, byPython, 1)
    t.match(byPython.stderr, "smtplib.SMTPResponseException: (502, b'5.5.1 Command not implemented')")
    t.same((await nextSession(server)).dialogue, smtplibLog(byPython.stderr))

    const byPerl = await netSmtp(server, ['--starttls', 'when-offered'])
    t.not(byPerl.exitCode, 0, 'it fails', { output: byPerl.output })
    t.same((await nextSession(server)).dialogue, netSmtpLog(byPerl.stderr))
    t.same(server.messages, [])
  }),
)

t.test(
  'starttls-out-of-place: to msmtp 354 is a failure; swaks that may goes on in clear',
  requireClient(['msmtp', 'swaks'], async (t) => {
    await using server = await startScenario('starttls-out-of-place')
    const strict = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
    exits(t, strict, 76)
    t.match(strict.stderr, 'msmtp: server message: 354 End data with <CR><LF>.<CR><LF>')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS')

    const lenient = await swaks(server, ['--tls-optional'])
    exits(t, lenient, 0)
    const session = await nextSession(server)
    t.same(session.dialogue, swaksLog(lenient.output))
    t.equal(session.verbs, 'EHLO STARTTLS MAIL RCPT DATA QUIT')
    t.match(session.the('smtp.message-accepted'), { secured: false })
  }),
)

t.test(
  'starttls-then-nothing: each TLS library has its own words for plain text where TLS is due',
  requireClient(['openssl', 'gnutls-cli', 'curl'], async (t) => {
    await using server = await startScenario('starttls-then-nothing')
    const byOpenssl = await openssl(server, []).ended
    exits(t, byOpenssl, 1)
    t.match(byOpenssl.stderr, 'wrong version number')
    const seen = await nextSession(server)
    t.match(seen.the('smtp.tls-record-received').hello, { framing: 'tls' })
    t.same(seen.all('tls.hello-received'), [], 'nobody was there to shake hands')

    const byGnutls = await gnutlsCli(server, ['--insecure']).ended
    t.match(byGnutls.output, /unexpected TLS packet was received/i)
    await nextSession(server)

    // It asks for TLS where it can, and still does not go on without.
    const byCurl = await curl(server, ['--ssl', '--insecure'])
    exits(t, byCurl, 35)
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS')
    t.same(server.messages, [])
  }),
)

t.test(
  'starttls-not-advertised-but-works: Net::SMTP asks and gets it, smtplib and msmtp believe the list',
  requireClient(['Net::SMTP', 'smtplib', 'msmtp'], async (t) => {
    await using server = await startScenario('starttls-not-advertised-but-works')
    const ca = caFile(t, server)
    const asks = await netSmtp(server, ['--ca', ca])
    exits(t, asks, 0)
    t.match((await nextSession(server)).verbs, /^EHLO STARTTLS EHLO\* MAIL\*/)
    t.match(server.messages, [{ secured: true }])

    const byPython = await smtplib(server, ['--ca', ca])
    exits(t, byPython, 1)
    t.match(byPython.stderr, 'STARTTLS extension not supported by server')
    t.equal((await nextSession(server)).verbs, 'EHLO QUIT')

    const byMsmtp = await msmtp(server, ['--tls=on', `--tls-trust-file=${ca}`])
    exits(t, byMsmtp, 69)
    t.equal((await nextSession(server)).verbs, 'EHLO QUIT')
  }),
)

t.test(
  'ehlo-refused: swaks and curl fall back to HELO; where TLS is demanded they stop there',
  requireClient(['swaks', 'curl'], async (t) => {
    await using server = await startScenario('ehlo-refused')
    const strict = await swaks(server, ['--tls'])
    exits(t, strict, 29)
    const session = await nextSession(server)
    t.same(session.dialogue, swaksLog(strict.output))
    t.equal(session.verbs, 'EHLO HELO QUIT')

    const lenient = await curl(server, ['--ssl'])
    exits(t, lenient, 0)
    t.equal((await nextSession(server)).verbs, 'EHLO HELO MAIL RCPT DATA QUIT')
    t.match(server.messages, [{ secured: false }])

    exits(t, await curl(server, ['--ssl-reqd']), 9)
    t.equal((await nextSession(server)).verbs, 'EHLO', 'it does not even say HELO')
  }),
)

t.test(
  'starttls-masked-pix: Net::SMTP takes the 250 for a 220 and starts TLS with nobody',
  requireClient(['Net::SMTP', 'c-client'], async (t) => {
    await using server = await startScenario('starttls-masked-pix')
    const shaken = await netSmtp(server, [])
    t.not(shaken.exitCode, 0, 'it fails', { output: shaken.output })
    t.match(shaken.stderr, 'wrong version number')
    const session = await nextSession(server)
    t.same(
      session.all('smtp.command-received').map(({ line, arrived }) => [line, arrived]),
      [
        ['EHLO client.test', 'NOOP'],
        ['STARTTLS', 'NOOP'],
      ],
    )
    t.ok(session.the('smtp.tls-record-received').hello, 'the hello came where a command was due')

    const probe = await cClient(server, '', { login })
    exits(t, probe, 1)
    t.match(probe.stdout, '?SMTP authentication not available: localhost')
    t.equal((await nextSession(server)).verbs, 'EHLO QUIT')
  }),
)

t.test(
  'starttls-order: curl looks at every line and finds it, smtplib skips the first one',
  requireClient(['curl', 'smtplib'], async (t) => {
    await using server = await startScenario('starttls-order')
    const ca = caFile(t, server)
    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca]), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })

    const skips = await smtplib(server, ['--ca', ca])
    exits(t, skips, 1)
    t.match(skips.stderr, 'STARTTLS extension not supported by server')
    exits(t, await smtplib(server, ['--starttls', 'when-offered']), 0)
    t.match(server.messages, [{ secured: true }, { secured: false }])
  }),
)

t.test(
  'pipelining-after-starttls: lines that are piped into a connection are refused, swaks waits and delivers',
  requireClient(['curl', 'swaks'], async (t) => {
    await using server = await startScenario('pipelining-after-starttls')
    // What people do with nc or telnet in a script: everything at once.
    const input = 'EHLO client.test\r\nSTARTTLS\r\nEHLO client.test\r\nQUIT\r\n'
    await run('curl', ['-q', '-sS', `telnet://localhost:${server.port}`], { input })
    const hasty = await nextSession(server)
    t.match(hasty.all('smtp.command-received')[2], { line: 'EHLO client.test', pipelined: true })
    const violation = /^454 4\.5\.0 SMTP protocol violation, no commands allowed to pipeline after STARTTLS/
    t.equal(hasty.dialogue.server.filter((line) => violation.test(line)).length, 1)

    exits(t, await swaks(server, ['--tls', '--pipeline']), 0)
    t.match(server.messages, [{ secured: true }])
  }),
)

t.test(
  'capabilities-change-after-tls: swaks sees no AUTH in clear and logs in inside TLS',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('capabilities-change-after-tls')
    const auth = ['--auth', 'LOGIN', '--auth-user', 'probe', '--auth-password', 'hunter2']
    const inClear = await swaks(server, auth)
    exits(t, inClear, 28)
    t.match(inClear.output, '*** Host did not advertise authentication')
    t.equal((await nextSession(server)).verbs, 'EHLO QUIT', 'and gives no password away')

    exits(t, await swaks(server, ['--tls', ...auth]), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true, authenticated: true })

    const anonymous = await swaks(server, ['--tls'])
    exits(t, anonymous, 23)
    t.match(anonymous.output, '<~* 530 5.7.0 Authentication required')
  }),
)

t.test(
  'capabilities-lost-after-tls: curl leaves out the login that is no longer offered, smtplib and msmtp stop',
  requireClient(['curl', 'smtplib', 'msmtp'], async (t) => {
    await using server = await startScenario('capabilities-lost-after-tls')
    const ca = caFile(t, server)
    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca, '--user', 'probe:hunter2']), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true, authenticated: false })

    const byPython = await smtplib(server, ['--ca', ca, '--user', 'probe', '--password', 'hunter2'])
    exits(t, byPython, 1)
    t.match(byPython.stderr, 'SMTP AUTH extension not supported by server.')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO* QUIT*')

    const login = ['--auth=on', '--user=probe', '--passwordeval=hostname']
    const byMsmtp = await msmtp(server, ['--tls=on', `--tls-trust-file=${ca}`, ...login])
    exits(t, byMsmtp, 69)
    t.match(byMsmtp.stderr, 'msmtp: the server does not support authentication')
    t.equal(server.messages.length, 1)
  }),
)
