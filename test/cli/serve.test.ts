// `simulate serve` as a program: where it says it is, who may use it, how it ends.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { connect } from '../raw-client.ts'
import { folder, simulate, start } from './command.ts'

t.test('it writes its port when it is open, and ends with all its servers at SIGTERM', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'port')
  await using run = await start(['serve', '--port', '0', '--port-file', file])
  const [, url = ''] = await run.shows('its address', (stdout) => /^(http:\/\/127\.0\.0\.1:\d+\/)\n/m.exec(stdout))
  t.equal(`http://127.0.0.1:${(await readFile(file, 'utf8')).trim()}/`, url)
  const health = (await (await fetch(`${url}api/v1/health`)).json()) as { version: string }
  t.match(health, { version: /^\d+\.\d+\.\d+$/, servers: 0 })
  const started = await fetch(`${url}api/v1/servers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"scenario":"healthy"}',
  })
  const { port } = (await started.json()) as { port: number }
  await using client = await connect({ port })
  await client.hears('220 *')
  run.child.kill('SIGTERM')
  const { exit, stderr } = await run.ended
  t.equal(exit, 0)
  t.equal(stderr, '')
  await t.rejects(connect({ port }), { code: 'ECONNREFUSED' })
})

t.test('beyond loopback it warns and asks for a token', async (t) => {
  await using run = await start(['serve', '--port', '0', '--host', '0.0.0.0'])
  const [, name, port, token] = await run.shows('its address', (stdout) =>
    /^http:\/\/([^:]+):(\d+)\/\?token=([\w-]{32})\n/m.exec(stdout),
  )
  t.equal(name, hostname(), 'nobody dials 0.0.0.0')
  const health = `http://127.0.0.1:${port}/api/v1/health`
  t.equal((await fetch(health)).status, 401)
  t.equal((await fetch(health, { headers: { authorization: `Bearer ${token}` } })).status, 200)
  run.child.kill('SIGINT')
  const { exit, stderr } = await run.ended
  t.equal(exit, 0)
  t.match(stderr, /^WARNING: 0\.0\.0\.0 can be reached from other machines\./)
})

t.test('a token of the user is taken on loopback, too', async (t) => {
  await using run = await start(['serve', '--port', '0', '--token', 'one-of-my-own'])
  const [, url] = await run.shows('its address', (stdout) =>
    /^(http:\/\/127\.0\.0\.1:\d+\/)\?token=one-of-my-own\n/m.exec(stdout),
  )
  t.equal((await fetch(`${url}api/v1/health`)).status, 401)
})

t.test('what it cannot do is told before it is there', async (t) => {
  await using place = await folder()
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }
  const inUse = await simulate(['serve', '--port', String(port)])
  t.match(inUse, {
    exit: 3,
    stderr: /is taken by another program\. {2}\[PORT_IN_USE\]\n {2}Choose another with --port/,
  })
  const wrong: [args: string[], words: RegExp][] = [
    [['--port', '70000'], /--port 70000: expected a whole number from 0 to 65535/],
    [['--ports', '2575-2525'], /--ports 2575-2525: expected two ports, the lower one first/],
    [['--ports', '2525'], /expected two ports/],
    [['--token', 'short'], /--token: expected 8 to 200/],
    [['--token', 'with a space'], /--token: expected/],
    [['--host', ''], /--host: expected an address/],
    [['--port', '0', '--port-file', join(place.path, 'no', 'port')], /--port-file .*cannot be written/],
    [['healthy'], /takes no scenario/],
  ]
  for (const [args, words] of wrong) {
    const { exit, stderr, stdout } = await simulate(['serve', ...args])
    t.equal(exit, 2, args.join(' '))
    t.match(stderr, words)
    t.equal(stdout, '')
  }
})
