// The runner of clients itself: limits hold, and talking in turns works.
import { homedir } from 'node:os'
import t from 'tap'
import { exits, InteractiveClient, run } from './client.ts'

t.test('a client that does not end is ended with everything it has started', async (t) => {
  const endless = run('sh', ['-c', 'sleep 600 & echo started; wait'], { limitMs: 300 })
  // It rejects when the last process that holds its output is gone.
  await t.rejects(endless, { message: /^Not done within 300 ms: sh .*\nstarted\n$/s })
})

t.test('what a client prints is heard in turns, its exit code at the end', async (t) => {
  const client = new InteractiveClient('sh', ['-c', 'echo ready; read -r line; echo "heard $line"; exit 3'])
  await client.hears(/ready/)
  client.says('one')
  await client.hears(/heard one/)
  await t.rejects(client.hears(/more/), { message: /^The client ended before it printed .*heard one/s })
  exits(t, await client.ended, 3)
})

t.test('a client that is not there is an error', async (t) => {
  await t.rejects(run('no-such-client', []), { code: 'ENOENT' })
})

t.test("the user's proxies and settings do not reach a client", async (t) => {
  process.env.ALL_PROXY = 'socks5://proxy.test'
  t.teardown(() => delete process.env.ALL_PROXY)
  const { stdout } = await run('env', [], { env: { OPENSSL_CONF: 'mine' } })
  t.notMatch(stdout, 'ALL_PROXY')
  t.notMatch(stdout, `HOME=${homedir()}\n`)
  t.match(stdout, 'OPENSSL_CONF=mine\n')
})
