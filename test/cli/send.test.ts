// `simulate send`: exit codes as `check` reads them, lists, settings, mistakes of the command line.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { folder, simulate } from './command.ts'

t.test('it delivers, and says so', async (t) => {
  await using server = await startScenario('healthy')
  await using place = await folder()
  const ca = join(place.path, 'ca.pem')
  await writeFile(ca, server.ca)
  const to = ['--to', 'one@example.org', '--to', 'two@example.net', '--from', 'me@example.com']
  const { stdout, stderr, exit } = await simulate([
    'send',
    `localhost:${server.port}`,
    '--as',
    'careful',
    '--ca',
    ca,
    ...to,
  ])
  t.match(stdout, /^careful: delivered, encrypted\n/)
  t.match(stdout, /^1 +example\.org +delivered\n2 +example\.net +delivered\n/m)
  t.same([stderr, exit], ['', 0])
  t.same(
    server.messages.map(({ sender, recipients, secured }) => [sender, recipients, secured]),
    [
      ['me@example.com', ['one@example.org'], true],
      ['me@example.com', ['two@example.net'], true],
    ],
  )
})

t.test('it fails with 1, and shows what was said when asked', async (t) => {
  await using server = await startScenario('no-starttls')
  const { stdout, exit } = await simulate(['send', `localhost:${server.port}`, '--as', 'careful', '--log'])
  t.match(stdout, /^C: EHLO /m)
  t.match(stdout, /^careful: not delivered: STARTTLS is not offered$/m)
  t.equal(exit, 1)
})

t.test('passwords are not shown', async (t) => {
  await using server = await startScenario('no-starttls')
  const args = ['send', `localhost:${server.port}`, '--as', 'careless', '--log', '--set', 'Password=hunter2']
  const { stdout, exit } = await simulate(args)
  t.match(stdout, /^C: AUTH PLAIN \[redacted\]$/m)
  t.notMatch(stdout, Buffer.from('\0careless@example.com\0hunter2').toString('base64'))
  t.notMatch(stdout, 'hunter2')
  t.equal(exit, 0)
  const settings = await simulate(['send', '--as', 'careless', '--set', 'Password=hunter2', '--settings'])
  t.notMatch(settings.stdout, 'hunter2')
})

t.test('what a server says cannot move the cursor', async (t) => {
  await using server = await startScenario({
    scenario: 1,
    title: 'x',
    expect: {},
    server: { rules: [{ on: 'EHLO', reply: { raw: '250 \u001b[2Jgone\r\n', performs: false } }] },
  })
  const { stdout } = await simulate(['send', `localhost:${server.port}`, '--as', 'careful', '--log'])
  t.match(stdout, 'S: 250 \\x1b[2Jgone')
})

t.test('check takes it for a client, known-good and known-bad', async (t) => {
  const good = await simulate([
    'check',
    'no-starttls',
    '--',
    process.execPath,
    'dist/simulate.cjs',
    'send',
    '{host}:{port}',
    '--as',
    'careful',
    '--ca',
    '{ca}',
  ])
  t.equal(good.exit, 0, good.stdout)
  const bad = await simulate([
    'check',
    'no-starttls',
    '--',
    process.execPath,
    'dist/simulate.cjs',
    'send',
    '{host}:{port}',
    '--as',
    'careless',
  ])
  t.match(bad.stdout, /no-starttls +in-clear +credentials +fail/)
  t.equal(bad.exit, 1)
})

t.test('what cannot be played is no failure of the server: 89, and skipped by check', async (t) => {
  const sslv3 = ['--as', 'mailmarshal-7.3.0', '--set', 'Protocols=SSLv3']
  await using server = await startScenario('healthy')
  const { stdout, exit } = await simulate(['send', `localhost:${server.port}`, ...sslv3])
  t.match(stdout, /^mailmarshal-7\.3\.0: cannot be played here: OpenSSL under Node does not speak SSLv3$/m)
  t.equal(exit, 89)
  const client = [process.execPath, 'dist/simulate.cjs', 'send', '{host}:{port}', ...sslv3]
  const checked = await simulate(['check', 'healthy', '--no-control', '--wait', '0s', '--', ...client])
  t.match(checked.stdout, /cannot/)
  t.equal(checked.exit, 3)
})

const MISTAKES: [string[], RegExp][] = [
  [['send', 'localhost:25'], /Which sender\? Name one with --as/],
  [['send', '--as', 'careful'], /Where to\?/],
  [['send', 'localhost', '--as', 'careful'], /localhost: expected HOST:PORT/],
  [['send', 'localhost:0', '--as', 'careful'], /expected HOST:PORT/],
  [['send', 'localhost:99999', '--as', 'careful'], /expected HOST:PORT/],
  [['send', 'localhost:25', '--as', 'carefull'], /"carefull" is not known.+\n {2}Did you mean "careful"\?/],
  [['send', 'localhost:25', '--as', 'careful', '--set', 'User'], /--set User: expected KEY=VALUE/],
  [['send', 'localhost:25', '--as', 'careful', '--set', 'Usr=x'], /Did you mean "User"\?/],
  [['send', 'localhost:25', '--as', 'careful', '--ca', 'nowhere.pem'], /--ca nowhere\.pem: the file cannot be read/],
  [['send', 'localhost:25', '--as', 'careful', '--ca', 'package.json'], /expected PEM/],
  [['send', 'localhost:25', '--as', 'careful', '--cert', 'package.json'], /expected PEM|go together/],
  [['send', 'localhost:25', '--as', 'careful', '--to', 'desk'], /"desk" is no mail address/],
]

for (const [args, message] of MISTAKES) {
  t.test(`simulate ${args.join(' ')}`, async (t) => {
    const { stdout, stderr, exit } = await simulate(args)
    t.match(stderr, message)
    t.same([stdout, exit], ['', 2])
  })
}

t.test('the list has every sender with its product', async (t) => {
  const { stdout, exit } = await simulate(['send', '--list'])
  t.match(stdout, /^careful +A client that does everything right$/m)
  t.equal(exit, 0)
})
