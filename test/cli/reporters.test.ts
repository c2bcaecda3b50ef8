import { existsSync } from 'node:fs'
import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { folder, linesOf, simulate, start, talk } from './command.ts'

t.test('a reporter with a file writes there, beside the one on the terminal', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'run.ndjson')
  const prose = join(place.path, 'run=1.txt')
  await using run = await start([
    ...['healthy', 'no-starttls', '--port', '0'],
    ...['--reporter', `json=${file}`, '--reporter', 'default', '--reporter', `default=${prose}`],
  ])
  const [port = 0] = await run.ports(2)
  await talk(port)
  await run.shows('the end of the session', (stdout) => /-- closed by/.exec(stdout))
  const { stdout, exit } = await run.stop()
  t.equal(exit, 4)
  const lines = linesOf(await readFile(file, 'utf8'))
  t.same(
    lines.filter(({ event }) => ['listening', 'verdict'].includes(event)).map(({ server, event }) => [server, event]),
    [
      [1, 'listening'],
      [2, 'listening'],
      [1, 'verdict'],
      [2, 'verdict'],
    ],
  )
  t.ok(lines.some(({ event, line }) => event === 'smtp.command-received' && line === 'QUIT'))
  t.match(stdout, /^healthy: A healthy server\nlistening on /)
  t.equal(await readFile(prose, 'utf8'), stdout, 'a file name may have = in it')
})

t.test('--json and --reporter json are the same', async (t) => {
  await using run = await start(['healthy', '--port', '0', '--reporter', 'json', '--timeout', '50ms'])
  const { stdout } = await run.ended
  t.same(
    linesOf(stdout).map(({ event }) => event),
    ['listening', 'tls.engine-chosen', 'ca.ready', 'tlsa.ready', 'verdict'],
  )
})

t.test('with only a file reporter the terminal is silent', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'run.ndjson')
  await using run = await start(['healthy', '--port', '0', '--reporter', `json=${file}`, '--timeout', '50ms'])
  const { stdout, stderr } = await run.ended
  t.equal(stdout, '')
  t.equal(stderr, 'exit 4 (inconclusive)\n')
  t.match(linesOf(await readFile(file, 'utf8')).at(-1), { event: 'verdict' })
})

const fullDisk = existsSync('/dev/full') ? {} : { skip: 'only Linux has a disk that is always full' }
t.test('a disk that is full is told, with the file, and all else is whole', fullDisk, async (t) => {
  await using place = await folder()
  const [full, file] = [join(place.path, 'full.log'), join(place.path, 'run.ndjson')]
  await symlink('/dev/full', full)
  for (const name of ['json', 'junit', 'log-exchange-smtpsend']) {
    const { stderr, exit } = await simulate([
      ...['healthy', '--port', '0', '--timeout', '50ms'],
      ...['--reporter', `${name}=${full}`, '--reporter', `json=${file}`],
      ...['--save', join(place.path, name), '--pcap', join(place.path, `${name}.pcapng`)],
    ])
    t.match(stderr, `--reporter ${name}=${full}: the file is not whole: ENOSPC`)
    t.match(stderr, /\[OUTPUT_UNWRITABLE\]\n {2}Make room or choose another file.*\nexit 3 \(environment\)\n$/s)
    t.equal(exit, 3, name)
    t.match(linesOf(await readFile(file, 'utf8')).at(-1), { event: 'verdict' })
    t.ok(existsSync(join(place.path, name, 'run.json')), 'the run is kept')
    t.ok(existsSync(join(place.path, `${name}.pcapng`)), 'the capture is there')
  }
})

t.test('a report of a finished run leaves what was there until it is whole', async (t) => {
  await using place = await folder()
  const [file, link] = [join(place.path, 'report.xml'), join(place.path, 'link.xml')]
  await writeFile(file, 'of the run before')
  await symlink(file, link)
  await using run = await start(['healthy', '--port', '0', '--reporter', `junit=${link}`, '--reporter', 'json'])
  await run.shows('its port', (stdout) => /"listening"/.exec(stdout))
  t.equal(await readFile(file, 'utf8'), 'of the run before')
  run.child.kill('SIGINT')
  await run.ended
  t.match(await readFile(file, 'utf8'), /<\/testsuites>\s*$/)
  t.ok((await lstat(link)).isSymbolicLink(), 'a link stays one')
  t.same((await readdir(place.path)).sort(), ['link.xml', 'report.xml'])
})
