// Real clients against real servers: for each pair the option of the client that decides, and that option flipped.
import t from 'tap'
import type { Policy } from '../../src/scenario/words.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'
import { connect } from '../raw-client.ts'
import { expectOf, type ROWS } from './design-table.ts'
import { type Client, judged, type MailerOptions, mailer, play } from './real-runs.ts'

interface Pair {
  what: string
  kind: keyof typeof ROWS
  scenario: string | object
  policy: Policy
  client: MailerOptions
  right: Partial<Judgement>
  /** The option that decides, and what it is in the other client. */
  decides: string
  flipped: MailerOptions
  wrong: Partial<Judgement>
}

const AUTH = { user: 'user', pass: 'secret' }
const ENCRYPTED = { verdict: 'pass', outcome: 'encrypted', leak: 'none', basis: 'delivered' } as const
const NONE = { verdict: 'pass', outcome: 'none', leak: 'none', basis: 'client-report' } as const
const IN_CLEAR = { outcome: 'in-clear', leak: 'envelope', basis: 'delivered' } as const
const unchecked = { rejectUnauthorized: false }
const VERIFIED = { requireTLS: true }
const UNVERIFIED = { requireTLS: true, tls: unchecked }
const OPPORTUNISTIC = { opportunisticTLS: true, tls: unchecked }
const CLEAR = { ignoreTLS: true }

/** The healthy server with other keys; what a right client does is in the table. */
const other = (kind: Pair['kind'], server: object, more = {}) => ({ server, ...more, expect: expectOf(kind) })
const rule = (kind: Pair['kind'], on: string, reply: unknown, more = {}) =>
  other(kind, { rules: [{ on, reply, ...more }] })

const PAIRS: Pair[] = [
  ...(
    [
      ['mandatory', VERIFIED],
      ['unverified', UNVERIFIED],
      ['opportunistic', OPPORTUNISTIC],
    ] as const
  ).flatMap(([policy, client]): Pair[] => [
    {
      what: 'healthy: whoever may use TLS does',
      ...{ kind: 'fine', scenario: 'healthy', policy, client, right: ENCRYPTED },
      ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', ...IN_CLEAR } },
    },
    {
      what: 'tls-required: a client that does not start TLS is told so',
      ...{ kind: 'fine', scenario: 'tls-required', policy, client, right: ENCRYPTED },
      ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', outcome: 'none', leak: 'envelope' } },
    },
    {
      what: 'tls12-only: a client has to offer TLS 1.2',
      ...{ kind: 'fine', scenario: 'tls12-only', policy, client, right: ENCRYPTED },
      decides: 'tls.minVersion',
      flipped: { ...client, tls: { ...unchecked, minVersion: 'TLSv1.3' } },
      wrong: { verdict: 'fail', outcome: 'none', basis: 'client-report' },
    },
  ]),
  {
    what: 'tls10-reject: the old version is turned away after the password',
    ...{
      kind: 'fine',
      scenario: 'tls10-reject',
      policy: 'mandatory',
      client: { ...VERIFIED, auth: AUTH },
      right: ENCRYPTED,
    },
    decides: 'tls.maxVersion',
    flipped: {
      ...VERIFIED,
      auth: AUTH,
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    },
    wrong: { verdict: 'fail', outcome: 'none', leak: 'none' },
  },
  {
    what: 'implicit TLS',
    ...{ kind: 'fine', scenario: other('fine', { tls: { mode: 'implicit' } }), policy: 'mandatory' },
    ...{ client: {}, right: ENCRYPTED },
    decides: 'tls.ca',
    flipped: { tls: { ca: [] } },
    // Node sends no alert, so nothing tells that it is the authority which it does not know.
    wrong: { verdict: 'fail', outcome: 'none', basis: 'client-report' },
  },
  ...(['no-starttls', 'starttls-masked'] as const).flatMap((scenario): Pair[] => [
    {
      what: `${scenario}: who must encrypt sends nothing`,
      ...{ kind: 'TLS missing', scenario, policy: 'mandatory', client: VERIFIED, right: NONE },
      ...{ decides: 'requireTLS', flipped: {}, wrong: { verdict: 'fail', ...IN_CLEAR } },
    },
    {
      what: `${scenario}: the same without checking the certificate`,
      ...{ kind: 'TLS missing', scenario, policy: 'unverified', client: UNVERIFIED, right: NONE },
      ...{ decides: 'requireTLS', flipped: { tls: unchecked }, wrong: { verdict: 'fail', ...IN_CLEAR } },
    },
    {
      what: `${scenario}: who may do without goes in clear, but not with a password`,
      ...{ kind: 'TLS missing', scenario, policy: 'opportunistic', client: OPPORTUNISTIC },
      right: { verdict: 'pass', ...IN_CLEAR },
      ...{ decides: 'auth', flipped: { ...OPPORTUNISTIC, auth: AUTH } },
      wrong: { verdict: 'warn', ...IN_CLEAR, leak: 'credentials' },
    },
  ]),
  {
    what: 'starttls-removed: who asks for STARTTLS all the same gets it',
    kind: 'TLS stripped from the list',
    scenario: 'starttls-removed',
    policy: 'mandatory',
    client: VERIFIED,
    right: ENCRYPTED,
    decides: 'requireTLS',
    flipped: {},
    wrong: { verdict: 'fail', ...IN_CLEAR },
  },
  {
    what: 'no-starttls: a password in clear under a policy that must encrypt',
    ...{
      kind: 'TLS missing',
      scenario: 'no-starttls',
      policy: 'mandatory',
      client: { ...VERIFIED, auth: AUTH },
      right: NONE,
    },
    ...{ decides: 'requireTLS', flipped: { auth: AUTH } },
    wrong: { verdict: 'fail', outcome: 'in-clear', leak: 'credentials' },
  },
  ...(['cert-expired', 'cert-self-signed', 'cert-untrusted-root', 'cert-wrong-host'] as const).flatMap(
    (scenario): Pair[] => [
      {
        what: `${scenario}: who must authenticate refuses`,
        ...{ kind: 'certificate wrong', scenario, policy: 'mandatory', client: VERIFIED, right: NONE },
        ...{ decides: 'tls.rejectUnauthorized', flipped: UNVERIFIED },
        wrong: { verdict: 'fail', outcome: 'encrypted', leak: 'none' },
      },
      {
        what: `${scenario}: who does not check goes on encrypted`,
        ...{ kind: 'certificate wrong', scenario, policy: 'unverified', client: UNVERIFIED, right: ENCRYPTED },
        ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', ...IN_CLEAR } },
      },
    ],
  ),
  {
    what: 'cert-expired: opportunistic in clear is right as well, but not with a password',
    ...{ kind: 'certificate wrong', scenario: 'cert-expired', policy: 'opportunistic', client: CLEAR },
    right: { verdict: 'pass', ...IN_CLEAR },
    ...{ decides: 'auth', flipped: { ...CLEAR, auth: AUTH }, wrong: { verdict: 'warn', leak: 'credentials' } },
  },
  {
    what: 'null-cipher: nobody should agree to it',
    ...{ kind: 'NULL or anonymous only', scenario: 'null-cipher', policy: 'mandatory', client: VERIFIED, right: NONE },
    decides: 'tls.ciphers',
    flipped: { ...VERIFIED, tls: { ciphers: 'NULL@SECLEVEL=0', maxVersion: 'TLSv1.2' } },
    wrong: { verdict: 'fail', outcome: 'encrypted' },
  },
  {
    what: 'anonymous-dh: not even where the certificate is not checked',
    ...{
      kind: 'NULL or anonymous only',
      scenario: 'anonymous-dh',
      policy: 'unverified',
      client: UNVERIFIED,
      right: NONE,
    },
    decides: 'tls.ciphers',
    flipped: { ...UNVERIFIED, tls: { ...unchecked, ciphers: 'ADH:AECDH@SECLEVEL=0', maxVersion: 'TLSv1.2' } },
    wrong: { verdict: 'fail', outcome: 'encrypted' },
  },
  ...(['close', { alert: 'handshake_failure', after: 'client-hello' }, 'plaintext'] as const).map(
    (handshake): Pair => ({
      what: `the handshake breaks: ${JSON.stringify(handshake)}`,
      ...{ kind: 'handshake breaks', scenario: other('handshake breaks', { tls: { handshake } }), policy: 'mandatory' },
      ...{ client: VERIFIED, right: { verdict: 'pass', outcome: 'none', leak: 'none' } },
      ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', ...IN_CLEAR } },
    }),
  ),
  {
    what: 'refused for good inside TLS',
    ...{ kind: 'refuses for good', scenario: rule('refuses for good', 'MAIL', '550 5.7.1 no'), policy: 'mandatory' },
    ...{ client: VERIFIED, right: NONE },
    ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', outcome: 'none', leak: 'envelope' } },
  },
  {
    what: 'greylisted: nothing more is asked of the first try',
    ...{
      kind: 'defers with 4yz',
      scenario: rule('defers with 4yz', 'RCPT', '450 4.2.0 later', { times: { first: 1 } }),
    },
    ...{ policy: 'unverified', client: UNVERIFIED, right: NONE },
    ...{ decides: 'ignoreTLS', flipped: CLEAR, wrong: { verdict: 'fail', outcome: 'none', leak: 'envelope' } },
  },
  {
    what: 'the connection is lost inside TLS',
    kind: 'cut, reset or silence',
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
    scenario: rule('cut, reset or silence', 'MAIL', { raw: '', performs: false }, { then: 'reset' }),
    ...{ policy: 'opportunistic', client: OPPORTUNISTIC, right: NONE },
    ...{ decides: 'auth in clear', flipped: { ...CLEAR, auth: AUTH }, wrong: { verdict: 'warn', leak: 'credentials' } },
  },
]

for (const { what, scenario, policy, client, right, decides, flipped, wrong } of PAIRS) {
  t.test(`${what} (${policy}; ${decides} decides)`, async (t) => {
    const judgement = judged(await play(scenario, mailer(client)), policy)
    t.match(judgement, right, 'the right client')
    const other = judged(await play(scenario, mailer(flipped)), policy)
    t.match(other, wrong, `the other one, by ${decides}`)
    t.not(other.verdict, judgement.verdict, 'the option flips the verdict')
  })
}

/** EHLO, STARTTLS where it is listed, and a mail: a client that believes what it is told. */
function believing({ insists }: { insists: boolean }): Client {
  return async (server) => {
    await using client = await connect(server)
    await client.hears('220 *')
    const listed = (await client.asks('EHLO x', '250 *')).some((line) => line.endsWith('STARTTLS'))
    if (listed) await client.asks('STARTTLS', '220 *')
    if (listed) await client.starttls({ ca: server.ca })
    if (listed) await client.asks('EHLO x', '250 *')
    if (insists && !listed) {
      await client.asks('QUIT', '221 *')
      throw new Error('no STARTTLS')
    }
    for (const line of ['MAIL FROM:<a@x>', 'RCPT TO:<b@y>']) await client.asks(line, '250 *')
    await client.asks('DATA', '354 *')
    await client.asks('hello\r\n.', '250 *')
    await client.asks('QUIT', '221 *')
  }
}

t.test('starttls-removed: a client that believes the list and insists on TLS leaves', async (t) => {
  const right = judged(await play('starttls-removed', believing({ insists: true })), 'mandatory')
  t.match(right, { verdict: 'pass', outcome: 'none', leak: 'none', basis: 'client-report' })
  const flipped = judged(await play('starttls-removed', believing({ insists: false })), 'mandatory')
  t.match(flipped, { verdict: 'fail', outcome: 'in-clear', leak: 'envelope' })
  const healthy = judged(await play('healthy', believing({ insists: true })), 'mandatory')
  t.match(healthy, { verdict: 'pass', outcome: 'encrypted' }, 'and uses what is listed')
})

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  t.test(`client-cert-required: a client has to have one (${maxVersion})`, async (t) => {
    const withCertificate: Client = async (server) => {
      const { cert, key } = await server.clientCertificate()
      return mailer({ requireTLS: true, tls: { maxVersion, cert, key } })(server)
    }
    const right = judged(await play('client-cert-required', withCertificate), 'mandatory')
    t.match(right, { verdict: 'pass', outcome: 'encrypted' })
    const without = mailer({ requireTLS: true, tls: { maxVersion } })
    const flipped = judged(await play('client-cert-required', without), 'mandatory')
    t.match(flipped, { verdict: 'fail', outcome: 'none', leak: 'none', reason: null })
  })
}
