// curl 7.88 and logins. With `--user` it logs in where AUTH is listed, by the strongest mechanism that it can do, and ends
// with 67 when that fails; with `--oauth2-bearer` it shows a token.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file -'
const CURL = `curl -q -sS smtp://{host}:{port}/client.test ${MAIL}`
const PASSWORD = '--user desk:hunter2'
const TOKEN = '--user desk: --oauth2-bearer t0ken'

/** Refused whatever is shown; without a login the refusal comes at MAIL. */
const CLOSED = [
  'microsoft-365-smtp-auth-off-tenant',
  'microsoft-365-smtp-auth-off-mailbox',
  'microsoft-365-conditional-access',
  'microsoft-365-wrong-credentials',
]
const NO_PASSWORD = [
  'microsoft-365-basic-auth-disabled',
  'microsoft-365-basic-auth-retired',
  'microsoft-365-security-defaults',
]

export const CURL_AUTH: ClientCorpus = {
  client: 'curl',
  settings: {
    required: `${CURL} --ssl-reqd --cacert {ca}`,
    password: `${CURL} --ssl-reqd --cacert {ca} ${PASSWORD}`,
    token: `${CURL} --ssl-reqd --cacert {ca} ${TOKEN}`,
    'plain, password': `${CURL} --cacert {ca} ${PASSWORD}`,
  },
  flips: [
    ...CLOSED.map((scenario) => ({
      scenario,
      option: ['--ssl-reqd', ''] as const,
      labels: [
        label('password', 'mandatory', 'pass', 'none', scenario, 'It says that the login was denied, and stops.'),
        label(
          'plain, password',
          'mandatory',
          'fail',
          'none',
          'starttls-not-used',
          'It names the sender in clear, where AUTH is not listed.',
        ),
      ] as const,
    })),
    ...NO_PASSWORD.map((scenario) => ({
      scenario,
      option: [PASSWORD, TOKEN] as const,
      labels: [
        label('password', 'mandatory', 'fail', 'none', scenario, 'The server asks for a token, and it has none.'),
        label('token', 'mandatory', 'pass', 'encrypted', null, 'XOAUTH2 is listed and let in.'),
      ] as const,
    })),
    {
      scenario: 'microsoft-365-not-authenticated',
      option: [PASSWORD, ''],
      labels: [
        label('password', 'mandatory', 'pass', 'encrypted', null, 'Any login will do.'),
        label('required', 'mandatory', 'fail', 'none', 'microsoft-365-not-authenticated', 'MAIL gets 530 5.7.57.'),
      ],
    },
    {
      scenario: 'auth-only-xoauth2',
      option: [PASSWORD, TOKEN],
      labels: [
        label('password', 'mandatory', 'fail', 'none', 'no-usable-auth', 'No mechanism for a password is listed: 67.'),
        label('token', 'mandatory', 'pass', 'encrypted', null, 'It has the token that is asked for.'),
      ],
    },
    {
      scenario: 'auth-in-clear-offered',
      option: ['--ssl-reqd', ''],
      labels: [
        label('password', 'mandatory', 'pass', 'encrypted', null, 'TLS first, then the login.'),
        label(
          'plain, password',
          'mandatory',
          'fail',
          'in-clear',
          'starttls-not-used',
          'AUTH is listed, so it logs in.',
        ),
      ],
    },
    {
      scenario: 'auth-wrong-password',
      option: ['--ssl-reqd', ''],
      labels: [
        label('password', 'mandatory', 'pass', 'none', 'auth-refused', 'Denied: it stops with 67.'),
        label('plain, password', 'mandatory', 'fail', 'none', 'starttls-not-used', 'Its password goes in clear.'),
      ],
    },
    ...(['auth-temporary-failure', 'auth-fails-then-works'] as const).map((scenario) => ({
      scenario,
      option: ['--ssl-reqd', ''] as const,
      labels: [
        label('password', 'mandatory', 'pass', 'none', 'deferred', 'It reports a failure, though 454 is for now.'),
        label('plain, password', 'mandatory', 'fail', 'none', 'starttls-not-used', 'Its password goes in clear.'),
      ] as const,
    })),
    {
      scenario: 'auth-needs-tls',
      option: ['--ssl-reqd', ''],
      labels: [
        label('password', 'mandatory', 'pass', 'encrypted', null, 'Inside TLS the login is taken.'),
        label('plain, password', 'mandatory', 'fail', 'none', 'starttls-not-used', 'In clear it gets 538.'),
      ],
    },
    {
      scenario: 'auth-odd-prompts',
      option: [PASSWORD, ''],
      labels: [
        label('password', 'mandatory', 'pass', 'encrypted', null, 'It does not read the prompts.'),
        label('required', 'mandatory', 'fail', 'none', 'auth-not-tried', 'MAIL without a login gets 530.'),
      ],
    },
  ],
}
