// The probe against servers that are not ours, and testers that are not ours against the simulator.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { look, suitesOf, versionsOf } from '../probe/look.ts'
import { against } from './against.ts'
import { caFile, onDisk, requireClient, run } from './client.ts'
import { swaks } from './mailers.ts'
import { startPostfix } from './postfix.ts'

/** A certificate for localhost that signs itself, by OpenSSL. */
async function selfSigned(t: Test): Promise<{ cert: string; key: string }> {
  const { cert, key } = onDisk(t, { cert: '', key: '' })
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...names,
    '-keyout',
    key,
    '-out',
    cert,
  ])
  return { cert, key }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

t.test(
  'openssl s_server: implicit TLS is found out, and exactly the suites it was given',
  requireClient('openssl', async (t) => {
    const { cert, key } = await selfSigned(t)
    const port = await freePort()
    const suites = ['AES256-SHA', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA']
    const flags = ['-tls1_2', '-serverpref', '-cipher', suites.join(':'), '-cert', cert, '-key', key, '-quiet']
    const server = spawn('openssl', ['s_server', '-accept', `localhost:${port}`, ...flags], { stdio: 'pipe' })
    t.teardown(() => server.kill())
    // It says nothing when it is ready: a connection that is taken shows it.
    while ((await look(port, { mode: 'implicit', most: 1 })).trouble?.includes('ECONNREFUSED'));
    const found = await look(port, { mode: null, limits: { connectMs: 5000, replyMs: 2000 } })
    t.equal(found.mode, 'implicit')
    t.same(versionsOf(found), ['TLSv1.2'])
    t.same(suitesOf(found, 'TLSv1.2'), [
      'TLS_RSA_WITH_AES_256_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
    ])
    t.equal(found.tls?.versions.find(({ version }) => version === 'TLSv1.2')?.order, 'server')
    t.match(found.certificate, { problems: [{ problem: 'self-signed' }], key: 'rsa 2048 bits' })
  }),
)

t.test(
  'Postfix: its own words, TLS from 1.0 on, and a certificate that signs itself',
  requireClient(['openssl', 'postfix'], async (t) => {
    const { cert, key } = await selfSigned(t)
    await using postfix = await startPostfix({ cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') })
    const found = await look(postfix.port, { target: { host: '127.0.0.1', port: postfix.port }, mode: null })
    t.match(found, { mode: 'starttls', trouble: null, greeting: { lines: [/^220 mail\.test ESMTP Postfix/] } })
    t.match(found.mail, { clear: { lines: ['250 2.1.0 Ok'] }, tls: { lines: ['250 2.1.0 Ok'] } })
    t.same(versionsOf(found), ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'])
    // smtpd_tls_ciphers is medium, and `tls_medium_cipherlist` lists ALL: no NULL.
    t.ok(suitesOf(found, 'TLSv1').includes('TLS_RSA_WITH_AES_128_CBC_SHA'))
    t.notOk(found.grades.some(({ id }) => id === 'suites-null'))
    t.ok(found.ehlo.clear?.lines.includes('250-STARTTLS'))
    t.notOk(found.ehlo.tls?.lines.some((line) => line.endsWith('STARTTLS')))
    t.match(
      found.certificate?.problems.map(({ problem }) => problem),
      ['wrong-host', 'self-signed'],
    )
  }),
)

t.test('this probe is a tester to the simulator', async (t) => {
  for (const name of ['healthy', 'no-starttls', 'weak-ciphers', 'cert-expired', 'handshake-alert']) {
    await using server = await startScenario(name)
    await look(server.port)
    t.match(
      await server.judge(),
      { verdict: 'inconclusive', reason: 'only-tested', diagnoses: [{ id: 'only-tested' }] },
      name,
    )
  }
})

against('healthy', 'swaks that stops behind MAIL is a tester', ['swaks'], async (t, server) => {
  await swaks(server, ['--tls', '--tls-ca-path', caFile(t, server), '--quit-after', 'MAIL'])
  t.match(await server.judge(), { verdict: 'inconclusive', reason: 'only-tested', diagnoses: [{ id: 'only-tested' }] })
})

against('healthy', 'openssl s_client that only shakes hands is inconclusive', ['openssl'], async (t, server) => {
  const flags = ['-starttls', 'smtp', '-connect', `localhost:${server.port}`, '-CAfile', caFile(t, server)]
  await run('openssl', ['s_client', ...flags], { input: 'QUIT\n' })
  t.match(await server.judge(), { verdict: 'inconclusive', failed: [] })
})

against('healthy', 'openssl s_client, suite by suite, is a scanner', ['openssl'], async (t, server) => {
  for (const suite of ['AES256-SHA', 'NULL-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA256']) {
    const flags = [
      '-starttls',
      'smtp',
      '-connect',
      `localhost:${server.port}`,
      '-tls1_2',
      '-cipher',
      `${suite}:@SECLEVEL=0`,
    ]
    await run('openssl', ['s_client', ...flags], { input: '' })
  }
  t.match(await server.judge(), { verdict: 'inconclusive', reason: 'only-tested' })
})
