// `simulate probe`: what it prints, its exit codes, the file it writes, mistakes of the command line.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { folder, simulate } from './command.ts'

const FAST = ['--pace', '0ms', '--ehlo', 'probe.test']

t.test('the dialogue with comments, the findings, and exit 0', async (t) => {
  await using server = await startScenario('no-starttls')
  const { stdout, stderr, exit } = await simulate(['probe', `localhost:${server.port}`, ...FAST])
  t.match(stdout, /^Dialogue 1$/m)
  t.match(stdout, /^ {2}S 250-SIZE 36700160 +# Messages up to 36700160 bytes, 35 MiB \(RFC 1870\)\.$/m)
  t.match(stdout, /^ {2}BAD {2}STARTTLS is not offered/m)
  t.match(stdout, /2 connections made; no mail was sent\.\n$/)
  t.same([stderr, exit], ['', 0])
  t.same(server.messages, [])
})

t.test('--json: one document and nothing else', async (t) => {
  await using server = await startScenario('cert-expired')
  await using place = await folder()
  const ca = join(place.path, 'ca.pem')
  await writeFile(ca, server.ca)
  const { stdout, exit } = await simulate(['probe', `localhost:${server.port}`, '--json', '--ca', ca, ...FAST])
  const found = JSON.parse(stdout)
  t.equal(exit, 0)
  t.match(found, { version: 1, mode: 'starttls', starttls: { offered: true }, handshake: { ok: true } })
  t.match(found.certificate, {
    problems: [{ problem: 'expired' }],
    sha256: /^([0-9A-F]{2}:){31}/,
    tlsa311: /^[0-9a-f]{64}$/,
  })
  t.same(
    found.tls.versions.map((each: { version: string; suites: [] }) => [each.version, each.suites.length > 0]),
    [
      ['TLSv1.3', true],
      ['TLSv1.2', true],
      ['TLSv1.1', false],
      ['TLSv1', false],
      ['SSLv3', false],
    ],
  )
})

t.test('--as-scenario: a file that is valid, whole, and alone', async (t) => {
  await using server = await startScenario('starttls-refused-454')
  await using place = await folder()
  const file = join(place.path, 'like-it.yaml')
  const { stdout, exit } = await simulate(['probe', `localhost:${server.port}`, '--as-scenario', file, ...FAST])
  t.equal(exit, 0)
  t.match(stdout, /like-it\.yaml is written/)
  t.match(await readFile(file, 'utf8'), /reply: "454 4\.7\.0 TLS not available due to local problem"/)
  t.same(await readdir(place.path), ['like-it.yaml'])
  t.same((await simulate(['validate', '--run', file])).exit, 0)
})

t.test('a file that cannot be written is told, and nothing is left', async (t) => {
  await using server = await startScenario('no-starttls')
  await using place = await folder()
  const target = `localhost:${server.port}`
  const lost = await simulate(['probe', target, '--as-scenario', join(place.path, 'gone', 'x.yaml'), ...FAST])
  t.equal(lost.exit, 2)
  t.match(lost.stderr, /--as-scenario .*x\.yaml: the file cannot be written: ENOENT/)
  const onFolder = join(place.path, 'taken')
  await mkdir(onFolder)
  const taken = await simulate(['probe', target, '--as-scenario', onFolder, ...FAST])
  t.equal(taken.exit, 2)
  t.same(await readdir(place.path), ['taken'])
})

t.test('a limit that is too low: what was seen, and exit 4', async (t) => {
  await using server = await startScenario('tls13-only')
  const { stdout, exit } = await simulate(['probe', `localhost:${server.port}`, '--limit', '4', ...FAST])
  t.equal(exit, 4)
  t.match(stdout, /Not all could be seen: the limit of 4 connections is reached; --limit raises it/)
  t.match(stdout, /^4 connections made/m)
})

t.test('nobody there: exit 3, and no file', async (t) => {
  const server = await startScenario('healthy')
  await server.stop()
  await using place = await folder()
  const file = join(place.path, 'x.yaml')
  const { stdout, stderr, exit } = await simulate(['probe', `localhost:${server.port}`, '--as-scenario', file, ...FAST])
  t.equal(exit, 3)
  t.match(stdout, /no connection: connect ECONNREFUSED/)
  t.match(stderr, /x\.yaml is not written/)
  t.same(await readdir(place.path), [])
})

const MISTAKES: [string[], RegExp][] = [
  [[], /Which server\?/],
  [['a.test:25', 'b.test:25'], /Which server\?/],
  [['192.0.2.0/24:25'], /ranges are never scanned/],
  [['*.test:25'], /wildcard/],
  [['localhost:25,465'], /list/],
  [['localhost'], /no port/],
  [['localhost:25', '--tls', 'maybe'], /expected starttls, implicit or auto/],
  [['localhost:25', '--limit', '0'], /expected a whole number from 1 to 2000/],
  [['localhost:25', '--pace', '5'], /expected a time with its unit/],
  [['localhost:25', '--ehlo', 'a\r\nMAIL'], /--ehlo a\\x0d\\x0aMAIL: expected a host name/],
  [['localhost:25', '--from', 'a> SIZE=1'], /--from .*: expected an address/],
  [['localhost:25', '--ca', '/nowhere/ca.pem'], /the file cannot be read/],
]

for (const [args, message] of MISTAKES) {
  t.test(`a mistake: ${JSON.stringify(args)}`, async (t) => {
    const { stderr, exit } = await simulate(['probe', ...args])
    t.equal(exit, 2)
    t.match(stderr, message)
  })
}
