import { once } from 'node:events'
import * as net from 'node:net'
import t from 'tap'
import { connect } from '../raw-client.ts'
import { FakeTime } from '../smtp/fake-time.ts'
import { addressed, events, greeted, introduced, secured, serve, serveChanged } from '../smtp/serve.ts'

/** Rejects when it takes longer than anybody would call fast. */
function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('not within 3 s')), 3000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

t.test('stop with live sockets in every state resolves, ends every session once, and frees the port', async (t) => {
  const server = await serve({ rules: [{ on: 'NOOP', delay: '5m' }] })
  const clients = [
    await connect(server),
    await greeted(server),
    await introduced(server),
    await addressed(server),
    await secured(server),
  ]
  const inData = await addressed(server)
  await inData.asks('DATA', '354 *')
  await inData.sends('half a message')
  const waiting = await introduced(server)
  await waiting.says('NOOP')
  const shaking = await introduced(server)
  await shaking.asks('STARTTLS', '220 *')
  await shaking.sends(Buffer.from('160301', 'hex'))
  const gone = await introduced(server)
  gone.ends()
  await soon(server.stop())

  const opened = events(server, 'session.opened').map(({ session }) => session)
  const closed = events(server, 'session.closed').map(({ session }) => session)
  t.strictSame(closed.toSorted(), opened.toSorted())
  t.equal(new Set(closed).size, 9)
  t.strictSame(events(server, 'session.failed'), [])
  for (const client of [...clients, inData, waiting, shaking]) await client.hearsAll()

  const again = await serve({}, { port: server.port })
  t.equal(again.port, server.port)
  await using client = await introduced(again)
  await client.asks('NOOP', '250 *')
  await again.stop()
  for (const each of [...clients, inData, waiting, shaking, gone]) await each[Symbol.asyncDispose]()
})

t.test('stop twice, at once or later, is stop once', async (t) => {
  const server = await serve()
  await using client = await greeted(server)
  await soon(Promise.all([server.stop(), server.stop()]))
  await soon(server.stop())
  await client.hearsAll()
  t.equal(events(server, 'session.closed').length, 1)
})

t.test('stop while a handshake fault hangs resolves', async (t) => {
  const server = await serve({ tls: { mode: 'implicit', handshake: 'hang' } })
  await using client = await connect(server)
  client.starttls({ ca: server.ca }).catch(() => {})
  const played = new Promise<void>((resolve) => {
    const look = () => (events(server, 'tls.fault-played').length > 0 ? resolve() : setImmediate(look))
    look()
  })
  await soon(played)
  await soon(server.stop())
  t.equal(events(server, 'session.closed').length, 1)
})

t.test('a stopped server takes no connections', async (t) => {
  const server = await serve()
  await server.stop()
  const socket = net.connect(server.port, '127.0.0.1')
  const [error] = await once(socket, 'error')
  t.equal(error.code, 'ECONNREFUSED')
})

t.test('await using stops the server', async (t) => {
  let port = 0
  {
    await using server = await serve()
    port = server.port
  }
  const [error] = await once(net.connect(port, '127.0.0.1'), 'error')
  t.equal(error.code, 'ECONNREFUSED')
})

t.test('a try that is settling when the server stops is told at once', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged({}, () => {}, { clock, settleMs: 1000 })
  const tries: number[][] = []
  server.onTry(({ sessions }) => tries.push(sessions))
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await introduced(server)
  client.ends()
  await ended
  t.strictSame(tries, [])
  await server.stop()
  t.strictSame(tries, [[1]])
})

t.test('a try is told once its client has stayed away for the settle time', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged({}, () => {}, { clock, settleMs: 1000 })
  const tries: number[][] = []
  server.onTry(({ sessions }) => tries.push(sessions))
  for (let session = 1; session <= 3; session++) {
    const ended = new Promise((resolve) => server.onSessionClosed(resolve))
    await using client = await introduced(server)
    client.ends()
    await ended
    clock.advance(session === 2 ? 1000 : 999)
  }
  t.strictSame(tries, [[1, 2]])
})

t.test('reset forgets transcript, messages, counters and what was settling', async (t) => {
  const clock = new FakeTime()
  const rules = [{ on: 'NOOP', times: { first: 1 }, reply: '450 once' }]
  await using server = await serveChanged({ server: { rules } }, () => {}, { clock, settleMs: 1000 })
  const tries: number[][] = []
  server.onTry(({ sessions }) => tries.push(sessions))
  for (const expected of [[1], [2]]) {
    const ended = new Promise((resolve) => server.onSessionClosed(resolve))
    await using client = await addressed(server)
    await client.asks('NOOP', '450 once')
    await client.asks('BDAT 0 LAST', '250 *')
    client.ends()
    await ended
    t.strictSame(
      server.sessions.map(({ session }) => session),
      expected,
    )
    t.equal(server.messages.length, 1)
    server.reset()
    t.equal(server.recorder.events.length, 0)
    t.equal(server.messages.length, 0)
  }
  clock.advance(5000)
  t.strictSame(tries, [])
})

t.test('nextSession hands out sessions in the order in which they ended, and rejects when none comes', async (t) => {
  await using server = await serve()
  await using first = await introduced(server)
  await using second = await introduced(server)
  second.ends()
  await second.hearsEnd('fin')
  first.ends()
  t.equal((await server.nextSession()).session, 2)
  t.equal((await server.nextSession()).session, 1)
  await t.rejects(server.nextSession({ timeoutMs: 1 }), /No session ended within 1 ms/)
})
