// `--client FILE`: a client of one's own as data, checked as scenarios are.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, simulate } from '../cli/command.ts'
import { clientFile, documentOf } from './command.ts'

/** The mailer beside this file; it takes host, port and authority, and what it does about TLS. */
const command = (tls: string) =>
  JSON.stringify([process.execPath, clientFile('mailer'), '{host}', '{port}', '{ca}', tls])

const OURS = `client: v1
title: our mailer sends one mail
needs: node
commands:
  mandatory: ${command('require')}
  opportunistic: ${command('lax')}
`

const checkWith = (file: string, ...args: string[]) => simulate(['check', 'no-starttls', '--client', file, ...args])

t.test('a client file named by its path is run with the command of the policy', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ours.yaml')
  await writeFile(file, OURS)
  const mandatory = await checkWith(file, '--json')
  t.match(documentOf(mandatory).results, [{ verdict: 'pass', outcome: 'none', client: { exit: 1 } }])
  t.equal(mandatory.exit, 0)
  const opportunistic = await checkWith(file, '--policy', 'opportunistic', '--json')
  t.match(documentOf(opportunistic).results, [{ verdict: 'warn', outcome: 'in-clear' }])
})

t.test('a path is relative to the working folder, with ./ or without', async (t) => {
  await using place = await folder()
  await writeFile(join(place.path, 'curl.yaml'), OURS)
  for (const file of ['./curl.yaml', 'curl.yaml']) {
    const { stdout } = await simulate(['check', 'no-starttls', '--client', file, '--json'], { cwd: place.path })
    t.match(JSON.parse(stdout).results, [{ verdict: 'pass', outcome: 'none' }], file)
  }
})

t.test('what its output must hold, its input and its environment are read from the file', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ours.yaml')
  const script = "process.stdin.on('data', (d) => console.log(process.env.WORD, String(d).length > 20))"
  const lines = [
    'client: v1',
    'title: it reads a mail and sends none',
    'needs: node',
    'stdin: message',
    'environment: { WORD: delivered }',
    "delivered: 'delivered true'",
    `commands: { mandatory: ${JSON.stringify([process.execPath, '--eval', script])} }`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  const claims = await checkWith(file, '--wait', '1ms', '--no-control', '--json')
  t.match(documentOf(claims).results, [{ client: { exit: 0, says: 'delivered' } }])
  await writeFile(file, `${lines.join('\n').replace('delivered true', 'delivered false')}\n`)
  const fails = await checkWith(file, '--wait', '1ms', '--no-control', '--json')
  t.match(documentOf(fails).results, [{ client: { exit: 0, says: 'failed' } }])
})

t.test('each mistake is told with its place, what was found, what was expected, and the next step', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ours.yaml')
  for (const [content, ...told] of [
    [
      OURS.replace('needs:', 'neeeds:'),
      `${file}:3:1  the key "neeeds" is not known.  [SCENARIO_UNKNOWN_KEY]\n  Did you mean "needs"?`,
      '"needs" is missing',
    ],
    [OURS.replace('v1', 'v2'), `${file}:1:9  client "v2" is not known.`, 'Expected one of v1'],
    [OURS.replace('mandatory:', 'madatory:'), `${file}:5:3  commands`, 'Did you mean "mandatory"?'],
    [OURS.replace(/mandatory: .*/, 'mandatory: send it'), `${file}:5:14  commands.mandatory`, 'Expected a list'],
    [OURS.replace(/mandatory: .*/, 'mandatory: []'), `${file}:5:14  commands.mandatory`],
    [`${OURS}delivered: '('\n`, `${file}:7:12  delivered`, 'Expected a regular expression of JavaScript.'],
    [`${OURS}stdin: mail\n`, `${file}:7:8  stdin "mail" is not known.`, 'message, dialogue, nothing'],
    [`${OURS}title: twice\n`, `${file}:7:1  the key title is there twice.`],
    ['commands: [\n', `${file}:2:1  this is not valid YAML:`, 'Expected valid YAML.'],
    ['', `${file}  the file is empty.`, 'Expected a client.'],
    ['- a\n', `${file}:1:1  the file holds no mapping.`, 'first of all "client: v1"'],
    [`${OURS}---\n${OURS}`, 'the file has several YAML documents.', 'one client per file'],
  ] as const) {
    await writeFile(file, content)
    const { stdout, stderr, exit } = await checkWith(file)
    for (const words of told) t.ok(stderr.includes(words), words, { stderr })
    t.match(stderr, /exit 2 \(usage\)\n$/)
    t.equal(stdout, '')
    t.equal(exit, 2)
  }
})

t.test('several mistakes are told together, in the order of the file', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ours.yaml')
  await writeFile(file, OURS.replace('v1', 'v3').replace('needs: node', 'needs: [node]'))
  const { stderr } = await checkWith(file)
  t.match(stderr, /:1:9 {2}client [^\n]*\n[^\n]*\n[^\n]*:3:8 {2}needs /)
})

t.test('a file that is not there, a folder, and a policy without a command', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ours.yaml')
  const missing = await checkWith(file)
  t.match(missing.stderr, `${file}: the file does not exist. Expected the path of a client file, as`)
  t.equal(missing.exit, 2)
  await mkdir(file)
  const isFolder = await checkWith(file)
  t.match(isFolder.stderr, `${file}: this is a folder. Expected the path of a client file`)
  t.equal(isFolder.exit, 2)
  const other = join(place.path, 'other.yaml')
  await writeFile(other, OURS)
  const unverified = await checkWith(other, '--policy', 'unverified')
  t.match(
    unverified.stderr,
    `The client "${other}" has no command for the policy unverified; it has mandatory, opportunistic.`,
  )
  t.equal(unverified.exit, 2)
  const byName = await checkWith('ours')
  t.match(byName.stderr, 'There is no client "ours". Known: curl, msmtp')
  t.match(byName.stderr, 'or the path of a file of your own, such as ./ours.yaml.')
})
