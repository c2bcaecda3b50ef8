// The commands that look at scenarios without playing them, and the help.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../built.ts'
import { folder, simulate } from './command.ts'

const files = await readdir(join(ROOT, 'scenarios'))
const names = files
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''))
  .sort()

t.test('list gives every scenario with its title', async (t) => {
  const { stdout, stderr, exit } = await simulate(['list'])
  t.equal(exit, 0)
  t.equal(stderr, '')
  const lines = stdout.trimEnd().split('\n')
  t.same(
    lines.map((line) => line.split(' ')[0]),
    names,
  )
  for (const line of lines) t.match(line, /^\S+ {2,}\S/, 'a title')
})

t.test('list with words gives those that have all of them', async (t) => {
  const { stdout } = await simulate(['list', 'Firewall', 'xxxxxxxa'])
  t.match(stdout, /^starttls-masked {2}A Cisco firewall masks STARTTLS\n$/)
  const none = await simulate(['list', 'xyzzy'])
  t.equal(none.stdout, '')
  t.match(none.stderr, `No scenario has xyzzy in it. "simulate list" shows all ${names.length}.\n`)
  t.equal(none.exit, 2)
})

t.test('show tells the story of every scenario', async (t) => {
  const { stdout, exit } = await simulate(['show', ...names])
  t.equal(exit, 0)
  for (const name of names) t.match(stdout, new RegExp(`^${name}: .+\\n\\n {2}\\S`, 'm'))
  t.equal(stdout.match(/^The server:$/gm)?.length, names.length)
  t.equal(
    stdout.match(/^A right client:\n {2}mandatory +\S.*\n {2}unverified +\S.*\n {2}opportunistic +\S/gm)?.length,
    names.length,
  )
  t.notMatch(stdout, /undefined|\[object/)
  for (const line of stdout.split('\n')) t.ok(line.length <= 240, line)
})

t.test('show says what is special', async (t) => {
  const { stdout } = await simulate(['show', 'tls10-reject'])
  t.match(stdout, /^tls10-reject: Microsoft 365 turns away TLS 1\.0 at AUTH\n/)
  t.match(stdout, 'in the words of microsoft-365')
  t.match(stdout, 'STARTTLS: TLS 1.0, TLS 1.1, TLS 1.2, TLS 1.3')
  t.match(stdout, /at AUTH \(below TLS 1\.2\): "421 4\.7\.66 .*", then close/)
  t.match(stdout, /^Sources: Broadcom article 227333; /m)
  const several = await simulate(['show', 'starttls-masked', './scenarios/no-starttls.yaml'])
  t.match(several.stdout, 'on the path: mask-starttls')
  t.match(several.stdout, 'has no TLS')
  t.match((await simulate(['show', 'starttls-by-source'])).stdout, 'for clients from 127.0.0.0/8:')
  const nothing = await simulate(['show'])
  t.match(nothing.stderr, 'Which scenario? "simulate list" shows all.')
  t.equal(nothing.exit, 2)
})

t.test('show shows escape codes of a file, and does not send them on', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'x.yaml')
  await writeFile(file, 'scenario: 1\ntitle: "a\\e[2Jb"\nsummary: c\\u202ed\nsources: ["e\\u202ef"]\n')
  const { stdout, exit } = await simulate(['show', file])
  t.equal(exit, 0)
  t.match(stdout, /^x: a\\x1b\[2Jb\n/)
  t.match(stdout, /^[\x20-\x7e\n]*$/)
})

t.test('validate finds nothing wrong with the catalogue', async (t) => {
  const { stdout, stderr, exit } = await simulate(['validate'])
  t.equal(stdout, names.map((name) => `${name}: ok\n`).join(''))
  t.equal(stderr, '')
  t.equal(exit, 0)
})

t.test('validate tells every mistake of every file, with its place', async (t) => {
  await using place = await folder()
  const write = (name: string, text: string) => writeFile(join(place.path, name), text)
  await write('good.yaml', 'scenario: 1\ntitle: a\nsummary: b\n')
  await write('bad.yaml', 'scenario: 1\ntitle: a\nserver:\n  tls: { certificate: expird }\n  hostnam: x\n')
  await write('odd.yaml', 'scenario: 1\ntitle: a\nsummary: b\nserver:\n  tls: { mode: off }\n')
  const { stdout, stderr, exit } = await simulate(['validate', place.path])
  t.match(stdout, 'good: ok\n')
  t.match(stdout, 'odd: ok\n')
  t.notMatch(stdout, 'bad: ok')
  t.match(
    stderr,
    /bad\.yaml:4:\d+ .*"expird" is not known\. {2}\[SCENARIO_UNKNOWN_CERTIFICATE\]\n {2}Did you mean "expired"\?/,
  )
  t.match(stderr, /bad\.yaml:5:\d+ .*hostnam.*\[SCENARIO_UNKNOWN_KEY\]\n {2}Did you mean "hostname"\?/)
  t.match(stderr, /^warning: .*odd\.yaml.*expect/m, 'a server that differs, and nothing about what a right client does')
  t.equal(exit, 2)
})

t.test('validate --run also says what this machine cannot serve', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ancient.yaml')
  const expect = 'expect: { mandatory: [none] }\n'
  await writeFile(file, `scenario: 1\ntitle: a\nsummary: b\nserver:\n  tls: { versions: [SSLv3, TLSv1.3] }\n${expect}`)
  t.equal((await simulate(['validate', file])).exit, 0, 'as a file it is right on every machine')
  const run = await simulate(['validate', '--run', file])
  t.match(run.stderr, /^ancient: .*SSLv3.*\[CANNOT_SERVE\]/)
  t.equal(run.stdout, '')
  t.equal(run.exit, 3)
  const own = join(place.path, 'own.yaml')
  await writeFile(
    own,
    `scenario: 1\ntitle: a\nsummary: b\nserver:\n  tls: { certificate: { pem: missing.pem } }\n${expect}`,
  )
  const missing = await simulate(['validate', '--run', own])
  t.match(missing.stderr, /^own: .*missing\.pem/)
  t.equal(missing.exit, 2)
  const all = await simulate(['validate', '--run'])
  t.equal(all.stdout, names.map((name) => `${name}: ok\n`).join(''), 'the whole catalogue can be served here')
  t.equal(all.exit, 0)
})

t.test('schema prints the JSON Schema that lies beside the scenarios', async (t) => {
  for (const [args, file] of [
    [[], 'scenario.schema.json'],
    [['--persona'], 'persona.schema.json'],
  ] as const) {
    const { stdout, exit } = await simulate(['schema', ...args])
    t.equal(exit, 0)
    const schema = JSON.parse(stdout)
    t.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#')
    t.type(schema.properties, 'object')
    if (files.includes(file)) t.same(JSON.parse(await readFile(join(ROOT, 'scenarios', file), 'utf8')), schema)
  }
})

t.test('--help shows every option and command, with the exit codes by name', async (t) => {
  const { stdout, exit } = await simulate(['--help'])
  t.equal(exit, 0)
  const contract =
    '--host --port --name --once --timeout --policy --seed --save --json --ca-dir --ca-file --reporter --show-secrets'
  for (const option of contract.split(' ')) t.match(stdout, new RegExp(`^ {2}${option}[ \\n]`, 'm'), option)
  for (const command of ['list', 'show', 'validate', 'schema', 'check', 'merge', 'ca', 'send'])
    t.match(stdout, `\n  simulate ${command} `)
  t.match(stdout, 'Exit codes: 0 pass, 1 client-failed, 2 usage, 3 environment, 4 inconclusive, 70 bug, 89 cannot\n')
  for (const line of stdout.split('\n')) t.ok(line.length <= 120, line)
  t.equal((await simulate(['-h'])).stdout, stdout)
  t.equal((await simulate(['healthy', '--help'])).stdout, stdout)
})

t.test('each command has its own help', async (t) => {
  for (const command of ['list', 'show', 'validate', 'schema', 'check', 'merge', 'ca', 'send']) {
    const { stdout, exit } = await simulate([command, '--help'])
    t.match(stdout, new RegExp(`^simulate ${command}\\b.*\\n\\n {2}\\S`))
    t.equal(exit, 0)
  }
  const { stderr, exit } = await simulate(['validate', '--rum'])
  t.match(stderr, '--rum is not an option of "simulate validate [scenario|folder...]". Did you mean --run?')
  t.equal(exit, 2)
})

t.test('--version is that of the package', async (t) => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const { stdout, exit } = await simulate(['--version'])
  t.equal(stdout, `${version}\n`)
  t.equal(exit, 0)
})
