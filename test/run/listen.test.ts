import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { platform } from 'node:os'
import t from 'tap'
import { EnvironmentError } from '../../src/run/environment-error.ts'
import { LOOPBACK, listen } from '../../src/run/listen.ts'
import { serve } from '../smtp/serve.ts'

const hangUp = (socket: { destroy(): void }) => socket.destroy()

async function refused(run: Promise<unknown>): Promise<EnvironmentError> {
  const error = await run.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof EnvironmentError)) throw new Error(`an EnvironmentError was due, not ${error}`)
  return error
}

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const probe = createServer().once('error', () => resolve(false))
  probe.listen(0, '::1', () => probe.close(() => resolve(true)))
})

t.test('port 0 is a free one, the same on 127.0.0.1 and ::1', { skip: !hasIpv6 && 'no ::1 here' }, async (t) => {
  const seen: (string | undefined)[] = []
  const listener = await listen(LOOPBACK, 0, (socket) => {
    seen.push(socket.localAddress)
    socket.destroy()
  })
  t.strictSame(listener.hosts, ['127.0.0.1', '::1'])
  for (const host of listener.hosts) {
    const client = connect({ host, port: listener.port })
    client.resume()
    await once(client, 'close')
  }
  t.strictSame(seen, ['127.0.0.1', '::1'])
  await listener.close()
})

t.test('a port that is taken says so, with a code and the next step', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const error = await refused(listen(['127.0.0.1'], port, hangUp))
  t.equal(error.code, 'PORT_IN_USE')
  t.match(error.message, `127.0.0.1 port ${port} is taken by another program.  [PORT_IN_USE]`)
  t.match(error.message, '--port 0')
  other.close()
  await once(other, 'close')
})

t.test('a port that is taken in the second family frees the first', { skip: !hasIpv6 && 'no ::1 here' }, async (t) => {
  const other = createServer().listen(0, '::1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const error = await refused(listen(LOOPBACK, port, hangUp))
  t.equal(error.code, 'PORT_IN_USE')
  t.match(error.message, `[::1] port ${port}`)
  const again = await listen(['127.0.0.1'], port, hangUp)
  await again.close()
  other.close()
  await once(other, 'close')
})

t.test('an address of another machine says so', async (t) => {
  // RFC 5737: addresses for documentation belong to nobody.
  const error = await refused(listen(['192.0.2.1'], 0, hangUp))
  t.equal(error.code, 'ADDRESS_NOT_AVAILABLE')
  t.match(error.message, '192.0.2.1')
  t.match(error.message, '--host')
})

t.test('a missing address behind the first one is left out', async (t) => {
  const listener = await listen(['127.0.0.1', '192.0.2.1'], 0, hangUp)
  t.strictSame(listener.hosts, ['127.0.0.1'])
  await listener.close()
})

const mayOpenLowPorts = process.getuid?.() === 0 || platform() !== 'linux'
t.test('a port below 1024 without rights says so', { skip: mayOpenLowPorts && 'this user may' }, async (t) => {
  const error = await refused(listen(['127.0.0.1'], 25, hangUp))
  t.equal(error.code, 'PORT_FORBIDDEN')
  t.match(error.message, '127.0.0.1 port 25 may not be opened by this user.')
  t.match(error.message, '1024')
})

t.test('startScenario rejects with the same error, and leaves nothing behind', async (t) => {
  await using server = await serve()
  const error = await refused(serve({}, { port: server.port }))
  t.equal(error.code, 'PORT_IN_USE')
})

t.test('a port is free as soon as the listener is closed', async (t) => {
  const first = await listen(LOOPBACK, 0, hangUp)
  await first.close()
  const second = await listen(LOOPBACK, first.port, hangUp)
  t.equal(second.port, first.port)
  await second.close()
})
