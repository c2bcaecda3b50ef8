// What a run says of its clients at the end: the verdict, its exit code, the reports.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import t from 'tap'
import { folder, linesOf, start, talk } from './command.ts'

/** One mail from nodemailer; what it throws is the client's own affair. */
async function send(port: number, options: object): Promise<void> {
  const transport = nodemailer.createTransport({ host: 'localhost', port, ...options })
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.org', text: 'hello' }).catch(() => {})
}

const verdictsIn = (stdout: string) => linesOf(stdout).filter(({ event }) => event === 'verdict')

t.test('a client that sends its mail over TLS passes: exit 0', async (t) => {
  await using run = await start(['tls-required', '--port', '0', '--once', '--json'])
  const port = await run.port()
  const { ca } = await run.event('ca.ready')
  await send(port, { requireTLS: true, tls: { ca } })
  const { stdout, stderr, exit } = await run.ended
  t.match(verdictsIn(stdout), [
    { verdict: 'pass', outcome: 'encrypted', leak: 'none', basis: 'delivered', confirmed: true, failed: [] },
  ])
  t.equal(stderr, 'exit 0 (pass)\n')
  t.equal(exit, 0)
})

t.test('a client that does without TLS where it must not fails: exit 1, with proof and cause', async (t) => {
  await using run = await start(['tls-required', '--port', '0', '--once', '--json'])
  await send(await run.port(), { ignoreTLS: true })
  const { stdout, stderr, exit } = await run.ended
  const lines = linesOf(stdout)
  const [verdict] = verdictsIn(stdout)
  t.match(verdict, { verdict: 'fail', policy: 'mandatory', outcome: 'none', leak: 'envelope', reason: null })
  const failed = verdict?.failed as { id: string; expected: string; found: string; events: number[] }[]
  const leak = failed.find(({ id }) => id === 'no-leak')
  t.match(leak, { expected: 'nothing of the mail outside TLS', found: 'envelope in clear' })
  t.match(
    lines.find(({ seq }) => seq === leak?.events[0]),
    { event: 'smtp.command-received', verb: 'MAIL', secured: false },
  )
  const diagnoses = verdict?.diagnoses as { id: string; cause: string; advice: string; events: number[] }[]
  t.ok(diagnoses.length > 0)
  for (const diagnosis of diagnoses) t.match(diagnosis, { id: String, cause: /\w/, advice: /\w/, events: [Number] })
  t.equal(stderr, 'exit 1 (client-failed)\n')
  t.equal(exit, 1)
})

t.test('people read what was expected beside what the client did', async (t) => {
  await using run = await start(['no-starttls', '--port', '0', '--once'])
  await send(await run.port(), {})
  const { stdout, exit } = await run.ended
  t.match(stdout, /\nfail: policy mandatory, outcome in-clear, leak envelope, basis delivered\n/)
  t.match(stdout, /\n {2}expected +\| client did\n {2}outcome: none +\| in-clear +<<<<<\n/)
  t.match(stdout, /\n {2}What to do: \S/)
  t.equal(exit, 1)
})

t.test('the policy decides: what mandatory forbids, opportunistic may do', async (t) => {
  await using run = await start(['no-starttls', '--port', '0', '--once', '--json', '--policy', 'opportunistic'])
  await send(await run.port(), {})
  const { stdout, exit } = await run.ended
  t.match(verdictsIn(stdout), [{ verdict: 'pass', policy: 'opportunistic', outcome: 'in-clear', leak: 'envelope' }])
  t.equal(exit, 0)
})

t.test('a pass that rests on silence is not confirmed', async (t) => {
  await using run = await start(['no-starttls', '--port', '0', '--once', '--json'])
  await send(await run.port(), { requireTLS: true })
  const { stdout, exit } = await run.ended
  t.match(verdictsIn(stdout), [{ verdict: 'pass', outcome: 'none', basis: 'silence', confirmed: false }])
  t.equal(exit, 0)
})

t.test('a client that never tried to send, and nobody at all, prove nothing: exit 4', async (t) => {
  await using run = await start(['healthy', 'no-starttls', '--port', '0', '--json'])
  await talk(await run.port())
  await run.event('session.closed')
  const { stdout, exit } = await run.stop()
  t.match(verdictsIn(stdout), [
    { verdict: 'inconclusive', reason: 'never-tried-to-send' },
    { verdict: 'inconclusive', reason: 'nothing-came' },
  ])
  t.equal(exit, 4)
})

t.test('of several scenarios the worst decides the exit, and only the first try counts', async (t) => {
  await using run = await start(['healthy', 'no-starttls', 'tls12-only', '--port', '0', '--json'])
  const [healthy = 0, clear = 0] = await run.ports(3)
  const { ca } = await run.event('ca.ready')
  await send(healthy, { requireTLS: true, tls: { ca } })
  await send(clear, { ignoreTLS: true })
  await run.shows('both ends', (stdout) =>
    linesOf(stdout).filter(({ event }) => event === 'session.closed').length === 2 ? true : undefined,
  )
  const { stdout, exit } = await run.stop()
  t.same(
    verdictsIn(stdout).map(({ server, verdict }) => [server, verdict]),
    [
      [1, 'pass'],
      [2, 'fail'],
      [3, 'inconclusive'],
    ],
  )
  t.equal(exit, 1, 'failed is worse than inconclusive')
})

t.test('a run is reported in every format, with a summary for GitHub', async (t) => {
  await using place = await folder()
  const file = (name: string) => join(place.path, name)
  const reporters = ['junit', 'tap', 'github', 'html'].flatMap((name) => ['--reporter', `${name}=${file(name)}`])
  const args = ['healthy', 'no-starttls', '--port', '0', '--once', '--json', ...reporters]
  await using run = await start(args, { env: { GITHUB_STEP_SUMMARY: file('summary.md') } })
  const [healthy = 0, clear = 0] = await run.ports(2)
  const { ca } = await run.event('ca.ready')
  await send(healthy, { requireTLS: true, tls: { ca } })
  await send(clear, { ignoreTLS: true })
  t.equal((await run.ended).exit, 1)
  const read = (name: string) => readFile(file(name), 'utf8')
  t.match(await read('junit'), /<testsuite [^>]*tests="2" failures="1" errors="0"/)
  t.match(await read('junit'), /<testcase name="no-starttls"[^>]*>\s*<failure /)
  t.match(await read('tap'), /\nok 1 - healthy[\s\S]*\nnot ok 2 - no-starttls/)
  t.match(await read('github'), /^::error title=no-starttls%3A fail::/m)
  t.match(await read('summary.md'), '| <code>no-starttls</code> | in-clear | envelope | fail |')
  t.match(await read('html'), /^<!doctype html>[\s\S]*no-starttls/)
})

t.test('a summary that cannot be written is told, and takes nothing from the verdict', async (t) => {
  await using place = await folder()
  const env = { GITHUB_STEP_SUMMARY: join(place.path, 'none', 'summary.md') }
  await using run = await start(['healthy', '--port', '0', '--reporter', 'github', '--timeout', '1ms'], { env })
  const { stderr, exit } = await run.ended
  t.match(stderr, 'GITHUB_STEP_SUMMARY: the summary cannot be written: ENOENT')
  t.equal(exit, 4)
})
