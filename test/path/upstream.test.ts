import { once } from 'node:events'
import * as net from 'node:net'
import t from 'tap'
import { directLog } from '../../src/path/dialogue-log.ts'
import { observePath } from '../../src/path/observe.ts'
import { connectUpstream, type UpstreamContext } from '../../src/path/upstream.ts'
import type { Append } from '../../src/transcript/events.ts'
import { FakeClock, settled } from './fake-clock.ts'
import { closed, connected, type Event, howItEnds, listening, socketPair, untilEnd, untilText } from './sockets.ts'

/** A client, a path without steps, and a real server behind it. */
async function joined(test: Pick<typeof t, 'teardown'>, more: Partial<UpstreamContext> = {}) {
  const real = net.createServer({ allowHalfOpen: true })
  const port = await listening(test, real)
  const { client, accepted } = await socketPair(test, false)
  const events: Event[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  const clock = new FakeClock()
  const accepting = once(real, 'connection') as Promise<[net.Socket]>
  const done = connectUpstream(
    accepted,
    { host: '127.0.0.1', port },
    { append, clock, log: directLog(append), ...more },
  )
  const [server] = await accepting
  server.on('error', () => {})
  test.teardown(() => server.destroy())
  return { client, server, events, done, clock }
}

t.test('a plain session passes, and its lines and replies are told', async (t) => {
  const { client, server, events, done, clock } = await joined(t)
  const dialogue: [says: string, answer: string][] = [
    ['EHLO x\r\n', '250-a\r\n250 AUTH PLAIN\r\n'],
    ['AUTH PLAIN AHUAcA==\r\n', '235 ok\r\n'],
    ['MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n', '250 ok\r\n250 ok\r\n354 go\r\n'],
    ['Subject: x\r\n\r\nQUIT\r\n.\r\n', '250 queued\r\n'],
  ]
  server.write('220 real\r\n')
  await untilText(client, '220 real\r\n')
  for (const [says, answer] of dialogue) {
    client.write(says)
    await untilText(server, says)
    server.write(answer)
    await untilText(client, answer)
  }
  client.end('QUIT\r\n')
  t.equal(await untilEnd(server), 'QUIT\r\n')
  server.end('221 bye\r\n')
  t.equal(await untilEnd(client), '221 bye\r\n')
  await done
  const command = (line: string, verb: string, more = {}) => ({
    event: 'smtp.command-received',
    line,
    verb,
    secured: false,
    ...more,
  })
  const reply = (...lines: string[]) => ({
    event: 'smtp.reply-sent',
    lines,
    code: Number(lines[0]?.slice(0, 3)),
    secured: false,
  })
  t.strictSame(events, [
    reply('220 real'),
    command('EHLO x', 'EHLO'),
    reply('250-a', '250 AUTH PLAIN'),
    command('AUTH PLAIN [redacted]', 'AUTH'),
    reply('235 ok'),
    command('MAIL FROM:<a@b>', 'MAIL'),
    command('RCPT TO:<c@d>', 'RCPT', { pipelined: true }),
    command('DATA', 'DATA', { pipelined: true }),
    reply('250 ok'),
    reply('250 ok'),
    reply('354 go'),
    { event: 'smtp.content-received', via: 'DATA', bytes: 23, complete: true, secured: false },
    reply('250 queued'),
    command('QUIT', 'QUIT'),
    reply('221 bye'),
  ])
  t.equal(clock.pending, 0)
})

t.test('the bytes of the ClientHello are handed out until they are enough; nothing in TLS is told', async (t) => {
  const hellos: string[] = []
  const { client, server, events } = await joined(t, {
    onTlsStart: (bytes) => {
      hellos.push(bytes.toString('latin1'))
      return bytes.length < 5 ? 'more' : 'enough'
    },
  })
  server.write('220 real\r\n')
  await untilText(client, '\n')
  client.write('STARTTLS\r\n')
  await untilText(server, '\n')
  server.write('220 go\r\n')
  await untilText(client, '\n')
  for (const part of ['\x16\x03\x01', '\x00\x05abc', 'EHLO x\r\n']) {
    client.write(Buffer.from(part, 'latin1'))
    await untilText(server, part)
  }
  t.strictSame(hellos, ['\x16\x03\x01', '\x16\x03\x01\x00\x05abc'])
  t.equal(events.length, 3)
})

t.test('with steps in between, events tell what the client saw', async (t) => {
  const real = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 real\r\n')
    socket.once('data', () => socket.end('500 what\r\n'))
  })
  const port = await listening(t, real)
  const events: Event[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  const observer = observePath({ append })
  const { client, wire } = await connected(t, ['mask-banner', 'mask-starttls'], {
    append,
    clientBytes: (toward, chunk) => observer.clientBytes(toward, chunk),
  })
  const done = connectUpstream(wire, { host: '127.0.0.1', port }, { append, clock: new FakeClock(), log: observer })
  t.equal(await untilText(client, '\n'), '220 ****\r\n')
  client.write('STARTTLS\r\n')
  t.equal(await untilEnd(client), '500 what\r\n')
  client.end()
  await done
  observer.close()
  t.strictSame(events, [
    { event: 'smtp.reply-sent', lines: ['220 ****'], code: 220, secured: false, sent: ['220 real'] },
    { event: 'smtp.command-received', line: 'STARTTLS', verb: 'STARTTLS', secured: false, arrived: 'XXXXXXXX' },
    { event: 'smtp.reply-sent', lines: ['500 what'], code: 500, secured: false },
  ])
})

t.test('a server that cannot be reached is an event, and the client is hung up on', async (t) => {
  const { port } = await freePort()
  const { client, accepted } = await socketPair(t)
  const events: Event[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  const clock = new FakeClock()
  const done = connectUpstream(accepted, { host: '127.0.0.1', port }, { append, clock, log: directLog(append) })
  t.equal(await untilEnd(client), '')
  await done
  t.strictSame(events, [{ event: 'path.upstream-failed', upstream: `127.0.0.1:${port}`, detail: 'ECONNREFUSED' }])
  t.equal(clock.pending, 0)
})

t.test('so is one that does not answer in time', async (t) => {
  const { client, accepted } = await socketPair(t)
  const real = net.createServer()
  const port = await listening(t, real)
  const events: Event[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  // A clock on which the limit is over before the connection can be made.
  const clock = {
    now: () => 0,
    after(_ms: number, run: () => void) {
      queueMicrotask(run)
      return () => {}
    },
  }
  const context = { append, clock, log: directLog(append), connectTimeoutMs: 5 }
  const done = connectUpstream(accepted, { host: '127.0.0.1', port }, context)
  t.equal(await untilEnd(client), '')
  await done
  t.strictSame(events, [
    { event: 'path.upstream-failed', upstream: `127.0.0.1:${port}`, detail: 'no answer within 5 ms' },
  ])
})

t.test('a reset travels through, from either side', async (t) => {
  const one = await joined(t)
  const clientEnd = howItEnds(one.client)
  one.server.write('x')
  await untilText(one.client, 'x')
  one.server.resetAndDestroy()
  t.equal(await clientEnd, 'ECONNRESET')
  await one.done
  const two = await joined(t)
  two.server.write('x')
  await untilText(two.client, 'x')
  const serverEnd = howItEnds(two.server)
  two.client.resetAndDestroy()
  t.equal(await serverEnd, 'ECONNRESET')
  await two.done
})

t.test('half-closed connections stay open the other way', async (t) => {
  const { client, server, done } = await joined(t)
  server.end('421 bye\r\n')
  t.equal(await untilEnd(client), '421 bye\r\n')
  client.end('late\r\n')
  t.equal(await untilEnd(server), 'late\r\n')
  await done
})

t.test('a client that is gone before the server answers takes the connection along', async (t) => {
  const real = net.createServer()
  const port = await listening(t, real)
  const { accepted } = await socketPair(t)
  const events: Event[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  const clock = new FakeClock()
  const done = connectUpstream(accepted, { host: '127.0.0.1', port }, { append, clock, log: directLog(append) })
  accepted.destroy()
  await Promise.all([done, closed(accepted)])
  await settled()
  t.strictSame(events, [])
  t.equal(clock.pending, 0)
})

/** A port on which nobody listens. */
async function freePort(): Promise<{ port: number }> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return { port }
}
