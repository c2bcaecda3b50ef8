// Every client delivers to a healthy server, checks its certificate, and tells the same story as the transcript.
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, type Run, requireClient } from './client.ts'
import { curl, gnutlsCli, msmtp, netSmtp, openssl, RECIPIENT, SENDER, smtplib, swaks, typeMail } from './mailers.ts'
import {
  cClientLog,
  curlLog,
  type Dialogue,
  msmtpLog,
  netSmtpLog,
  nextSession,
  smtplibLog,
  swaksLog,
} from './session.ts'

t.test(
  'swaks delivers',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('healthy')
    const run = await swaks(server, ['--tls', '--tls-verify', '--tls-ca-path', caFile(t, server)])
    const said = await delivered(t, server, run)
    t.same(said, swaksLog(run.output))
    t.match(run.output, '=== TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256')
  }),
)

t.test(
  'curl delivers',
  requireClient('curl', async (t) => {
    await using server = await startScenario('healthy')
    const run = await curl(server, ['--ssl-reqd', '--cacert', caFile(t, server)])
    const { client, server: replies } = await delivered(t, server, run)
    // curl says QUIT when its log has ended.
    t.same({ client: client.slice(0, -1), server: replies.slice(0, -1) }, curlLog(run.stderr))
    t.equal(client.at(-1), 'QUIT')
    t.match(run.stderr, 'SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384')
    t.match(run.stderr, 'SSL certificate verify ok.')
  }),
)

t.test(
  'msmtp delivers',
  requireClient('msmtp', async (t) => {
    await using server = await startScenario('healthy')
    const run = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
    t.same(await delivered(t, server, run), msmtpLog(run.stdout))
    t.match(run.stdout, /\(TLS1\.3\)-.*-\(AES-256-GCM\)/)
  }),
)

t.test(
  'smtplib of Python delivers',
  requireClient('smtplib', async (t) => {
    await using server = await startScenario('healthy')
    const run = await smtplib(server, ['--ca', caFile(t, server)])
    t.same(await delivered(t, server, run), smtplibLog(run.stderr))
    t.match(run.stdout, 'agreed on TLSv1.3 TLS_AES_256_GCM_SHA384')
  }),
)

t.test(
  'Net::SMTP of Perl delivers',
  requireClient('Net::SMTP', async (t) => {
    await using server = await startScenario('healthy')
    const run = await netSmtp(server, ['--ca', caFile(t, server)])
    t.same(await delivered(t, server, run), netSmtpLog(run.stderr))
    t.match(run.stderr, 'agreed on TLSv1_3 TLS_AES_256_GCM_SHA384')
  }),
)

t.test(
  'c-client delivers once its STARTTLS may be newer than TLS 1.0',
  requireClient('c-client', async (t) => {
    await using server = await startScenario('healthy')
    const run = await cClient(server, '/tls/tls-sslv23', { env: { SSL_CERT_FILE: caFile(t, server) } })
    t.same(await delivered(t, server, run), cClientLog(run.stdout))
  }),
)

t.test(
  'openssl s_client carries a mail that is typed',
  requireClient('openssl', async (t) => {
    await using server = await startScenario('healthy')
    const flags = ['-brief', '-verify_return_error', '-verify_hostname', 'localhost', '-CAfile', caFile(t, server)]
    const run = await typeMail(openssl(server, flags))
    await delivered(t, server, run)
    t.match(run.output, 'Protocol version: TLSv1.3')
    t.match(run.output, 'Ciphersuite: TLS_AES_256_GCM_SHA384')
    t.match(run.output, 'Verification: OK')
  }),
)

t.test(
  'gnutls-cli carries a mail that is typed',
  requireClient('gnutls-cli', async (t) => {
    await using server = await startScenario('healthy')
    const run = await typeMail(gnutlsCli(server, [`--x509cafile=${caFile(t, server)}`]))
    await delivered(t, server, run)
    t.match(run.output, /Description: \(TLS1\.3-X\.509\)-.*-\(AES-256-GCM\)/)
    t.match(run.output, 'Status: The certificate is trusted.')
  }),
)

/** What holds for every client; returns the dialogue of its only session. */
async function delivered(t: Test, server: ScenarioServer, run: Run): Promise<Dialogue> {
  exits(t, run, 0)
  const session = await nextSession(server)
  t.match(session.the('tls.established'), { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', bits: 256 })
  t.match(session.verbs, /^EHLO STARTTLS EHLO\* (RSET\* )?MAIL\* RCPT\* DATA\* QUIT\*$/, 'no command but EHLO in clear')
  t.match(session.the('smtp.message-accepted'), { sender: SENDER, recipients: [RECIPIENT], secured: true })
  t.same(session.all('tls.alert-received'), [])
  t.match(server.messages[0]?.raw.toString(), / with ESMTPS .*\r\n\r\nThe disk is full\.\r\n/s)
  t.equal(server.sessions.length, 1)
  return session.dialogue
}
