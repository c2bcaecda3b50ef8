// The sender emailgtw-2.84 says what the library of the probe says: the log of both, line by line, over the same servers.
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { sendAs } from '../../src/send/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, opensslAt, requireClient } from './client.ts'
import { nextSession } from './session.ts'

const TLS10 = { versions: ['TLSv1'] }
const scenario = (server: object) => ({ scenario: 1, title: 'x', expect: {}, server })

interface Case {
  server: string | object
  flags: string
  settings: Record<string, unknown>
  login?: boolean
}

const CASES: Record<string, Case> = {
  'tls10-reject': { server: 'tls10-reject', flags: '/novalidate-cert', settings: {} },
  'the same, TLS demanded': { server: 'tls10-reject', flags: '/tls/novalidate-cert', settings: { TLS: 'required' } },
  'a mail that arrives': { server: scenario({ tls: TLS10 }), flags: '/novalidate-cert', settings: {} },
  'no login': { server: scenario({ tls: TLS10 }), flags: '/novalidate-cert', settings: {}, login: false },
  'no STARTTLS': { server: 'no-starttls', flags: '', settings: {} },
  'no STARTTLS, TLS demanded': { server: 'no-starttls', flags: '/tls', settings: { TLS: 'required' } },
  'STARTTLS left out': { server: 'healthy', flags: '/notls', settings: { TLS: 'off' } },
  'no version in common': { server: 'tls12-only', flags: '/novalidate-cert', settings: {} },
  'STARTTLS refused': {
    server: scenario({ tls: { ...TLS10, starttls: { reply: '454 4.7.0 TLS not available' } } }),
    flags: '',
    settings: {},
  },
  'a wrong password, both mechanisms': {
    server: scenario({ tls: TLS10, rules: [{ on: 'AUTH', reply: '535 5.7.8 Authentication failed' }] }),
    flags: '/novalidate-cert',
    settings: {},
  },
  'the 421 without a close': {
    server: scenario({
      tls: TLS10,
      auth: { mechanisms: ['LOGIN'] },
      rules: [{ on: 'AUTH', reply: '421 4.7.66 TLS 1.0 and 1.1 are not supported.' }],
    }),
    flags: '/novalidate-cert',
    settings: {},
  },
  'no mechanism that it knows': {
    server: scenario({ tls: TLS10, auth: { mechanisms: ['XOAUTH2'] } }),
    flags: '/novalidate-cert',
    settings: {},
  },
  'an expired certificate': {
    server: scenario({ tls: { ...TLS10, certificate: 'expired' } }),
    flags: '',
    settings: { ValidateCertificate: true },
  },
  'a certificate that it trusts': {
    server: scenario({ tls: TLS10 }),
    flags: '',
    settings: { ValidateCertificate: true },
  },
  'a sender that is refused': {
    server: scenario({ tls: TLS10, rules: [{ on: 'MAIL', reply: '451 4.3.0 Later' }] }),
    flags: '/novalidate-cert',
    settings: {},
  },
  'a recipient that is refused': {
    server: scenario({ tls: TLS10, rules: [{ on: 'RCPT', reply: '550 5.1.1 Nobody' }] }),
    flags: '/novalidate-cert',
    settings: {},
  },
  'a greeting that refuses': {
    server: scenario({ rules: [{ on: 'connect', reply: '554 5.3.2 No service' }] }),
    flags: '',
    settings: {},
  },
  'EHLO refused': { server: scenario({ rules: [{ on: 'EHLO', reply: '502 5.5.1 No' }] }), flags: '', settings: {} },
}

for (const [title, { server, flags, settings, login = true }] of Object.entries(CASES)) {
  t.test(
    title,
    requireClient('c-client', async (t) => {
      const real = await realLog(t, server, flags, login)
      const played = await playedLog(server, { ...settings, ...(!login && { User: '' }) })
      t.same(played.log, real.log)
      t.equal(played.delivered, real.delivered)
      t.same(played.hello, real.hello, 'the hello, with every extension in its place')
    }),
  )
}

async function realLog(t: Test, scenario: string | object, flags: string, login: boolean) {
  await using server = await startScenario(scenario)
  const run = await cClient(server, flags, {
    ...(login && { login: { user: 'probe', password: 'hunter2' } }),
    env: { ...opensslAt(t, 'TLSv1'), SSL_CERT_FILE: caFile(t, server) },
  })
  const session = await nextSession(server)
  const hello = session.all('tls.hello-received')[0]?.hello ?? null
  return { log: comparable(run.stdout.split('\n')), delivered: run.exitCode === 0, hello }
}

async function playedLog(scenario: string | object, settings: object) {
  await using server = await startScenario(scenario)
  const target = { host: server.host, port: server.port, ca: server.ca }
  const report = await sendAs('emailgtw-2.84', { User: 'probe', Password: 'hunter2', ...settings }, target, {
    hostname: 'localhost',
    mail: { from: 'probe@example.com', to: ['desk@example.org'] },
  })
  const session = await nextSession(server)
  const hello = session.all('tls.hello-received')[0]?.hello ?? null
  const log = report.log.flatMap((line) => line.split('\n')).map((line) => line.replace(/^.*? emailgtw: /, ''))
  return { log: comparable(log), delivered: report.says === 'delivered', hello }
}

/** Without what the programs around the library say, and without ids and times. */
function comparable(lines: string[]): string[] {
  return lines
    .filter((line) => line !== '' && !/^\[(Ok|Failed|Winsock)|^\(mm_login\) no match|^mm_login|^\(send_it\)/.test(line))
    .map((line) => line.replace(/queued as \w+/, 'queued as ID').replace(/ready at .*/, 'ready'))
}
