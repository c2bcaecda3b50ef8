// How a run that cannot go its way ends: the message, its next step, and the exit code that scripts rely on.
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { EXIT, worstExit } from '../../src/cli/exit.ts'
import { folder, linesOf, simulate, start, talk } from './command.ts'

t.test('without arguments the help is shown, and that is a mistake', async (t) => {
  const { stdout, exit } = await simulate([])
  t.match(stdout, /^simulate <scenario\.\.\.>\n/)
  t.equal(exit, 2)
})

t.test('a wrong command line is told with the option, what was found, what was expected', async (t) => {
  for (const [args, message] of [
    [['healthy', '--prot', '2525'], '--prot is not an option of "simulate <scenario...>". Did you mean --port?\n'],
    [['healthy', '--xyzzy'], '--xyzzy is not an option of "simulate <scenario...>".\n'],
    [['healthy', '--port', 'x'], '--port x: expected a whole number from 0 to 65535.\n'],
    [['healthy', '--port', '65536'], '--port 65536: expected a whole number from 0 to 65535.\n'],
    [['healthy', '--port=-1'], '--port -1: expected a whole number from 0 to 65535.\n'],
    [['healthy', '--port', '1e3'], '--port 1e3: expected a whole number from 0 to 65535.\n'],
    [['healthy', '--port'], "Option '--port <value>' argument missing\n"],
    [['healthy', '--once=yes'], "Option '--once' does not take an argument\n"],
    [
      ['healthy', 'no-starttls', '--port', '65535'],
      '--port 65535: 2 servers take as many ports from there, and 65535 is the last.\n',
    ],
    [['healthy', '--timeout', '30'], '--timeout 30: expected a time with its unit, such as 30s or 500ms.\n'],
    [['healthy', '--timeout', '-1s'], /^Option '--timeout' argument is ambiguous/],
    [
      ['healthy', '--timeout', '999h'],
      '--timeout 999h: expected a time with its unit, such as 30s or 500ms, of at most 24 days.\n',
    ],
    [['healthy', '--seed', 'x'], /^--seed x: expected a whole number from 0 to \d+\.\n/],
    [['healthy', '--policy', 'strict'], '--policy strict: expected one of mandatory, unverified, opportunistic.\n'],
    [['healthy', '--host', ''], '--host: expected an address, such as 127.0.0.1.\n'],
    [['--json'], 'Which scenario? Name one, such as "simulate tls10-reject".\n'],
    [['healthy', '--reporter', 'junitt'], `There is no reporter "junitt". Did you mean "junit"? ${REPORTERS}`],
    [['healthy', '--reporter', 'xyzzy'], `There is no reporter "xyzzy". ${REPORTERS}`],
    [['healthy', '--reporter', 'jsn'], `There is no reporter "jsn". Did you mean "json"? ${REPORTERS}`],
    [
      ['healthy', '--json', '--reporter', 'default'],
      'The reporters json and default both want the terminal: give all but one a file, as in --reporter json=run.ndjson.\n',
    ],
  ] as const) {
    const { stdout, stderr, exit } = await simulate([...args])
    t.match(stderr, message)
    t.match(stderr, /\n {2}"simulate --help" shows all options\.\nexit 2 \(usage\)\n$/)
    t.equal(stdout, '', 'stdout stays empty')
    t.equal(exit, 2, args.join(' '))
  }
})

t.test('a scenario that is not there is told with the nearest name', async (t) => {
  const { stderr, exit } = await simulate(['tls10-rejct'])
  t.match(stderr, /SCENARIO_NOT_FOUND/)
  t.match(stderr, 'Did you mean "tls10-reject"?')
  t.match(stderr, /exit 2 \(usage\)\n$/)
  t.equal(exit, 2)
  const path = await simulate(['./scenarios/healty.yaml'])
  t.match(path.stderr, 'Did you mean "healthy"?')
  t.equal(path.exit, 2)
})

t.test('files that are no scenario are refused with place and code, and never run', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.yaml')
  for (const [content, found] of [
    ['', /x\.yaml.*\[SCENARIO_/],
    ['scenario: 1\nsever: {}\n', /x\.yaml:2:1 .*"sever".*\[SCENARIO_UNKNOWN_KEY\]\n {2}Did you mean "server"\?/s],
    ['a: [1\n', /x\.yaml:\d+:\d+ .*\[SCENARIO_/],
    [Buffer.from([0, 1, 2, 255, 254, 0, 7]), /x\.yaml.*\[SCENARIO_/],
    [BOMB, /x\.yaml.*\[SCENARIO_/],
  ] as const) {
    await writeFile(file, content)
    const { stdout, stderr, exit } = await simulate([file, '--port', '0', '--timeout', '1ms'])
    t.match(stderr, found)
    t.equal(stdout, '')
    t.equal(exit, 2)
  }
})

t.test('a file that may not be read, and a folder without a scenario, are told', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.yaml')
  await writeFile(file, 'scenario: 1\n')
  await chmod(file, 0)
  // Whom no mode keeps from reading is somebody else for this test.
  const nobody = process.getuid?.() === 0 ? { uid: 65534 } : {}
  await chmod(place.path, 0o755)
  const { stderr, exit } = await simulate([file], nobody)
  t.match(stderr, /x\.yaml.*\[SCENARIO_UNREADABLE\]/)
  t.equal(exit, 2)
  const empty = join(place.path, 'empty')
  await mkdir(empty)
  for (const command of [[empty], ['validate', empty], ['show', empty]]) {
    const { stderr, exit } = await simulate(command)
    t.match(stderr, `The folder ${empty} holds no scenario: no *.yaml lies in it.\n`)
    t.equal(exit, 2)
  }
})

t.test('a port that is taken is the environment, and the other servers are stopped', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { stdout, stderr, exit } = await simulate(['healthy', '--port', String(port)])
  other.close()
  t.match(stderr, `127.0.0.1 port ${port} is taken by another program.  [PORT_IN_USE]\n  Choose another with --port`)
  t.match(stderr, /exit 3 \(environment\)\n$/)
  t.equal(stdout, '')
  t.equal(exit, 3)
})

t.test('a port that needs rights is told as such', async (t) => {
  const refuse = `
    import net from 'node:net'
    net.Server.prototype.listen = function () {
      process.nextTick(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
      return this
    }`
  const { stderr, exit } = await simulate(['healthy', '--port', '25'], { before: refuse })
  t.match(stderr, '127.0.0.1 port 25 may not be opened by this user.  [PORT_FORBIDDEN]\n  Choose a port from 1024 on')
  t.equal(exit, 3)
})

t.test('an address that this machine does not have is told', async (t) => {
  // TEST-NET-1 of RFC 5737 belongs to nobody.
  const { stderr, exit } = await simulate(['healthy', '--port', '0', '--host', '192.0.2.1'])
  t.match(stderr, 'This machine does not have the address 192.0.2.1.  [ADDRESS_NOT_AVAILABLE]')
  t.equal(exit, 3)
})

t.test('what cannot be served here is skipped with the reason; alone that is exit 3', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ancient.yaml')
  await writeFile(file, ANCIENT)
  const alone = await simulate([file, '--port', '0', '--json'])
  t.match(linesOf(alone.stdout), [{ server: 1, scenario: 'ancient', event: 'skipped', reason: /SSLv3/ }])
  t.equal(linesOf(alone.stdout).length, 1)
  t.match(alone.stderr, /\[CANNOT_SERVE\]/)
  t.equal(alone.exit, 3)

  await using run = await start([file, 'healthy', '--port', '0', '--once', '--json'])
  await talk(await run.port())
  const { stdout, exit } = await run.ended
  t.same(
    linesOf(stdout)
      .filter(({ event }) => event === 'skipped' || event === 'verdict')
      .map(({ server, event }) => [server, event]),
    [
      [1, 'skipped'],
      [2, 'verdict'],
    ],
  )
  t.equal(exit, 4, 'the exit is that of the one that ran')
})

t.test('what cannot be written is told before a server starts', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'file')
  await writeFile(file, '')
  const below = join(file, 'below')
  for (const [option, what] of [
    ['--save', 'the folder'],
    ['--ca-file', 'the file'],
  ] as const) {
    const { stdout, stderr, exit } = await simulate(['healthy', '--port', '0', option, below, '--timeout', '1ms'])
    t.match(stderr, `${option} ${below}: ${what} cannot be written: ENOTDIR`)
    t.equal(stdout, '')
    t.equal(exit, 2)
  }
  const { stderr, exit } = await simulate(['healthy', '--reporter', `json=${below}`, '--timeout', '1ms'])
  t.match(stderr, `--reporter json=${below}: the file cannot be written: ENOTDIR`)
  t.equal(exit, 2)
  const ca = await simulate(['healthy', '--ca-dir', below, '--timeout', '1ms'])
  t.match(ca.stderr, /below.* cannot be (read|written) \(ENOTDIR\)/)
  t.equal(ca.exit, 2)
})

t.test('a mistake of ours in one session is exit 70, with the transcript kept', async (t) => {
  const sabotage = `
    import { TLSSocket } from 'node:tls'
    TLSSocket.prototype.getCipher = () => { throw new Error('sabotage') }`
  await using place = await folder()
  const env = { TMPDIR: place.path }
  await using run = await start(['healthy', '--port', '0', '--json'], { before: sabotage, env })
  const port = await run.port()
  await talk(port, async (client) => {
    await client.asks('STARTTLS', '220 *')
    await client.starttls({ rejectUnauthorized: false })
    await client.hearsEnd()
  }).catch(() => {})
  const failed = await run.event('session.failed')
  t.match(failed, { session: 1, detail: /sabotage/ })
  await talk(port)
  const { stderr, exit } = await run.stop()
  t.match(stderr, `A bug of smtp-simulator: "session.failed" in the transcript, kept in ${place.path}`)
  t.match(stderr, /exit 70 \(bug\)\n$/)
  t.equal(exit, 70)
})

t.test('a mistake of ours outside any session is exit 70, not the 1 that says: the client failed', async (t) => {
  for (const mistake of ["throw new Error('sabotage')", "Promise.reject(new Error('sabotage'))"]) {
    const before = `
      import net from 'node:net'
      const { listen } = net.Server.prototype
      net.Server.prototype.listen = function (...args) {
        setTimeout(() => { ${mistake} }, 1)
        return listen.apply(this, args)
      }`
    const { stderr, exit } = await simulate(['healthy', '--port', '0'], { before })
    t.match(stderr, /^A bug of smtp-simulator: Error: sabotage\n {4}at /)
    t.equal(exit, 70)
  }
})

t.test('of several results the exit is the worst, in the order of the contract', (t) => {
  t.same(EXIT, { pass: 0, 'client-failed': 1, usage: 2, environment: 3, inconclusive: 4, bug: 70, cannot: 89 })
  const order = ['bug', 'usage', 'client-failed', 'environment', 'inconclusive', 'pass'] as const
  for (const [at, name] of order.entries()) {
    t.equal(worstExit([...order.slice(at)].reverse()), name)
  }
  t.equal(worstExit([]), 'pass')
  t.end()
})

const REPORTERS = 'Known: default, json, junit, tap, github, html, tls-summary, '

const ANCIENT = `scenario: 1
title: SSL 3.0 and TLS 1.3, which no engine speaks together
summary: For a test.
server:
  tls: { versions: [SSLv3, TLSv1.3] }
expect: { mandatory: [none] }
`

// Ten times ten times ten ...: a few lines that want to be gigabytes.
const BOMB = `scenario: 1
a: &a [x,x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]
`
