// A scenario is probed, written down, played, and probed again: what was found is the same.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { scenarioOf } from '../../src/probe/scenario.ts'
import { folder, simulate } from '../cli/command.ts'
import { EHLO, factsOf, look } from './look.ts'

const ON = new Date('2026-11-26T00:00:00Z')

const SCENARIOS = [
  ...['healthy', 'no-starttls', 'tls-off', 'tls-required', 'auth-needs-tls', 'auth-in-clear-offered', 'ehlo-refused'],
  ...[
    'starttls-refused-454',
    'starttls-refused-502',
    'starttls-masked',
    'starttls-masked-pix',
    'starttls-then-nothing',
  ],
  ...[
    'starttls-not-advertised-but-works',
    'capabilities-change-after-tls',
    'non-ascii-replies',
    'too-many-connections',
  ],
  ...['tls10-reject', 'tls10-only', 'tls12-only', 'tls13-only', 'ssl3-only', 'version-intolerant', 'static-rsa-only'],
  ...[
    'weak-ciphers',
    'rc4-only',
    '3des-only',
    'des-only',
    'export-only',
    'null-cipher',
    'anonymous-dh',
    'dh512',
    'dh1024',
  ],
  ...['cert-expired', 'cert-not-yet-valid', 'cert-self-signed', 'cert-wrong-host', 'cert-untrusted-root', 'cert-demo'],
  ...['cert-incomplete-chain', 'cert-reversed-chain', 'cert-md5', 'cert-sha1', 'cert-rsa1024', 'cert-client-purpose'],
  ...[
    'handshake-alert',
    'handshake-closes',
    'client-cert-optional',
    'microsoft-365-not-authenticated',
    'message-too-big',
  ],
]

for (const name of SCENARIOS) {
  t.test(name, async (t) => {
    await using place = await folder()
    await using first = await startScenario(name)
    const found = await look(first.port, { ca: first.ca })
    const file = join(place.path, 'like-it.yaml')
    await writeFile(file, scenarioOf(found, { ehlo: EHLO, on: ON })?.yaml ?? '')
    const { exit, stderr } = await simulate(['validate', file])
    t.same([exit, stderr], [0, ''], 'it is valid, and without a warning')
    await using second = await startScenario(file)
    t.same(factsOf(await look(second.port, { ca: second.ca })), factsOf(found))
  })
}

t.test('implicit TLS, found out and played', async (t) => {
  await using place = await folder()
  await using first = await startScenario('implicit-tls')
  const found = await look(first.port, { ca: first.ca, mode: null })
  t.equal(found.mode, 'implicit')
  const file = join(place.path, 'like-it.yaml')
  await writeFile(file, scenarioOf(found, { ehlo: EHLO, on: ON })?.yaml ?? '')
  await using second = await startScenario(file)
  t.same(factsOf(await look(second.port, { ca: second.ca, mode: null })), factsOf(found))
})

t.test('of a server that was not reached nothing is written', async (t) => {
  await using server = await startScenario('healthy')
  const { port } = server
  await server.stop()
  const found = await look(port)
  t.match(found, { mode: null, greeting: null, trouble: /ECONNREFUSED/ })
  t.equal(scenarioOf(found, { ehlo: EHLO, on: ON }), null)
})
