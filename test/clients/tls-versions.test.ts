// Clients that are limited to one TLS version, and what the server has to say about it.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { caFile, exits, opensslAt, requireClient } from './client.ts'
import { connected, curl, gnutlsCli, msmtp, openssl, smtplib, swaks, typeMail } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

const REFUSAL =
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.'
const LOGIN = ['--tls', '--auth', 'LOGIN', '--auth-user', 'desk', '--auth-password', 'hunter2']
const base64 = (text: string) => Buffer.from(text).toString('base64')

t.test('tls10-reject', async (t) => {
  t.test(
    'swaks limited to TLS 1.0 gets 421 4.7.66 after its password',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('tls10-reject', { showSecrets: true })
      const run = await swaks(server, LOGIN, opensslAt(t, 'TLSv1'))
      exits(t, run, 28)
      t.match(run.output, '=== TLS started with cipher TLSv1:')

      const session = await nextSession(server)
      t.equal(session.the('tls.hello-received').summary, 'offers TLS 1.0 only, 8 suites, no SNI')
      t.equal(session.the('tls.established').version, 'TLSv1')
      // swaks says QUIT into the connection that the server has closed behind its 421.
      const { client, server: replies } = swaksLog(run.output)
      t.same(session.dialogue, { client: client.slice(0, -1), server: replies })
      t.same(client.slice(-4), ['AUTH LOGIN', base64('desk'), base64('hunter2'), 'QUIT'])
      t.same(replies.slice(-3), ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', REFUSAL])
      t.match(session.the('session.closed'), { by: 'server', how: 'fin' })
      t.same(server.messages, [])
    }),
  )

  t.test(
    'swaks limited to TLS 1.1 gets the same',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('tls10-reject')
      const run = await swaks(server, LOGIN, opensslAt(t, 'TLSv1.1'))
      exits(t, run, 28)
      t.match(run.output, `<~* ${REFUSAL}`)
      const session = await nextSession(server)
      t.equal(session.the('tls.established').version, 'TLSv1.1')
      t.equal(session.dialogue.server.at(-1), REFUSAL)
      t.notMatch(JSON.stringify(server.transcript), base64('hunter2'), 'the password is not in the transcript')
    }),
  )

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    t.test(
      `the mail of swaks goes through with ${version}`,
      requireClient('swaks', async (t) => {
        await using server = await startScenario('tls10-reject', { showSecrets: true })
        const run = await swaks(server, LOGIN, opensslAt(t, version))
        exits(t, run, 0)
        const session = await nextSession(server)
        t.equal(session.the('tls.established').version, version)
        t.same(session.dialogue, swaksLog(run.output))
        t.match(session.the('smtp.message-accepted'), { secured: true, authenticated: true })
      }),
    )
  }

  t.test(
    'openssl s_client limited to TLS 1.0 logs in and gets 421 4.7.66',
    requireClient('openssl', async (t) => {
      await using server = await startScenario('tls10-reject')
      const client = openssl(server, ['-brief', '-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0'])
      await connected(client)
      const turns: [string, RegExp][] = [
        ['EHLO client.test', /^250-AUTH LOGIN XOAUTH2\r?$.*^250 /ms],
        ['AUTH LOGIN', /^334 VXNlcm5hbWU6/m],
        [base64('desk'), /^334 UGFzc3dvcmQ6/m],
      ]
      for (const [line, reply] of turns) {
        client.says(line)
        await client.hears(reply)
      }
      client.says(base64('hunter2'))
      // The server hangs up, so the client ends by itself.
      const { output } = await client.ended
      t.match(output, 'Protocol version: TLSv1\n')
      t.match(output, REFUSAL)
      const session = await nextSession(server)
      t.equal(session.the('tls.established').version, 'TLSv1')
      t.match(session.the('smtp.credentials-received'), { mechanism: 'LOGIN', user: 'desk', secured: true })
      t.equal(session.verbs, 'EHLO STARTTLS EHLO* AUTH*')
      t.equal(session.dialogue.server.at(-1), REFUSAL)
      t.match(session.the('session.closed'), { by: 'server' })
    }),
  )

  t.test(
    'smtplib raises the 421 when it may speak TLS 1.0 only',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('tls10-reject')
      const run = await smtplib(server, ['--tls', 'TLSv1', '--user', 'desk', '--password', 'hunter2'])
      exits(t, run, 1)
      t.match(run.stdout, 'agreed on TLSv1 ')
      t.match(run.stderr, `smtplib.SMTPAuthenticationError: (421, b'${REFUSAL.slice(4)}')`)
      const session = await nextSession(server)
      t.equal(session.the('tls.established').version, 'TLSv1')
      t.equal(session.dialogue.server.at(-1), REFUSAL)
    }),
  )
})

t.test('tls12-only', async (t) => {
  t.test(
    'openssl s_client hears the alert protocol_version on TLS 1.0',
    requireClient('openssl', async (t) => {
      await using server = await startScenario('tls12-only')
      const run = await openssl(server, ['-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0']).ended
      exits(t, run, 1)
      t.match(run.output, 'tlsv1 alert protocol version')
      t.match(run.output, 'SSL alert number 70')
      const session = await nextSession(server)
      t.match(session.the('tls.alert-sent'), { number: 70, name: 'protocol_version' })
      t.match(session.the('tls.failed'), { reason: 'no-common-version' })
      t.equal(session.verbs, 'EHLO STARTTLS')
    }),
  )

  t.test(
    'gnutls-cli hears it on TLS 1.1',
    requireClient('gnutls-cli', async (t) => {
      await using server = await startScenario('tls12-only')
      const run = await gnutlsCli(server, ['--priority=NORMAL:-VERS-ALL:+VERS-TLS1.1']).ended
      exits(t, run, 1)
      t.match(run.output, '*** Received alert [70]: Error in protocol version')
      const session = await nextSession(server)
      t.equal(session.the('tls.hello-received').hello.helloVersion, 'TLSv1.1')
      t.match(session.the('tls.alert-sent'), { number: 70 })
    }),
  )

  t.test(
    'swaks sends nothing when its only version is TLS 1.0',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('tls12-only')
      const run = await swaks(server, ['--tls'], opensslAt(t, 'TLSv1'))
      exits(t, run, 29)
      t.match(run.output, 'tlsv1 alert protocol version')
      const session = await nextSession(server)
      t.match(session.the('tls.failed'), { reason: 'no-common-version' })
      t.same(session.dialogue, swaksLog(run.output))
    }),
  )

  t.test(
    'curl is refused as well when it speaks TLS 1.3 only',
    requireClient('curl', async (t) => {
      await using server = await startScenario('tls12-only')
      const run = await curl(server, ['--ssl-reqd', '--tlsv1.3', '--cacert', caFile(t, server)])
      exits(t, run, 35)
      t.match(run.stderr, 'alert protocol version')
      const session = await nextSession(server)
      t.same(session.the('tls.hello-received').hello.versions, ['TLSv1.3'])
      t.match(session.the('tls.alert-sent'), { number: 70 })
    }),
  )

  t.test(
    'msmtp agrees on TLS 1.2 and delivers',
    requireClient('msmtp', async (t) => {
      await using server = await startScenario('tls12-only')
      const run = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
      exits(t, run, 0)
      t.match(run.stdout, '(TLS1.2)')
      const session = await nextSession(server)
      t.equal(session.the('tls.established').version, 'TLSv1.2')
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'gnutls-cli limited to TLS 1.2 carries a mail',
    requireClient('gnutls-cli', async (t) => {
      await using server = await startScenario('tls12-only')
      const flags = ['--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2', `--x509cafile=${caFile(t, server)}`]
      const run = await typeMail(gnutlsCli(server, flags))
      t.match(run.output, 'Description: (TLS1.2')
      const session = await nextSession(server)
      t.equal(session.the('tls.established').version, 'TLSv1.2')
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )
})
