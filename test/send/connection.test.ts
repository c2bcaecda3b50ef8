// A connection over real sockets: whatever the server does is a reply or an event, and time comes from outside.
import t from 'tap'
import { Connection } from '../../src/send/connection.ts'
import { Journal } from '../../src/send/events.ts'
import { MODERN } from '../../src/send/offers.ts'
import { type Answer, rawServer } from './raw-server.ts'
import { VirtualClock } from './virtual-clock.ts'

const LIMITS = { connectMs: 1000, replyMs: 5000 }

async function opened(answers: Record<string, Answer>) {
  const server = await rawServer(answers)
  const clock = new VirtualClock()
  const journal = new Journal(clock)
  const connection = new Connection(journal.forConnection(), clock, LIMITS)
  const names = () => journal.events.map(({ event }) => event)
  return {
    server,
    clock,
    journal,
    connection,
    names,
    async [Symbol.asyncDispose]() {
      connection.leave()
      await server[Symbol.asyncDispose]()
    },
  }
}

t.test('a reply that does not come is lost when its time is over, not before', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n', NOOP: null })
  t.equal((await it.connection.open(it.server.host, it.server.port)).code, 220)
  let reply: { lost: string | null } | null = null
  const waiting = it.connection.command('NOOP').then((each) => {
    reply = each
  })
  await it.clock.advance(4999)
  t.equal(reply, null)
  await it.clock.advance(1)
  await waiting
  t.match(reply, { lost: 'timed-out', code: 0, text: 'no reply within 5000 ms' })
  t.equal(it.clock.pending, 0, 'no timer is left')
})

t.test('a close in place of a reply is told once, and nothing is said afterwards', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n', EHLO: { say: '250-half\r\n', close: true } })
  await it.connection.open(it.server.host, it.server.port)
  t.match(await it.connection.command('EHLO x'), { lost: 'closed', code: 0 })
  t.match(await it.connection.command('NOOP'), { lost: 'closed', code: 0 })
  await it.connection.quit()
  t.same(it.server.heard, [['EHLO x']])
  t.same(it.names(), [
    'connection.opened',
    'reply.received',
    'command.sent',
    'connection.closed',
    'reply.missed',
    'reply.missed',
  ])
  t.match(it.journal.events[3], { by: 'server', secured: false })
})

t.test('nobody listens: no connection, and no exception', async (t) => {
  const server = await rawServer({})
  const { port } = server
  await server[Symbol.asyncDispose]()
  const clock = new VirtualClock()
  const journal = new Journal(clock)
  const reply = await new Connection(journal.forConnection(), clock).open('127.0.0.1', port)
  t.match(reply, { lost: 'not-connected', text: /ECONNREFUSED/ })
  t.match(journal.events, [{ event: 'connection.failed', port }])
})

t.test('a server that is silent in the handshake', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n', STARTTLS: '220 go\r\n' })
  await it.connection.open(it.server.host, it.server.port)
  await it.connection.command('STARTTLS')
  const handshake = it.connection.secure({ offer: MODERN, servername: null })
  await it.clock.advance(5000)
  t.match(await handshake, { ok: false, reason: 'timed-out' })
  t.equal(it.connection.over, true)
})

t.test('a server that leaves in the handshake', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n', STARTTLS: { say: '220 go\r\n', close: true } })
  await it.connection.open(it.server.host, it.server.port)
  await it.connection.command('STARTTLS')
  t.match(await it.connection.secure({ offer: MODERN, servername: null }), { ok: false, reason: 'closed' })
})

t.test('secrets are in no event', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n', AUTH: '334 \r\n' })
  await it.connection.open(it.server.host, it.server.port)
  await it.connection.command(`AUTH PLAIN ${Buffer.from('\0joe\0hunter2').toString('base64')}`)
  await it.connection.secret(Buffer.from('hunter2').toString('base64'))
  const text = JSON.stringify(it.journal.events)
  t.notMatch(text, Buffer.from('hunter2').toString('base64'))
  t.notMatch(text, Buffer.from('\0joe\0hunter2').toString('base64'))
  t.match(it.server.heard[0]?.[1], Buffer.from('hunter2').toString('base64'), 'though they were sent')
})

t.test('dots of a message are doubled, its line ends are CRLF, and it ends once', async (t) => {
  await using it = await opened({ connect: '220 hi\r\n' })
  await it.connection.open(it.server.host, it.server.port)
  await it.connection.content({ text: 'a\n.b\r\n..\n' })
  t.same(it.server.heard[0], ['a', '..b', '...', '.'])
})

t.test('bytes from before TLS are dropped, or kept by who does not care', async (t) => {
  for (const keep of [false, true]) {
    await using it = await opened({ connect: '220 hi\r\n', STARTTLS: '220 go\r\n250 injected\r\n' })
    await it.connection.open(it.server.host, it.server.port)
    await it.connection.command('STARTTLS')
    const handshake = it.connection.secure({ offer: MODERN, servername: null }, keep)
    await it.clock.advance(5000)
    t.equal((await handshake).ok, false, 'there is no TLS behind it')
    t.match(await it.connection.command('NOOP'), keep ? { text: '250 injected' } : { lost: 'closed' })
  }
})
