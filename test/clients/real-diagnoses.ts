// For each diagnosis that does not lead a pair of the corpus: a real client, written by nobody here, that shows it.
import type { Test } from 'tap'
import type { ScenarioServer } from '../../src/index.ts'
import type { ClientReport } from '../../src/verdict/judgement.ts'
import { mailer } from '../verdict/real-runs.ts'
import { cClient } from './c-client/c-client.ts'
import { type ClientName, caFile, onDisk, opensslAt, type Run, run } from './client.ts'
import { connected, curl, msmtp, openssl, RECIPIENT, SENDER, swaks } from './mailers.ts'

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

export const REAL_RUNS: readonly RealRun[] = [
  // Login
  {
    diagnosis: 'microsoft-365-old-tls-organization',
    client: 'curl',
    scenario: rule('AUTH', '421 5.7.67 TLS 1.0 and 1.1 are not supported by your organization'),
    play: curls(...LOGIN),
  },
  {
    diagnosis: 'auth-prompt-not-understood',
    client: 'msmtp',
    scenario: rule('AUTH', '334 User name'),
    play: (server, t) => {
      const login = ['--auth=login', '--user=desk', '--passwordeval=hostname']
      return says(msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`, ...login]))
    },
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
    scenario: 'slow-greeting',
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

  // Refusals
  // curl leaves such a greeting without a byte, and is a port check; swaks says QUIT.
  {
    diagnosis: 'turned-away-at-greeting',
    client: 'swaks',
    scenario: rule('connect', '554 5.7.1 no'),
    play: swaksWith(),
  },
  { diagnosis: 'sender-refused', client: 'curl', scenario: rule('MAIL', '550 5.7.1 no'), play: curls() },
  {
    diagnosis: 'rate-limited',
    client: 'curl',
    scenario: rule('MAIL', '450 4.7.1 Too much mail from [127.0.0.1]'),
    play: curls(),
  },
  {
    diagnosis: 'reply-ends-with-lf',
    client: 'c-client',
    scenario: rule('EHLO', { raw: '250-mail.test\n250 SIZE\n', performs: true }),
    // It would wait for five minutes.
    play: (server) =>
      cClient(server, '', { limitMs: 1000 }).then(
        () => 'delivered',
        () => 'timed-out',
      ),
  },
  {
    diagnosis: 'left-at-a-long-reply',
    client: 'smtplib',
    // Longer than the standard allows, and than smtplib reads.
    scenario: rule('EHLO', ['250-mail.test', `250 X-${'x'.repeat(9000)}`]),
    play: scripts('smtp.ehlo()'),
  },
  { diagnosis: 'gave-up-without-retry', client: 'curl', scenario: rule('MAIL', '451 4.3.0 later'), play: curls() },
  { diagnosis: 'message-refused', client: 'curl', scenario: rule('message', '554 5.6.0 no'), play: curls() },
  { diagnosis: 'tls-required-by-server', client: 'curl', scenario: 'tls-required', play: curlsInClear() },
  {
    diagnosis: 'claimed-delivery',
    client: 'openssl',
    scenario: rule('RCPT', '550 5.1.1 no'),
    play: typesIntoOpenssl('-quiet'),
  },

  // Lost connections and silence
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
    diagnosis: 'next-hop-in-clear',
    client: 'curl',
    scenario: 'relay-in-clear',
    play: curls(),
  },
  {
    diagnosis: 'next-hop-failed',
    client: 'curl',
    scenario: 'relay-refused',
    play: curls(),
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
    diagnosis: 'old-tls-refused-by-client',
    client: 'openssl',
    // Its security level forbids SHA-1, with which TLS 1.0 signs.
    scenario: 'tls10-reject',
    play: typesIntoOpenssl('-tls1'),
  },
  {
    diagnosis: 'no-common-group',
    client: 'curl',
    scenario: tls({ versions: ['TLSv1.3'], groups: ['secp521r1'] }),
    play: curls('--curves', 'X25519'),
  },

  {
    diagnosis: 'only-tested',
    client: 'swaks',
    scenario: 'healthy',
    play: (server, t) => says(swaks(server, ['--tls', '--tls-ca-path', caFile(t, server), '--quit-after', 'MAIL'])),
  },

  // Certificates of the server
  {
    diagnosis: 'certificate-refused',
    client: 'openssl',
    scenario: 'healthy',
    play: typesIntoOpenssl('-verify_hostname', 'other.test', '-verify_return_error'),
  },

  {
    diagnosis: 'dane-not-used',
    client: 'curl',
    scenario: 'dane-mismatch',
    play: curls(),
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
