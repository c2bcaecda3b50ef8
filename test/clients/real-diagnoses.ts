// For each diagnosis that does not lead a pair of the corpus: a real client, written by nobody here, that shows it.
import type { Test } from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import type { ClientReport } from '../../src/verdict/judgement.ts'
import { mailer } from '../verdict/real-runs.ts'
import { type ClientName, caFile, onDisk, opensslAt, type Run, run } from './client.ts'
import { connected, curl, openssl, RECIPIENT, SENDER, swaks } from './mailers.ts'

/** nodemailer is a development dependency: it is always there. */
type RealClient = ClientName | 'nodemailer'

/** Plays a client to its end; what it thinks of that. */
type Play = (server: ScenarioServer, t: Test) => Promise<ClientReport['says']>

export interface RealRun {
  diagnosis: string
  client: RealClient
  /** Its name in the catalogue, or the keys that differ from the healthy server. */
  scenario: string | object
  play: Play
  /** How many sessions the client opens. Default: 1. */
  sessions?: number
}

const says = async (ended: Promise<Run>): Promise<ClientReport['says']> =>
  (await ended).exitCode === 0 ? 'delivered' : 'failed'

/** curl with STARTTLS demanded and the authority trusted, and these flags. */
const curls =
  (...flags: string[]): Play =>
  (server, t) =>
    says(curl(server, ['--ssl-reqd', '--cacert', caFile(t, server), ...flags]))

/** The same without TLS. */
const curlsInClear =
  (...flags: string[]): Play =>
  (server) =>
    says(curl(server, flags))

const LOGIN = ['--user', 'user:secret']

/** curl as a terminal: it connects at once and sends what is typed, whatever the other side says. */
const types =
  (text: string): Play =>
  ({ port }) =>
    says(run('curl', ['-q', '-sS', '--max-time', '3', `telnet://127.0.0.1:${port}`], { input: text }))

/** Some lines with smtplib, as scripts have them: a client that is connected, and a context that trusts the authority. */
const scripts =
  (...lines: string[]): Play =>
  (server, t) => {
    const script = [
      'import smtplib, ssl, sys',
      'host, port, ca, sender, recipient = sys.argv[1:]',
      'context = ssl.create_default_context(cafile=ca)',
      "smtp = smtplib.SMTP(host, int(port), local_hostname='client.test')",
      ...lines,
    ].join('\n')
    return says(run('python3', ['-c', script, server.host, `${server.port}`, caFile(t, server), SENDER, RECIPIENT]))
  }

/** With TLS from the first byte it is the client that speaks first. */
const speaksTlsAtOnce: Play = ({ port }) =>
  says(run('curl', ['-q', '-sS', '--max-time', '5', `smtps://127.0.0.1:${port}`]))

const swaksWith =
  (...flags: string[]): Play =>
  (server, t) =>
    says(swaks(server, ['--tls', '--tls-verify', '--tls-ca-path', caFile(t, server), ...flags]))

/** `openssl s_client` that is given a mail once TLS is there; its exit code is 0 whatever the server says. */
const typesIntoOpenssl =
  (...flags: string[]): Play =>
  async (server, t) => {
    const client = openssl(server, ['-CAfile', caFile(t, server), ...flags])
    await connected(client).catch(() => {})
    client.finishes(`EHLO client.test\r\nMAIL FROM:<${SENDER}>\r\nRCPT TO:<${RECIPIENT}>\r\nQUIT\r\n`)
    return says(client.ended)
  }

const curlWithCertificate =
  (...wanted: Parameters<ScenarioServer['clientCertificate']>): Play =>
  async (server, t) => {
    const { cert, key } = await server.clientCertificate(...wanted)
    const files = onDisk(t, { cert, key })
    return curls('--cert', files.cert, '--key', files.key)(server, t)
  }

/** curl that waits for ever, and is ended from outside. */
const curlsUntilItIsEnded: Play = async (server, t) => {
  const args = ['-q', '-sS', '--ssl-reqd', '--cacert', caFile(t, server), `smtp://${server.host}:${server.port}`]
  const mail = ['--mail-from', SENDER, '--mail-rcpt', RECIPIENT, '--upload-file', '-']
  return run('curl', [...args, ...mail], { input: 'x', limitMs: 3000 }).then(
    () => 'delivered',
    () => 'timed-out',
  )
}

const rule = (on: string, reply: unknown, more: object = {}) => ({ server: { rules: [{ on, reply, ...more }] } })
const tls = (keys: object) => ({ server: { tls: keys } })
const TLS12 = ['--tls-max', '1.2', '--ciphers']

/** A text of Microsoft 365 to a login, as its documentation has it, and the diagnosis. */
const MICROSOFT: Readonly<Record<string, string>> = {
  'microsoft-365-basic-auth-disabled': '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.',
  'microsoft-365-basic-auth-retired': '550 5.7.30 Basic authentication is not supported for Client Submission.',
  'microsoft-365-conditional-access':
    '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.',
  'microsoft-365-old-tls-organization': '421 5.7.67 TLS 1.0 and 1.1 are not supported by your organization',
  'microsoft-365-security-defaults':
    "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
  'microsoft-365-smtp-auth-off-mailbox':
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
  'microsoft-365-smtp-auth-off-tenant':
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
}

export const REAL_RUNS: readonly RealRun[] = [
  // Login
  ...Object.entries(MICROSOFT).map(([diagnosis, reply]) => {
    return { diagnosis, client: 'curl' as const, scenario: rule('AUTH', reply), play: curls(...LOGIN) }
  }),
  {
    diagnosis: 'microsoft-365-wrong-credentials',
    client: 'curl',
    scenario: { persona: 'microsoft-365', server: { auth: { accounts: [{ user: 'user', pass: 'right' }] } } },
    play: curls(...LOGIN),
  },
  {
    diagnosis: 'microsoft-365-old-tls',
    client: 'swaks',
    scenario: 'tls10-reject',
    play: (server, t) =>
      says(
        swaks(server, ['--tls', '--auth', 'LOGIN', '--auth-user', 'u', '--auth-password', 'p'], opensslAt(t, 'TLSv1')),
      ),
  },
  {
    diagnosis: 'auth-refused',
    client: 'curl',
    scenario: { server: { auth: { accounts: [{ user: 'user', pass: 'right' }] } } },
    play: curls(...LOGIN),
  },
  { diagnosis: 'auth-not-tried', client: 'curl', scenario: { server: { auth: { required: true } } }, play: curls() },
  {
    diagnosis: 'auth-mechanism-not-offered',
    client: 'smtplib',
    scenario: 'healthy',
    play: scripts(
      'smtp.starttls(context=context)',
      'smtp.ehlo()',
      "smtp.user, smtp.password = 'user', 'secret'",
      "smtp.auth('CRAM-MD5', smtp.auth_cram_md5)",
    ),
  },
  {
    diagnosis: 'exchange-auth-failed',
    client: 'swaks',
    scenario: { persona: 'exchange', server: { auth: { accounts: [{ user: 'user', pass: 'right' }] } } },
    play: swaksWith('--auth', 'LOGIN', '--auth-user', 'user', '--auth-password', 'wrong'),
  },
  {
    diagnosis: 'exchange-mechanism-unknown',
    client: 'smtplib',
    scenario: { persona: 'microsoft-365' },
    play: scripts(
      'smtp.ehlo()',
      "smtp.user, smtp.password = 'user', 'secret'",
      "smtp.auth('LOGIN', smtp.auth_login, initial_response_ok=False)",
    ),
  },
  { diagnosis: 'credentials-in-clear', client: 'curl', scenario: 'no-starttls', play: curlsInClear(...LOGIN) },

  // The dialogue
  {
    diagnosis: 'bare-lf',
    client: 'curl',
    scenario: 'healthy',
    play: ({ host, port }) => {
      const mail = ['--mail-from', SENDER, '--mail-rcpt', RECIPIENT, '--upload-file', '-']
      return says(run('curl', ['-q', '-sS', `smtp://${host}:${port}`, ...mail], { input: 'Subject: x\n\nhello\n' }))
    },
  },
  {
    diagnosis: 'ehlo-not-repeated',
    client: 'smtplib',
    scenario: 'healthy',
    play: scripts('smtp.starttls(context=context)', 'smtp.mail(sender)', 'smtp.quit()'),
  },
  { diagnosis: 'ehlo-refused', client: 'swaks', scenario: rule('EHLO', '502 5.5.1 no'), play: swaksWith() },
  {
    diagnosis: 'helo-only',
    client: 'swaks',
    scenario: 'healthy',
    play: (server) => says(swaks(server, ['--protocol', 'SMTP'])),
  },
  {
    diagnosis: 'line-too-long',
    client: 'swaks',
    scenario: 'healthy',
    play: (server) => says(swaks(server, ['--header-x-unused', 'x', '--ehlo', 'x'.repeat(40_000)])),
  },
  {
    diagnosis: 'foreign-protocol',
    client: 'curl',
    scenario: 'healthy',
    play: ({ port }) => says(run('curl', ['-q', '-sS', '--max-time', '5', `http://127.0.0.1:${port}/`])),
  },
  {
    diagnosis: 'talked-before-greeting',
    client: 'curl',
    scenario: { server: { rules: [{ on: 'connect', delay: '500ms' }] } },
    play: types('EHLO client.test\r\nQUIT\r\n'),
  },
  {
    diagnosis: 'pipelined-behind-starttls',
    client: 'smtplib',
    scenario: 'healthy',
    play: scripts('smtp.ehlo()', "smtp.send(b'STARTTLS\\r\\nEHLO client.test\\r\\n')", 'smtp.getreply()'),
  },
  {
    diagnosis: 'hammering',
    client: 'curl',
    scenario: rule('RCPT', '450 4.2.1 later'),
    // Its list of recipients names one of them five times over.
    play: curls('--mail-rcpt-allowfails', ...Array.from({ length: 4 }, () => ['--mail-rcpt', RECIPIENT]).flat()),
  },
  {
    diagnosis: 'response-injection-used',
    client: 'swaks',
    scenario: {
      server: { rules: [{ on: 'EHLO', when: { tls: 'any' }, delay: '1s' }] },
      path: [{ inject: { toward: 'client', behind: 'STARTTLS', text: ['250-mail.test', '250 AUTH PLAIN'] } }],
    },
    // swaks 20201014 reads replies from a buffer that it keeps over the handshake.
    play: swaksWith(),
  },

  // Refusals
  // curl leaves such a greeting without a byte, and is a port check; swaks says QUIT.
  {
    diagnosis: 'turned-away-at-greeting',
    client: 'swaks',
    scenario: rule('connect', '554 5.7.1 no'),
    play: swaksWith(),
  },
  { diagnosis: 'sender-refused', client: 'curl', scenario: rule('MAIL', '550 5.7.1 no'), play: curls() },
  { diagnosis: 'recipient-refused', client: 'curl', scenario: rule('RCPT', '550 5.1.1 no'), play: curls() },
  { diagnosis: 'message-refused', client: 'curl', scenario: rule('message', '554 5.6.0 no'), play: curls() },
  { diagnosis: 'message-too-big', client: 'curl', scenario: { server: { size: '20B' } }, play: curls() },
  { diagnosis: 'deferred', client: 'curl', scenario: rule('MAIL', '451 4.3.0 later'), play: curls() },
  { diagnosis: 'gave-up-without-retry', client: 'curl', scenario: rule('MAIL', '451 4.3.0 later'), play: curls() },
  { diagnosis: 'greylisted', client: 'curl', scenario: rule('RCPT', '450 4.2.0 Greylisted, come back'), play: curls() },
  { diagnosis: 'starttls-refused', client: 'curl', scenario: rule('STARTTLS', '454 4.7.0 no'), play: curls() },
  { diagnosis: 'tls-required-by-server', client: 'curl', scenario: 'tls-required', play: curlsInClear() },
  {
    diagnosis: 'claimed-delivery',
    client: 'openssl',
    scenario: rule('RCPT', '550 5.1.1 no'),
    play: typesIntoOpenssl('-quiet'),
  },

  // Lost connections and silence
  {
    diagnosis: 'connection-closed-by-server',
    client: 'curl',
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    scenario: rule('MAIL', { raw: '', performs: false }, { then: 'reset' }),
    play: curls(),
  },
  {
    diagnosis: 'connection-cut-on-the-way',
    client: 'curl',
    scenario: { path: [{ cut: { after: '1KiB', toward: 'client' } }] },
    play: curls(),
  },
  {
    diagnosis: 'client-timed-out',
    client: 'curl',
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    scenario: rule('MAIL', { raw: '', performs: false }, { then: 'silence' }),
    play: curlsUntilItIsEnded,
  },
  {
    diagnosis: 'client-did-not-wait',
    client: 'curl',
    scenario: { server: { rules: [{ on: 'MAIL', delay: '20s' }] } },
    play: curls('--max-time', '3'),
  },
  {
    diagnosis: 'upstream-unreachable',
    client: 'curl',
    scenario: { upstream: '127.0.0.1:1' },
    play: curls(),
  },
  {
    diagnosis: 'proxy-header-missing',
    client: 'curl',
    scenario: { server: { proxyProtocol: true } },
    play: speaksTlsAtOnce,
  },

  // TLS
  {
    diagnosis: 'smtp-on-a-tls-port',
    client: 'curl',
    scenario: tls({ mode: 'implicit' }),
    play: types('EHLO client.test\r\n'),
  },
  {
    diagnosis: 'no-handshake-after-starttls',
    client: 'smtplib',
    scenario: 'healthy',
    play: scripts("smtp.docmd('STARTTLS')", 'smtp.ehlo()'),
  },
  {
    diagnosis: 'no-tls-behind-starttls',
    client: 'curl',
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    scenario: tls({ starttls: { then: 'nothing' } }),
    play: curls(),
  },
  {
    diagnosis: 'in-clear-after-tls-failed',
    client: 'swaks',
    scenario: rule('STARTTLS', '454 4.7.0 TLS not available'),
    play: (server) => says(swaks(server, ['--tls-optional'])),
  },
  {
    diagnosis: 'fell-back-to-old-tls',
    client: 'curl',
    scenario: 'tls10-reject',
    // As the script of an administrator who lowers the version when the first try fails.
    sessions: 2,
    play: async (server, t) => {
      await curls('--tlsv1.2', '--ciphers', 'NULL-SHA256:@SECLEVEL=0', '--tls-max', '1.2')(server, t)
      const flags = ['--tls-max', '1.0', '--ciphers', 'DEFAULT:@SECLEVEL=0', ...LOGIN]
      return curls('--tlsv1.0', ...flags)(server, t)
    },
  },
  {
    diagnosis: 'fallback-refused',
    client: 'openssl',
    scenario: 'healthy',
    play: typesIntoOpenssl('-tls1_2', '-fallback_scsv'),
  },
  {
    diagnosis: 'no-common-group',
    client: 'curl',
    scenario: tls({ versions: ['TLSv1.3'], groups: ['secp521r1'] }),
    play: curls('--curves', 'X25519'),
  },

  // Certificates of the server
  {
    diagnosis: 'certificate-refused',
    client: 'openssl',
    scenario: 'healthy',
    play: typesIntoOpenssl('-verify_hostname', 'other.test', '-verify_return_error'),
  },

  // Certificates of the client
  {
    diagnosis: 'client-certificate-expired',
    client: 'curl',
    scenario: tls({ clientCertificate: { ask: 'require', verify: 'chain' } }),
    play: curlWithCertificate({ fault: 'expired' }),
  },
  {
    diagnosis: 'client-certificate-wrong-name',
    client: 'curl',
    scenario: tls({ clientCertificate: { ask: 'require', verify: 'name', names: ['partner.test'] } }),
    play: curlWithCertificate(),
  },
  {
    diagnosis: 'client-certificate-unusable',
    client: 'nodemailer',
    scenario: tls({ clientCertificate: { ask: 'request' } }),
    // Node breaks off without an alert when it does not accept the server: the wire shows what Exchange shows when it
    // cannot use its key, and the advice names both.
    play: (server) =>
      mailer({ requireTLS: true, tls: { ca: [] } })(server).then(
        () => 'delivered',
        () => 'failed',
      ),
  },
]
