// A saved run shown again: the same texts as the live run, with any reporter; and what cannot be kept or shown.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { readSavedRun } from '../../src/saved/read.ts'
import { connect, type RawClient } from '../raw-client.ts'
import { folder, linesOf, simulate, start, talk } from './command.ts'

const run = promisify(execFile)

async function sendMail(client: RawClient) {
  await client.asks('MAIL FROM:<anna@example.com>', '250 *')
  await client.asks('RCPT TO:<bob@example.org>', '250 *')
  await client.asks('DATA', '354 *')
  await client.asks('Subject: status\r\n\r\nThe disk is full.\r\n.', '250 *')
}

t.test('every reporter says of the saved run what it said of the live one', async (t) => {
  await using place = await folder()
  const kept = join(place.path, 'kept')
  const live = (name: string) => join(place.path, `live-${name}`)
  const files = ['json', 'junit', 'tap', 'inbound-messages-csv', 'delays-json']
  await using running = await start([
    ...['healthy', 'no-starttls', '--port', '0', '--save', kept],
    ...['default', ...files].flatMap((name) => ['--reporter', name === 'default' ? name : `${name}=${live(name)}`]),
  ])
  const [first = 0, second = 0] = await running.ports(2)
  await talk(first, sendMail)
  await talk(second)
  await running.shows('the end of both', (stdout) => (stdout.match(/-- closed by/g)?.length === 2 ? true : null))
  const { stdout, stderr, exit } = await running.stop()
  const again = await simulate(['replay', kept])
  for (const name of ['healthy', 'no-starttls']) t.same(linesFrom(again.stdout, name), linesFrom(stdout, name))
  // What two servers do within a millisecond has no order of its own.
  t.same(sorted(again.stdout), sorted(stdout))
  t.equal(again.stderr, stderr)
  t.equal(again.exit, exit)
  for (const name of files) {
    const text = (await simulate(['replay', kept, '--reporter', name])).stdout
    const before = await readFile(live(name), 'utf8')
    // The live run tells of the authority once it is there.
    if (name === 'json') t.same(sorted(text), sorted(before))
    else t.equal(withoutTime(text), withoutTime(before), name)
  }
})

for (const engine of ['openssl', 'scripted'])
  t.test(`both certificates of a handshake are kept, and no key: ${engine}`, async (t) => {
    await using place = await folder()
    const [kept, authority] = [join(place.path, 'kept'), join(place.path, 'ca')]
    const scenario = join(place.path, 'asks.yaml')
    await writeFile(
      scenario,
      `scenario: 1\ntitle: Asks\nsummary: For a test.\nextends: client-cert-optional\nserver: { tls: { versions: [TLSv1.2], engine: ${engine} } }\n`,
    )
    await simulate(['ca', authority, '--client', 'client.test'])
    await using running = await start([...[scenario, '--port', '0', '--save', kept, '--ca-dir', authority, '--json']])
    const port = await running.port()
    const [ca, cert, key] = await Promise.all(
      ['ca.pem', 'client.test.pem', 'client.test-key.pem'].map((file) => readFile(join(authority, file), 'utf8')),
    )
    {
      await using client = await connect({ port })
      await client.hears('220 *')
      await client.asks('EHLO client.test', '250 *')
      await client.asks('STARTTLS', '220 *')
      await client.starttls({ ca, cert, key, maxVersion: 'TLSv1.2' })
      await client.asks('QUIT', '221 *')
    }
    await running.event('session.closed')
    await running.stop()
    const { servers, problems } = await readSavedRun(kept)
    t.same(problems, [])
    const [server] = servers
    const subjects = server?.certificates.map(({ session, by, pem }) => [session, by, new X509Certificate(pem).subject])
    t.equal(subjects?.length, 2)
    t.match(subjects, [
      [1, 'server', /CN=/],
      [1, 'client', 'CN=client.test'],
    ])
    const established = server?.events.find(({ event }) => event === 'tls.established')
    const client = server?.certificates.find(({ by }) => by === 'client')
    t.equal(
      established?.event === 'tls.established' && established.clientCertificate?.fingerprint,
      client && new X509Certificate(client.pem).fingerprint256,
    )
    t.match(server?.events.at(-1), { event: 'session.closed' })
    const { stdout: keys } = await run('grep', ['-rl', 'PRIVATE KEY', kept]).catch(() => ({ stdout: '' }))
    t.equal(keys, '')
  })

t.test('a run that was cut off is shown as far as it goes, and says what is missing', async (t) => {
  await using place = await folder()
  await simulate(['healthy', 'no-starttls', '--port', '0', '--timeout', '50ms', '--save', place.path, '--json'])
  const transcript = join(place.path, '1-healthy', 'transcript.ndjson')
  await rm(join(place.path, 'run.json'))
  await truncate(transcript, (await readFile(transcript)).length - 1)
  const { stdout, stderr, exit } = await simulate(['replay', place.path, '--json'])
  t.match(stderr, `${join(place.path, 'run.json')} is missing: the run was cut off while it was saved`)
  t.match(stderr, `${transcript} ends inside line 3, which is left out.`)
  t.same(
    linesOf(stdout).map(({ server, event }) => [server, event]),
    [
      [1, 'listening'],
      [1, 'ca.ready'],
      [2, 'listening'],
      [2, 'ca.ready'],
      [1, 'tlsa.ready'],
      [1, 'tls.engine-chosen'],
      [2, 'verdict'],
    ],
  )
  t.equal(exit, 4)
})

t.test('several runs are shown as one, numbered through', async (t) => {
  await using place = await folder()
  const [one, two] = ['one', 'two'].map((name) => join(place.path, name)) as [string, string]
  for (const into of [one, two])
    await simulate(['no-starttls', '--port', '0', '--timeout', '50ms', '--save', into, '--json'])
  const { stdout } = await simulate(['replay', one, two, '--json'])
  t.same(
    linesOf(stdout)
      .filter(({ event }) => event === 'verdict')
      .map(({ server }) => server),
    [1, 2],
  )
})

t.test('a folder that holds no run, and none at all', async (t) => {
  await using place = await folder()
  for (const [args, message] of [
    [[place.path], /holds no saved run\..*\[SAVED_RUN_MISSING\]\n {2}Name the folder that/s],
    [[], 'Which folder? As in "simulate replay kept".'],
    [[join(place.path, 'x')], /x cannot be read: ENOENT/],
  ] as const) {
    const { stdout, stderr, exit } = await simulate(['replay', ...args])
    t.match(stderr, message)
    t.equal(stdout, '')
    t.equal(exit, 2)
  }
})

t.test('a run that cannot be kept is still reported, and ends as the environment', async (t) => {
  await using place = await folder()
  const [kept, html] = [join(place.path, 'kept'), join(place.path, 'report.html')]
  await mkdir(join(kept, 'judgements.json'), { recursive: true })
  const args = ['healthy', '--port', '0', '--timeout', '50ms', '--save', kept, '--reporter', `html=${html}`]
  const { stderr, exit } = await simulate(args)
  t.match(
    stderr,
    /judgements\.json cannot be written: EISDIR.*\[SAVED_RUN_UNWRITABLE\]\n {2}The run is not kept whole/s,
  )
  t.equal(exit, 3)
  t.match(await readFile(html, 'utf8'), /<\/html>\s*$/)
})

t.test('a run that is kept already stays as it is', async (t) => {
  await using place = await folder()
  const args = ['healthy', '--port', '0', '--timeout', '50ms', '--save', place.path]
  await simulate(args)
  const before = await readFile(join(place.path, '1-healthy', 'transcript.ndjson'), 'utf8')
  const { stderr, exit } = await simulate(['no-starttls', ...args.slice(1)])
  t.match(stderr, `--save ${place.path}: a run is kept there. Choose another folder, or remove it first.`)
  t.equal(exit, 2)
  t.same((await readdir(place.path)).sort(), ['1-healthy', 'ca.pem', 'judgements.json', 'run.json'])
  t.equal(await readFile(join(place.path, '1-healthy', 'transcript.ndjson'), 'utf8'), before)
})

t.test('reports of a replay are dated as the run, not as the replay', async (t) => {
  await using place = await folder()
  await simulate(['healthy', '--port', '0', '--timeout', '50ms', '--save', place.path])
  const server = join(place.path, '1-healthy', 'server.json')
  const facts = JSON.parse(await readFile(server, 'utf8'))
  await writeFile(server, JSON.stringify({ ...facts, startedAt: '2026-01-02T03:04:05.000Z' }))
  const { stdout } = await simulate(['replay', place.path, '--reporter', 'junit'])
  t.match(stdout, /timestamp="2026-01-02T03:04:05/)
})

function sorted(text: string): string[] {
  return text.trimEnd().split('\n').sort()
}

function linesFrom(text: string, scenario: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(scenario))
}

function withoutTime(text: string): string {
  return text.replace(/timestamp="[^"]*"/g, '')
}
