// A run with a relay: two servers, one verdict, and an end that waits for both hops.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import t from 'tap'
import { folder, freePorts, linesOf, simulate, start, talk } from './command.ts'

async function mail(port: number): Promise<void> {
  const transport = nodemailer.createTransport({
    ...{ host: '127.0.0.1', port, requireTLS: true, name: 'client.test' },
    tls: { rejectUnauthorized: false },
  })
  await transport.sendMail({
    envelope: { from: 'anna@example.com', to: 'bob@example.org' },
    raw: 'Subject: x\r\n\r\nx',
  })
  transport.close()
}

t.test('--once ends when both hops are over, with the verdict on the first', async (t) => {
  await using run = await start(['relay-in-clear', '--port', '0', '--once', '--json', '--policy', 'unverified'])
  const [port = 0, next = 0] = await run.ports(2)
  await mail(port)
  const { stdout, exit } = await run.ended
  t.equal(exit, 0)
  const lines = linesOf(stdout)
  t.match(
    lines.filter(({ event }) => event === 'listening'),
    [
      { server: 1, scenario: 'relay-in-clear', port },
      { server: 2, scenario: 'healthy', port: next, hopOf: 1 },
    ],
  )
  t.notOk('hopOf' in (lines[0] ?? {}), 'a server that clients dial says nothing of hops')
  t.match(
    lines.find(({ server, event }) => server === 2 && event === 'smtp.message-accepted'),
    { sender: 'anna@example.com', secured: false },
  )
  t.match(
    lines.filter(({ event }) => event.startsWith('relay.')),
    [
      { server: 1, session: 1, event: 'relay.started', next: 'healthy', tls: 'none' },
      { server: 1, session: 1, event: 'relay.delivered', secured: false },
    ],
  )
  const verdicts = lines.filter(({ event }) => event === 'verdict')
  t.match(verdicts, [
    {
      server: 1,
      verdict: 'pass',
      outcome: 'encrypted',
      leak: 'none',
      onward: { outcome: 'in-clear', leak: 'envelope' },
    },
  ])
  t.equal(verdicts.length, 1, 'nobody is judged at the second server')
  t.equal(lines.filter(({ event }) => event === 'ca.ready').length, 2)
})

t.test('second servers come behind all that are named, in numbers and in ports', async (t) => {
  const first = await freePorts(3)
  const run = await start(['relay-encrypted', 'no-starttls', '--port', String(first), '--json'])
  t.same(await run.ports(3), [first, first + 1, first + 2])
  await run.stop()
  const listening = linesOf(run.stdout).filter(({ event }) => event === 'listening')
  t.match(listening, [
    { server: 1, scenario: 'relay-encrypted' },
    { server: 2, scenario: 'no-starttls' },
    { server: 3, scenario: 'healthy', hopOf: 1 },
  ])
  const over = await simulate(['relay-encrypted', '--port', '65535'])
  t.match(over.stderr, /2 servers take as many ports/)
  t.equal(over.exit, 2)
})

t.test('prose says which server is the hop of which, and --save keeps both', async (t) => {
  await using place = await folder()
  const dir = { path: join(place.path, 'kept') }
  await using run = await start([
    'relay-refused',
    '--port',
    '0',
    '--once',
    '--save',
    dir.path,
    '--policy',
    'unverified',
    '--reporter',
    'default',
    '--reporter',
    `html=${join(place.path, 'live.html')}`,
  ])
  const [port = 0] = await run.ports(2)
  await mail(port)
  const { stdout, exit } = await run.ended
  t.equal(exit, 0)
  t.match(stdout, /^listening on 127\.0\.0\.1:\d+.* for the relay of server 1 only\.$/m)
  t.match(stdout, /-- relay: message \S+ refused by the next server: 550 5\.1\.1 /)
  t.match(stdout, "onward, from the server to the next one: outcome none, leak none (not the client's doing)")
  t.match(stdout, /^next-hop-failed: /m)
  t.same((await readdir(dir.path)).sort(), [
    '1-relay-refused',
    '2-recipient-refused',
    'ca.pem',
    'judgements.json',
    'run.json',
  ])
  const kept = async (name: string) => linesOf(await readFile(join(dir.path, name, 'transcript.ndjson'), 'utf8'))
  t.equal((await kept('1-relay-refused')).at(-1)?.event, 'verdict')
  t.match(await kept('2-recipient-refused'), [{ event: 'listening', hopOf: 1 }])
  t.equal((await readdir(join(dir.path, '1-relay-refused', 'messages'))).length, 1)
  t.equal((await readdir(join(dir.path, '2-recipient-refused', 'messages'))).length, 0)
  const { results } = JSON.parse(await readFile(join(dir.path, 'judgements.json'), 'utf8'))
  t.match(results, [{ scenario: 'relay-refused', verdict: 'pass', onward: { outcome: 'none', leak: 'none' } }])
  t.equal(results.length, 1)

  const again = await simulate(['replay', dir.path])
  t.match(again.stdout, /^listening on 127\.0\.0\.1:\d+.* for the relay of server 1 only\.$/m)
  t.equal(again.exit, 0, 'a server at which nobody is judged leaves no doubt')
  const page = await readFile(join(place.path, 'live.html'), 'utf8')
  t.match(page, 'Conversation with the second server, recipient-refused')
  const shown = await simulate(['replay', dir.path, '--reporter', 'html'])
  const scenarios = (text: string) => text.slice(text.indexOf('<main>'))
  t.equal(scenarios(shown.stdout), scenarios(page))
  const twice = await simulate(['replay', dir.path, dir.path, '--json'])
  t.match(
    linesOf(twice.stdout).filter(({ event }) => event === 'listening'),
    [{ server: 1 }, { server: 2, hopOf: 1 }, { server: 3 }, { server: 4, hopOf: 3 }],
  )
})

t.test('a run that is ended by the user does not wait for a second server that is silent', async (t) => {
  await using dir = await folder()
  const scenario = join(dir.path, 'silent.yaml')
  await writeFile(scenario, 'scenario: 1\nrelay: { scenario: silence-after-dot, tls: none }\n')
  await using run = await start([scenario, '--port', '0', '--json'])
  const [port = 0] = await run.ports(2)
  await talk(port, async (client) => {
    await client.asks('MAIL FROM:<anna@example.com>', '250 *')
    await client.asks('RCPT TO:<bob@example.org>', '250 *')
    await client.asks('DATA', '354 *')
    await client.sends('x\r\n.\r\n')
    await client.hears('250 *')
  })
  await run.event('smtp.reply-withheld')
  const { stdout } = await run.stop()
  const lines = linesOf(stdout)
  t.match(
    lines.find(({ event }) => event === 'relay.failed'),
    { server: 1, reason: 'lost' },
  )
  t.match(lines.at(-1), { event: 'verdict', server: 1, onward: { outcome: 'none', leak: 'envelope' } })
})

t.test('show and validate know of the second server', async (t) => {
  t.match((await simulate(['show', 'relay-in-clear'])).stdout, /^ {2}sends accepted mail on to healthy, without TLS$/m)
  await using dir = await folder()
  const first = join(dir.path, 'first.yaml')
  await writeFile(first, 'scenario: 1\nrelay: { scenario: ./next.yaml }\n')
  await writeFile(
    join(dir.path, 'next.yaml'),
    'scenario: 1\nserver: { tls: { versions: [SSLv3, TLSv1.3] } }\nexpect: { mandatory: [none] }\n',
  )
  t.equal((await simulate(['validate', first])).exit, 0)
  const run = await simulate(['validate', '--run', first])
  t.match(run.stderr, /next cannot be served here: .*\[CANNOT_SERVE\]/)
  t.equal(run.exit, 3)
  await writeFile(join(dir.path, 'next.yaml'), 'scenario: 1\nrelay: { scenario: ./first.yaml }\n')
  const loop = await simulate(['validate', first])
  t.match(loop.stderr, /first\.yaml:2:20 .*\[SCENARIO_RELAY_TOO_FAR\]/)
  t.equal(loop.exit, 2)
})
