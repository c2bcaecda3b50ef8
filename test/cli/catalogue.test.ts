// The commands that look at scenarios without playing them, and the help.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import t from 'tap'
import { simulate as simulateHere } from '../../src/cli/simulate.ts'
import { ROOT } from '../built.ts'
import { folder, simulate } from './command.ts'

const files = await readdir(join(ROOT, 'scenarios'))
const names = files
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''))
  .sort()

t.test('list gives every scenario with its title, once, under its first tag', async (t) => {
  const { stdout, stderr, exit } = await simulate(['list'])
  t.equal(exit, 0)
  t.equal(stderr, '')
  const rows = [...stdout.matchAll(/^ {2}(\S+) {2,}\S.*$/gm)].map(([, name]) => name)
  t.same([...rows].sort(), names)
  const groups = stdout.split('\n\n').slice(0, -1)
  for (const group of groups) {
    const [tag = '', ...lines] = group.trim().split('\n')
    for (const name of lines.map((line) => line.trim().split(' ')[0] ?? '')) {
      const source = await readFile(join(ROOT, 'scenarios', `${name}.yaml`), 'utf8')
      t.equal(/^tags: \[([^,\]]+)/m.exec(source)?.[1], tag, name)
    }
  }
  t.match(groups[0], /^healthy\n/, 'what the others differ from comes first')
  t.match(stdout, `\n${names.length} of ${names.length} scenarios. Words to search for:\n  starttls (`)
  for (const line of stdout.split('\n')) t.ok(line.length <= 130, line)
})

t.test('list --names is for other programs', async (t) => {
  t.equal((await simulate(['list', '--names'])).stdout, names.map((name) => `${name}\n`).join(''))
})

t.test('list with words gives those that have all of them', async (t) => {
  const { stdout } = await simulate(['list', 'Firewall', 'xxxxxxxa'])
  t.match(stdout, /^starttls\n {2}starttls-masked {2}A Cisco firewall masks STARTTLS\n\n1 of \d+ scenarios\./)
  t.match((await simulate(['list', 'badssl.com', '--names'])).stdout, 'cert-expired\n', 'sources are searched, too')
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

/** All that "validate" looks at: scenarios, then labs, then courses. */
async function allOk(): Promise<string> {
  const named = async (word: string, within: string) => {
    const found = (await readdir(join(ROOT, 'scenarios', within))).filter((file) => file.endsWith('.yaml'))
    return found.map((file) => `${word} ${file.replace('.yaml', '')}`).sort()
  }
  const labs = await named('lab', 'labs')
  const courses = await named('course', 'courses')
  t.ok(labs.length >= 14 && courses.length > 0)
  return [...names, ...labs, ...courses].map((name) => `${name}: ok\n`).join('')
}

t.test('validate finds nothing wrong with the catalogue', async (t) => {
  const { stdout, stderr, exit } = await simulate(['validate'])
  t.equal(stdout, await allOk())
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
  t.equal(all.stdout, await allOk(), 'the whole catalogue can be served here')
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

const COMMANDS = [
  'list',
  'show',
  'new',
  'validate',
  'schema',
  'check',
  'replay',
  'merge',
  'ca',
  'report',
  'serve',
  'send',
  'track',
  'probe',
  'train',
]

t.test('--help shows every option and command, with the exit codes by name', async (t) => {
  const { stdout, exit } = await simulate(['--help'])
  t.equal(exit, 0)
  const contract =
    '--host --port --name --once --timeout --policy --seed --save --json --ca-dir --ca-file --reporter --show-secrets'
  for (const option of contract.split(' ')) t.match(stdout, new RegExp(`^ {2}${option}[ \\n]`, 'm'), option)
  for (const command of COMMANDS) t.match(stdout, `\n  simulate ${command} `)
  t.match(stdout, 'Exit codes: 0 pass, 1 client-failed, 2 usage, 3 environment, 4 inconclusive, 70 bug, 89 cannot\n')
  for (const line of stdout.split('\n')) t.ok(line.length <= 120, line)
  t.equal((await simulate(['-h'])).stdout, stdout)
  t.equal((await simulate(['healthy', '--help'])).stdout, stdout)
})

t.test('each command has its own help', async (t) => {
  for (const command of COMMANDS) {
    const { stdout, exit } = await simulate([command, '--help'])
    t.match(stdout, new RegExp(`^simulate ${command}\\b.*\\n\\n {2}\\S`))
    t.equal(exit, 0)
  }
  const { stderr, exit } = await simulate(['validate', '--rum'])
  t.match(stderr, '--rum is not an option of "simulate validate [scenario|folder...]". Did you mean --run?')
  t.equal(exit, 2)
})

t.test('each command that ends badly says the name of its exit code last', async (t) => {
  for (const command of COMMANDS) {
    const { stderr, exit } = await simulate([command, '--xyzzy'])
    t.match(stderr, /\nexit 2 \(usage\)\n$/, command)
    t.equal(exit, 2)
  }
})

t.test('--version is that of the package', async (t) => {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const { stdout, exit } = await simulate(['--version'])
  t.equal(stdout, `${version}\n`)
  t.equal(exit, 0)
})

t.test('new writes a scenario that is right as it is', async (t) => {
  await using place = await folder()
  const at = { cwd: place.path }
  const written = await simulate(['new', 'mine'], at)
  t.equal(written.exit, 0)
  t.match(written.stdout, 'mine.yaml is written. Edit it, then:\n  simulate validate mine.yaml\n')
  const text = await readFile(join(place.path, 'mine.yaml'), 'utf8')
  const [modeline = '', ...lines] = text.split('\n')
  const schema = /^# yaml-language-server: \$schema=(file:.*)$/.exec(modeline)?.[1] ?? ''
  t.equal(JSON.parse(await readFile(new URL(schema), 'utf8')).$schema, 'http://json-schema.org/draft-07/schema#')
  t.same(lines.slice(0, 2), ['scenario: 1', 'title: "Like healthy: A healthy server"'])
  const checked = await simulate(['validate', 'mine.yaml'], at)
  t.equal(checked.stdout, 'mine: ok\n')
  t.equal(checked.stderr, '')
})

t.test('new begins with any scenario, also one of the user', async (t) => {
  await using place = await folder()
  const at = { cwd: place.path }
  const silent = { out() {}, err() {}, colour: false }
  for (const from of names) {
    // In this process, since there are so many.
    t.equal(await simulateHere(['new', join(place.path, `like-${from}`), '--from', from], silent), 0, from)
  }
  const checked = await simulate(['validate', '.'], at)
  t.equal(checked.exit, 0, checked.stderr)
  t.equal(checked.stderr, '')
  await writeFile(join(place.path, 'own.yaml'), 'title: >-\n  "Two"\n  lines: #1\nscenario: 1\nextends: no-starttls\n')
  await mkdir(join(place.path, 'below'))
  t.equal((await simulate(['new', 'below/next.yaml', '--from', './own.yaml'], at)).exit, 0)
  const text = await readFile(join(place.path, 'below', 'next.yaml'), 'utf8')
  t.match(text, 'title: "Like own: \\"Two\\" lines: #1"\nscenario: 1\nextends: no-starttls\n')
  t.equal((await simulate(['validate', 'below'], at)).stdout, 'next: ok\n')
})

t.test('new in the clone names the schema of the clone', async (t) => {
  await mkdir(join(ROOT, '.tap'), { recursive: true })
  const place = await mkdtemp(join(ROOT, '.tap', 'new-'))
  t.teardown(() => rm(place, { recursive: true }))
  const file = join(place, 'mine.yaml')
  t.equal((await simulate(['new', relative(ROOT, file), '--from', 'tls10-reject'])).exit, 0)
  const original = await readFile(join(ROOT, 'scenarios', 'tls10-reject.yaml'), 'utf8')
  const title = /^title: .*$/m
  const copy = (await readFile(file, 'utf8'))
    .replace(title, original.match(title)?.[0] ?? '')
    .replace('$schema=../../scenarios/', '$schema=./')
  t.equal(copy, original, 'the same to the letter, but for the title')
})

t.test('new never writes over a file, and says what it cannot do', async (t) => {
  await using place = await folder()
  const at = { cwd: place.path }
  await writeFile(join(place.path, 'mine.yaml'), 'precious')
  const wrong = async (args: string[], message: RegExp) => {
    const { stdout, stderr, exit } = await simulate(['new', ...args], at)
    t.equal(exit, 2, args.join(' '))
    t.match(stderr, message)
    t.equal(stdout, '')
  }
  await wrong(['mine'], /^mine\.yaml cannot be written: it is there already\. Take another name/)
  t.equal(await readFile(join(place.path, 'mine.yaml'), 'utf8'), 'precious')
  await wrong([], /^Give one name: /)
  await wrong(['a', 'b'], /^Give one name: /)
  await wrong(['no/folder'], /^no\/folder\.yaml cannot be written: there is no folder no\./)
  await wrong(['two words'], /^"two words" is no name of a scenario: expected letters/)
  await wrong(['x', '--from', 'tls10-rejct'], /Did you mean "tls10-reject"\?/)
  await wrong(['x', '--form', 'healthy'], /Did you mean --from\?/)
  await writeFile(join(place.path, 'up.yaml'), 'scenario: 1\ntitle: a\nextends: ./mine-too.yaml\n')
  await writeFile(join(place.path, 'mine-too.yaml'), 'scenario: 1\ntitle: a\n')
  await mkdir(join(place.path, 'below'))
  await wrong(['below/x', '--from', './up.yaml'], /below\/x\.yaml.* extends /)
  t.same(await readdir(join(place.path, 'below')), [], 'a copy that would not load is not left behind')
})
