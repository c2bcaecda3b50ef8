// The ready-made clients of scenarios/clients, each put through a handful of scenarios. What is expected follows from
// the options in its file: mandatory insists on TLS and checks the certificate, unverified does not check it.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { CATALOGUE } from '../../src/catalogue.ts'
import { clientNamed, readClient } from '../../src/check/client-command.ts'
import { PLACEHOLDERS, placeholdersIn } from '../../src/check/placeholders.ts'
import { documentOf, verdictsOf } from '../check/command.ts'
import { simulate } from '../cli/command.ts'
import { type ClientName, requireClient } from './client.ts'

const FOLDER = join(CATALOGUE, 'clients')

t.test('every file is a client: it says what it needs, and names only words that are replaced', async (t) => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml'))
  t.ok(files.length >= 6)
  for (const file of files) {
    const { needs, title, commands } = await readClient(join(FOLDER, file))
    t.match(needs, /^\w/, file)
    t.match(title, /^\S/)
    for (const [policy, command] of Object.entries(commands)) {
      t.equal(command?.[0], needs, `${file} ${policy} runs what it needs`)
      // Python and JavaScript have braces of their own.
      const script = command?.some((argument) => argument.includes('\n'))
      const named = script ? [] : [...placeholdersIn(command ?? [])]
      t.same(
        named.filter((name) => !PLACEHOLDERS.some((word) => word === name)),
        [],
      )
    }
    t.match(await clientNamed(file.replace('.yaml', ''), 'mandatory', CATALOGUE), { command: commands.mandatory })
  }
})

const SCENARIOS = ['healthy', 'no-starttls', 'tls-required', 'cert-expired']
const INSISTS = [
  'healthy: pass encrypted',
  'no-starttls: pass none',
  'tls-required: pass encrypted',
  'cert-expired: pass none',
]
// The same without a look at the certificate.
const UNVERIFIED = [...INSISTS.slice(0, 3), 'cert-expired: pass encrypted']

const DEFINED: readonly { client: string; needs: ClientName | null; policies: Record<string, readonly string[]> }[] = [
  {
    client: 'curl',
    needs: 'curl',
    policies: {
      mandatory: INSISTS,
      unverified: UNVERIFIED,
      // --ssl goes on without TLS, and then it logs in, in clear.
      opportunistic: [
        'healthy: pass encrypted',
        'no-starttls: warn in-clear',
        'tls-required: pass encrypted',
        'cert-expired: pass encrypted',
      ],
    },
  },
  { client: 'msmtp', needs: 'msmtp', policies: { mandatory: INSISTS, unverified: UNVERIFIED } },
  { client: 'python', needs: 'smtplib', policies: { mandatory: INSISTS, unverified: UNVERIFIED } },
  { client: 'openssl', needs: 'openssl', policies: { mandatory: INSISTS, unverified: UNVERIFIED } },
  { client: 'swaks', needs: 'swaks', policies: { mandatory: INSISTS, unverified: UNVERIFIED } },
  { client: 'nodemailer', needs: null, policies: { mandatory: INSISTS, unverified: UNVERIFIED } },
]

for (const { client, needs, policies } of DEFINED) {
  for (const [policy, expected] of Object.entries(policies)) {
    const body = async (t: Parameters<ReturnType<typeof requireClient>>[0]) => {
      const args = ['check', ...SCENARIOS, '--client', client, '--policy', policy, '--json']
      const ended = await simulate(args)
      t.same(verdictsOf(documentOf(ended)), expected, client, { results: documentOf(ended).results })
    }
    t.test(`--client ${client} with the policy ${policy}`, needs === null ? body : requireClient(needs, body))
  }
}

t.test(
  'a client that does not know the authority says so by an alert: no pass rests on that',
  requireClient('curl', async (t) => {
    const [mandatory] = [(await readClient(join(FOLDER, 'curl.yaml'))).commands.mandatory ?? []]
    // The same command without the one option that makes it trust the simulator.
    const distrusting = mandatory.filter((argument) => argument !== '--cacert' && argument !== '{ca}')
    t.equal(distrusting.length, mandatory.length - 2)
    const ended = await simulate(['check', 'healthy', 'no-starttls', 'cert-expired', '--json', '--', ...distrusting])
    t.match(documentOf(ended).results, [
      { verdict: 'inconclusive', reason: 'simulator-ca-not-trusted', basis: 'alert' },
      { verdict: 'inconclusive', reason: 'simulator-ca-not-trusted' },
      { verdict: 'inconclusive' },
    ])
    t.equal(ended.exit, 4)
  }),
)
