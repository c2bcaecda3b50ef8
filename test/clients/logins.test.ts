// Logins that are refused, deferred, offered where they should not be, or asked for in other words.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, opensslAt, requireClient } from './client.ts'
import { curl, msmtp, netSmtp, smtplib, swaks } from './mailers.ts'
import { cClientLog, msmtpLog, netSmtpLog, nextSession, smtplibLog } from './session.ts'

const login = { user: 'probe', password: 'hunter2' }
const PASSWORD = ['--auth-user', login.user, '--auth-password', login.password]
const HOST = 'MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM'

/** Refusals for good, whatever the credentials; the words behind `535 5.7.139 Authentication unsuccessful, `. */
const CLOSED = {
  'microsoft-365-smtp-auth-off-tenant':
    'SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
  'microsoft-365-smtp-auth-off-mailbox':
    'SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
  'microsoft-365-conditional-access':
    'the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
  'microsoft-365-wrong-credentials': 'the user credentials were incorrect.',
}

for (const [name, words] of Object.entries(CLOSED)) {
  t.test(
    `${name}: swaks shows the text, curl only that the login was denied`,
    requireClient(['swaks', 'curl'], async (t) => {
      await using server = await startScenario(name, { settleMs: 0 })
      const run = await swaks(server, ['--tls', '--auth', 'LOGIN', ...PASSWORD])
      exits(t, run, 28)
      t.match(run.output, `<~* 535 5.7.139 Authentication unsuccessful, ${words} [${HOST}]\n`)
      server.reportClientError(run.output)
      const judgement = await server.judge({ policy: 'unverified' })
      t.match(judgement, { verdict: 'pass', outcome: 'none' })
      t.equal(judgement.diagnoses[0]?.id, name)

      const token = await curl(server, ['--ssl-reqd', '--insecure', '--user', 'probe:', '--oauth2-bearer', 't0ken'])
      exits(t, token, 67)
      t.match(token.stderr, 'curl: (67) Login denied')
    }),
  )
}

/** Refusals of a password; a token works. */
const NO_PASSWORD = {
  'microsoft-365-basic-auth-disabled': `535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [${HOST}]`,
  'microsoft-365-basic-auth-retired': '550 5.7.30 Basic authentication is not supported for Client Submission.',
  'microsoft-365-security-defaults': `535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. [${HOST}]`,
}

for (const [name, text] of Object.entries(NO_PASSWORD)) {
  t.test(
    `${name}: msmtp fails with its password, curl delivers with a token`,
    requireClient(['msmtp', 'curl'], async (t) => {
      await using server = await startScenario(name, { settleMs: 0 })
      const ca = caFile(t, server)
      const flags = ['--tls=on', `--tls-trust-file=${ca}`, '--auth=login', '--user=probe', '--passwordeval=hostname']
      const run = await msmtp(server, flags)
      exits(t, run, 77)
      t.match(run.stderr, `msmtp: server message: ${text}\n`)
      t.same((await nextSession(server)).dialogue.server, msmtpLog(run.stdout).server)
      server.reportClientError(run.stderr)
      const judgement = await server.judge()
      t.match(judgement, { verdict: 'fail', outcome: 'none' }, 'the server rightly asks for a token')
      t.equal(judgement.diagnoses[0]?.id, name)

      exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca, '--user', 'probe:', '--oauth2-bearer', 't0ken']), 0)
      const session = await nextSession(server)
      t.match(session.the('smtp.credentials-received'), { mechanism: 'XOAUTH2', secured: true })
      t.match(session.the('smtp.message-accepted'), { authenticated: true })
    }),
  )
}

t.test(
  'microsoft-365-not-authenticated: a client without a login is told so at MAIL, with one it delivers',
  requireClient('smtplib', async (t) => {
    await using server = await startScenario('microsoft-365-not-authenticated')
    const ca = caFile(t, server)
    const anonymous = await smtplib(server, ['--ca', ca])
    exits(t, anonymous, 1)
    t.match(anonymous.stderr, "smtplib.SMTPSenderRefused: (530, b'5.7.57 Client not authenticated to send mail.")
    t.same((await nextSession(server)).dialogue, smtplibLog(anonymous.stderr))
    exits(t, await smtplib(server, ['--ca', ca, '--user', login.user, '--password', login.password]), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { authenticated: true })
  }),
)

t.test(
  'microsoft-365-old-tls-organization: the same swaks fails at TLS 1.0 and delivers at TLS 1.2',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('microsoft-365-old-tls-organization', { settleMs: 0 })
    const flags = ['--tls', '--auth', 'LOGIN', ...PASSWORD]
    const old = await swaks(server, flags, opensslAt(t, 'TLSv1'))
    exits(t, old, 28)
    t.match(
      old.output,
      `<~* 550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization. Please contact your administrator. [${HOST}]`,
    )
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement.diagnoses, [{ id: 'client-offers-only-old-tls' }, { id: 'microsoft-365-old-tls-organization' }])
    exits(t, await swaks(server, flags, opensslAt(t, 'TLSv1.2')), 0)
    t.equal(server.messages.length, 1)
  }),
)

t.test(
  'auth-only-xoauth2: with a password no client gets past the list, curl with a token does',
  requireClient(['curl', 'smtplib', 'Net::SMTP'], async (t) => {
    await using server = await startScenario('auth-only-xoauth2')
    const ca = caFile(t, server)
    const byPython = await smtplib(server, ['--ca', ca, '--user', login.user, '--password', login.password])
    exits(t, byPython, 1)
    t.match(byPython.stderr, 'smtplib.SMTPException: No suitable authentication method found.')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO* QUIT*')

    const byPerl = await netSmtp(server, ['--ca', ca, '--user', login.user, '--password', login.password])
    t.match(byPerl.stderr, 'No SASL mechanism found')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO*')

    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca, '--user', 'probe:hunter2']), 67)
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO*', 'not one try')
    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca, '--user', 'probe:', '--oauth2-bearer', 't0ken']), 0)
    t.equal(server.messages.length, 1)
  }),
)

t.test(
  'auth-ntlm-then-login: c-client and smtplib fall back to LOGIN in clear, curl does not',
  requireClient(['c-client', 'smtplib', 'curl'], async (t) => {
    await using server = await startScenario('auth-ntlm-then-login', { settleMs: 0 })
    const byCurl = await curl(server, ['--user', 'probe:hunter2', '--login-options', 'AUTH=NTLM'])
    exits(t, byCurl, 67)
    const stopped = await nextSession(server)
    t.match(stopped.all('smtp.command-received')[1], { line: 'AUTH NTLM' })
    t.same(stopped.all('smtp.credentials-received'), [])
    server.reset()

    const byCClient = await cClient(server, '', { login })
    exits(t, byCClient, 0)
    const { client } = cClientLog(byCClient.stdout)
    t.same(client.slice(1, 3), ['AUTH CRAM-MD5', 'AUTH LOGIN'])
    const judgement = await server.judge({ policy: 'opportunistic' })
    t.match(judgement, { verdict: 'warn', outcome: 'in-clear', leak: 'credentials' })
    t.equal(judgement.diagnoses[0]?.id, 'auth-downgraded-to-clear')
    server.reset()

    exits(t, await smtplib(server, ['--starttls', 'never', '--user', login.user, '--password', login.password]), 0)
    t.match((await nextSession(server)).the('smtp.credentials-received'), { mechanism: 'LOGIN', secured: false })
  }),
)

t.test(
  'auth-in-clear-offered: swaks logs in as soon as it can; msmtp picks no mechanism that shows the password',
  requireClient(['swaks', 'msmtp'], async (t) => {
    await using server = await startScenario('auth-in-clear-offered')
    exits(t, await swaks(server, ['--auth', 'PLAIN', ...PASSWORD]), 0)
    const leaked = await nextSession(server)
    t.equal(leaked.verbs, 'EHLO AUTH MAIL RCPT DATA QUIT')
    t.match(leaked.the('smtp.credentials-received'), { secured: false })

    const flags = ['--tls=off', '--auth=on', '--user=probe', '--passwordeval=hostname']
    const careful = await msmtp(server, flags)
    exits(t, careful, 69)
    t.match(careful.stderr, 'msmtp: cannot use a secure authentication method')
    t.equal((await nextSession(server)).verbs, 'EHLO')

    exits(t, await swaks(server, ['--tls', '--auth', 'PLAIN', ...PASSWORD]), 0)
    t.match((await nextSession(server)).the('smtp.credentials-received'), { secured: true })
  }),
)

t.test(
  'auth-wrong-password: smtplib tries the same password with every mechanism, Net::SMTP with one',
  requireClient(['smtplib', 'Net::SMTP'], async (t) => {
    await using server = await startScenario('auth-wrong-password')
    const ca = caFile(t, server)
    const flags = ['--ca', ca, '--user', login.user, '--password', login.password]
    const byPython = await smtplib(server, flags)
    exits(t, byPython, 1)
    t.match(byPython.stderr, "(535, b'5.7.8 Error: authentication failed: authentication failure')")
    const session = await nextSession(server)
    t.same(
      session.all('smtp.credentials-received').map(({ mechanism }) => mechanism),
      ['PLAIN', 'LOGIN'],
    )
    const byPerl = await netSmtp(server, flags)
    t.match(byPerl.stderr, 'auth: 535 5.7.8 Error: authentication failed: authentication failure')
    const once = await nextSession(server)
    t.same(once.dialogue.server, netSmtpLog(byPerl.stderr).server)
    t.equal(once.all('smtp.credentials-received').length, 1)
  }),
)

t.test(
  'auth-temporary-failure: to curl 454 is a login denied, as if the password were wrong',
  requireClient(['curl', 'swaks'], async (t) => {
    await using server = await startScenario('auth-temporary-failure', { settleMs: 0 })
    const run = await curl(server, ['--ssl-reqd', '--insecure', '--user', 'probe:hunter2'])
    exits(t, run, 67)
    t.match(run.stderr, '< 454 4.7.0 Temporary authentication failure: Connection lost to authentication server')
    server.reportClientError(run.stderr)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.same(
      judgement.diagnoses.map(({ id }) => id),
      ['deferred', 'gave-up-without-retry', 'closed-without-quit'],
    )
    exits(t, await swaks(server, ['--tls', '--auth', 'PLAIN', ...PASSWORD]), 28)
  }),
)

t.test(
  'auth-fails-then-works: a script that runs msmtp again gets its mail through',
  requireClient('msmtp', async (t) => {
    await using server = await startScenario('auth-fails-then-works')
    const ca = caFile(t, server)
    const flags = ['--tls=on', `--tls-trust-file=${ca}`, '--auth=on', '--user=probe', '--passwordeval=hostname']
    const first = await msmtp(server, flags)
    exits(t, first, 77)
    t.match(first.stderr, 'msmtp: server message: 454 4.7.0 Temporary authentication failure')
    exits(t, await msmtp(server, flags), 0)
    t.match(server.messages, [{ secured: true }])
  }),
)

t.test(
  'auth-mechanism-unknown: swaks that must use PLAIN does not try, with LOGIN it delivers',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('auth-mechanism-unknown')
    const wrong = await swaks(server, ['--tls', '--auth', 'PLAIN', ...PASSWORD])
    exits(t, wrong, 28)
    t.match(wrong.output, '*** Auth not attempted, requested type not available')
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO* QUIT*')
    exits(t, await swaks(server, ['--tls', '--auth', 'LOGIN', ...PASSWORD]), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { authenticated: true })
  }),
)

t.test(
  'auth-needs-tls: with LOGIN swaks keeps its password, with PLAIN the refusal comes too late',
  requireClient('swaks', async (t) => {
    await using server = await startScenario('auth-needs-tls', { settleMs: 0 })
    const kept = await swaks(server, ['--auth', 'LOGIN', ...PASSWORD])
    exits(t, kept, 28)
    t.match(kept.output, '<** 538 Error: Must issue a STARTTLS command first')
    t.match(await server.judge(), { verdict: 'fail', outcome: 'none', leak: 'none' })
    server.reset()
    exits(t, await swaks(server, ['--auth', 'PLAIN', ...PASSWORD]), 28)
    t.match(await server.judge(), { verdict: 'fail', outcome: 'none', leak: 'credentials' })
    exits(t, await swaks(server, ['--tls', '--auth', 'PLAIN', ...PASSWORD]), 0)
  }),
)

t.test(
  'auth-odd-prompts: c-client, msmtp and curl count the prompts and do not read them',
  requireClient(['c-client', 'msmtp', 'curl'], async (t) => {
    await using server = await startScenario('auth-odd-prompts')
    const ca = caFile(t, server)
    const probe = await cClient(server, '/tls/tls-sslv23', { login, env: { SSL_CERT_FILE: ca } })
    exits(t, probe, 0)
    t.match(probe.stdout, /^334 \n(.*\n)*<suppressed>\n334 UGFzc3dvcmQA\n<suppressed>\n235 /m)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { authenticated: true })

    const flags = ['--tls=on', `--tls-trust-file=${ca}`, '--auth=login', '--user=probe', '--passwordeval=hostname']
    exits(t, await msmtp(server, flags), 0)
    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca, '--user', 'probe:hunter2']), 0)
    t.equal(server.messages.length, 3)
  }),
)
