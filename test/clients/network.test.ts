// Servers and lines that are slow, break, or speak oddly.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, requireClient } from './client.ts'
import { curl, msmtp, netSmtp, smtplib, swaks } from './mailers.ts'
import { postfix } from './postfix/postfix.ts'
import { netSmtpLog, nextSession, swaksLog } from './session.ts'

const ENCRYPT = { smtp_tls_security_level: 'encrypt' }
const QUICK = { settleMs: 100 }

t.test(
  'slow-greeting: curl that has one second in all gives up, msmtp waits and delivers',
  requireClient(['curl', 'msmtp'], async (t) => {
    await using server = await startScenario('slow-greeting', { settleMs: 0 })
    const hasty = await curl(server, ['--ssl-reqd', '--insecure', '--max-time', '1'])
    exits(t, hasty, 28)
    server.reportClientError(hasty.stderr)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'fail', outcome: 'none' }, 'two seconds are nothing to RFC 5321')
    t.equal(judgement.diagnoses[0]?.id, 'client-did-not-wait')

    exits(t, await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`]), 0)
    t.match(server.messages, [{ secured: true }])
  }),
)

t.test(
  'drip: swaks and smtplib put lines and records together again',
  requireClient(['swaks', 'smtplib'], async (t) => {
    await using server = await startScenario('drip')
    const [bySwaks, byPython] = await Promise.all([
      swaks(server, ['--tls', '--tls-verify', '--tls-ca-path', caFile(t, server)]),
      smtplib(server, ['--ca', caFile(t, server)]),
    ])
    exits(t, bySwaks, 0)
    exits(t, byPython, 0)
    t.match(server.messages, [{ secured: true }, { secured: true }])
  }),
)

t.test(
  'cut-in-data: Postfix keeps the mail, swaks and Net::SMTP say that it was not sent',
  requireClient(['postfix', 'swaks', 'Net::SMTP'], async (t) => {
    await using server = await startScenario('cut-in-data', QUICK)
    const bySwaks = await swaks(server, ['--tls'])
    exits(t, bySwaks, 6)
    t.match(bySwaks.output, '*** Remote host closed connection unexpectedly.')
    t.same((await nextSession(server)).dialogue.server, swaksLog(bySwaks.output).server)
    const byPerl = await netSmtp(server, ['--ca', caFile(t, server)])
    t.not(byPerl.exitCode, 0, 'it fails', { output: byPerl.output })
    t.same((await nextSession(server)).dialogue.server, netSmtpLog(byPerl.stderr).server)
    server.reset()

    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    t.match(await mta.logs(/status=deferred/), /lost connection with localhost\[127\.0\.0\.1\] while sending/)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.equal(judgement.diagnoses[0]?.id, 'connection-closed-by-server')
    t.same(server.messages, [])
  }),
)

t.test(
  'reset-after-data: Postfix sends again, and the mail is there twice under one Message-ID',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('reset-after-data', QUICK)
    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    t.match(await mta.logs(/status=deferred/), 'while sending end of data -- message may be sent more than once')
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.equal(judgement.diagnoses[0]?.id, 'delivery-unknown')
    await mta.logs(/status=sent/)
    const ids = server.messages.map(({ raw }) => /^Message-Id: (.*)$/im.exec(raw.toString())?.[1])
    t.equal(ids.length, 2)
    t.ok(ids[0] && ids[0] === ids[1], 'the recipient can tell that they are the same')
  }),
)

t.test(
  'silence-after-dot: swaks that waits a second says it failed, though the server has the mail',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('silence-after-dot', { settleMs: 0 })
    const run = await swaks(server, ['--tls', '--timeout', '1'])
    exits(t, run, 26)
    t.match(run.output, 'Timeout (1 secs) waiting for server response')
    t.equal(server.messages.length, 1)
    server.reportClientError(run.output)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.match(judgement.diagnoses, [{ id: 'delivery-unknown' }, { id: 'server-went-silent' }])
  }),
)

t.test(
  'long-replies: swaks and msmtp read to the last line; curl does, or says that it was too much',
  requireClient(['swaks', 'msmtp', 'curl'], async (t) => {
    await using server = await startScenario('long-replies', { settleMs: 0 })
    const ca = caFile(t, server)
    const bySwaks = await swaks(server, ['--tls'])
    exits(t, bySwaks, 0)
    const { server: heard } = swaksLog(bySwaks.output)
    t.same((await nextSession(server)).dialogue.server, heard)
    t.equal(heard.filter((line) => line.length === 510).length, 19 + 37 + 37)
    exits(t, await msmtp(server, ['--tls=on', `--tls-trust-file=${ca}`]), 0)
    t.equal(server.messages.length, 2)
    server.reset()

    // curl 7.88.1 of Debian 12 adds up the same bytes again and again; other versions do not.
    const byCurl = await curl(server, ['--ssl-reqd', '--cacert', ca])
    const reads = byCurl.exitCode === 0
    if (!reads) {
      exits(t, byCurl, 56)
      t.match(byCurl.stderr, 'Too large response headers')
      server.reportClientError(byCurl.stderr)
    }
    const judgement = await server.judge()
    t.equal(judgement.verdict, reads ? 'pass' : 'fail')
    t.equal(judgement.diagnoses[0]?.id, reads ? undefined : 'left-at-a-long-reply')
  }),
)

t.test(
  'bare-lf-replies: swaks, curl and smtplib read by LF, c-client waits for the CR',
  requireClient(['swaks', 'curl', 'smtplib', 'c-client'], async (t) => {
    await using server = await startScenario('bare-lf-replies', { settleMs: 0 })
    const ca = caFile(t, server)
    exits(t, await swaks(server, ['--tls']), 0)
    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca]), 0)
    exits(t, await smtplib(server, ['--ca', ca]), 0)
    t.match(server.messages, [{ secured: true }, { secured: true }, { secured: true }])
    server.reset()

    // It has five minutes of patience; we have one second.
    const waits = cClient(server, '', { limitMs: 1000 })
    await t.rejects(waits, { message: /^Not done within 1000 ms: [\s\S]*\[Trying IP address \[127\.0\.0\.1\]\]\s*$/ })
    server.reportClientError('it was ended')
    const judgement = await server.judge({ policy: 'opportunistic' })
    t.match(judgement, { verdict: 'pass', outcome: 'none', diagnoses: [{ id: 'reply-ends-with-lf' }] })
  }),
)

t.test(
  'non-ascii-replies: smtplib and Net::SMTP go by the codes',
  requireClient(['smtplib', 'Net::SMTP'], async (t) => {
    await using server = await startScenario('non-ascii-replies')
    const ca = caFile(t, server)
    const byPython = await smtplib(server, ['--ca', ca])
    exits(t, byPython, 0)
    t.match(byPython.stderr, "reply: b'250 2.1.0 Odes\\xc3\\xadlatel p\\xc5\\x99ijat\\r\\n'")
    exits(t, await netSmtp(server, ['--ca', ca]), 0)
    t.match(server.messages, [{ secured: true }, { secured: true }])
  }),
)
