// Logs of a run as files: they grow with it, come again by replay, and say what the client's own log says.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { LOGS } from '../../src/report/logs/index.ts'
import { sendAs } from '../../src/send/index.ts'
import { folder, simulate, start, talk } from './command.ts'

const names = LOGS.map(({ name }) => name)

t.test('every log grows while the run goes on, and comes again by replay', async (t) => {
  await using place = await folder()
  const kept = join(place.path, 'kept')
  const file = (name: string) => join(place.path, name)
  await using running = await start([
    ...['healthy', 'no-starttls', '--port', '0', '--save', kept, '--json'],
    ...names.flatMap((name) => ['--reporter', `${name}=${file(name)}`]),
  ])
  const [port = 0, other = 0] = await running.ports(2)
  await talk(port, async (client) => {
    await client.asks('MAIL FROM:<anna@example.com>', '250 *')
    await client.asks('RCPT TO:<bob@example.org>', '250 *')
    await client.asks('DATA', '354 *')
    await client.asks('Message-ID: <1@example.com>\r\n\r\nThe disk is full.\r\n.', '250 *')
  })
  await talk(other)
  await running.shows('the end of both', (stdout) =>
    stdout.match(/"event":"session.closed"/g)?.length === 2 ? true : null,
  )
  // The run is not over: what is not written now is not live, and the test would wait for it to its limit.
  for (const name of names) {
    while (!(await readFile(file(name), 'utf8')).includes('anna@example.com')) await turn()
    t.pass(`${name} has what the client said`)
  }
  const { exit } = await running.stop()
  for (const name of names) {
    const again = await simulate(['replay', kept, '--reporter', name])
    // What two servers do within a millisecond has no order of its own.
    t.same(sorted(again.stdout), sorted(await readFile(file(name), 'utf8')), name)
    t.equal(again.exit, exit)
  }
})

for (const [sender, scenario, log, comparable] of [
  ['emailgtw-2.84', 'tls10-reject', 'log-emailgtw', (line: string) => line.slice(20)],
  ['exchange-2016', 'healthy', 'log-exchange-smtpsend', (line: string) => line],
] as const) {
  t.test(`${log} of ${scenario} is the log of ${sender} that was its client`, async (t) => {
    await using place = await folder()
    const file = join(place.path, 'log')
    await using running = await start([scenario, '--port', '0', '--once', '--json', '--reporter', `${log}=${file}`])
    const { log: theirs } = await sendAs(sender, {}, { host: '127.0.0.1', port: await running.port() })
    await running.ended
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    const ours = log === 'log-emailgtw' ? lines : lines.slice(5).map((line) => line.split(',').slice(6).join(','))
    // Who has closed is seen by each side for itself.
    const content = (line: string) => !/^-,,/.test(line)
    t.same(
      ours.filter(content).map(comparable),
      theirs
        .flatMap((entry) => entry.split('\n'))
        .filter(content)
        .map(comparable),
    )
  })
}

t.test('a log that does not exist is told with the nearest, and only runs have logs', async (t) => {
  const run = await simulate(['healthy', '--reporter', 'log-postfx'])
  t.match(run.stderr, 'There is no reporter "log-postfx". Did you mean "log-postfix"?')
  t.equal(run.exit, 2)
  const check = await simulate(['check', 'healthy', '--reporter', 'log-postfix', '--', 'true'])
  t.match(check.stderr, '--reporter log-postfix: the log of a product is of a run, as in "simulate healthy --reporter')
  t.equal(check.exit, 2)
})

function sorted(text: string): string[] {
  return text.trimEnd().split('\n').sort()
}
