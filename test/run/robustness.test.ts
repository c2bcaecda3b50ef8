import t from 'tap'
import { connect } from '../raw-client.ts'
import { addressed, commands, events, greeted, introduced, names, serve, serveChanged } from '../smtp/serve.ts'
import { clientHello } from './hello.ts'
import { bytesInUse } from './memory.ts'

t.test('an HTTP request is told by name, and turned away with one reply', async (t) => {
  await using server = await serve()
  for (const line of [
    'GET / HTTP/1.1',
    'POST /x?y HTTP/1.0',
    'get /a b HTTP/1.1',
    'CONNECT mail.example:25 HTTP/1.1',
  ]) {
    await using client = await greeted(server)
    await client.sends(`${line}\r\nHost: x\r\n\r\n`)
    await client.hears('421 4.7.0 This is an SMTP server')
    await client.hearsEnd('fin')
    client.ends()
    const { session } = await server.nextSession()
    t.match(events(server, 'smtp.foreign-protocol-received', session), [{ protocol: 'http', line }])
    t.equal(events(server, 'smtp.reply-sent', session).length, 2, 'one for all its lines')
  }
})

t.test('an SSH banner is told by name', async (t) => {
  await using server = await serve()
  await using client = await greeted(server)
  await client.asks('SSH-2.0-OpenSSH_9.6', '421 *')
  await client.hearsEnd('fin')
  t.match(events(server, 'smtp.foreign-protocol-received'), [{ protocol: 'ssh' }])
})

t.test('a word that is no HTTP is an unknown command', async (t) => {
  await using server = await serve()
  await using client = await greeted(server)
  for (const line of ['GET', 'GET /', 'POST HTTP', 'OPTIONS HTTP/1.1', 'SSH']) await client.asks(line, '500 5.5.2 *')
  t.equal(events(server, 'smtp.foreign-protocol-received').length, 0)
})

t.test('TLS on a plain port: one event with the decoded hello, one reply in clear, the end', async (t) => {
  const hello = await clientHello('mail.example')
  await using server = await serve()
  for (const chunks of [
    [hello],
    [hello.subarray(0, 2), hello.subarray(2, 100), hello.subarray(100)],
    [...hello].map((b) => Buffer.from([b])),
  ]) {
    await using client = await greeted(server)
    for (const chunk of chunks) await client.sends(chunk)
    await client.hears('500 5.5.2 This port speaks SMTP; use STARTTLS')
    await client.hearsEnd()
    client.ends()
    const { session } = await server.nextSession()
    const told = events(server, 'smtp.tls-record-received', session)
    t.match(told, [{ hello: { servername: 'mail.example', versions: ['TLSv1.3', 'TLSv1.2'] } }])
    t.equal(told.length, 1)
  }
})

t.test('half a hello and the end is told, too', async (t) => {
  const hello = await clientHello('mail.example')
  await using server = await serve()
  await using client = await greeted(server)
  await client.sends(hello.subarray(0, 50))
  client.ends()
  await server.nextSession()
  t.match(events(server, 'smtp.tls-record-received'), [{ hello: null }])
  t.equal(events(server, 'smtp.partial-line-received').length, 0)
})

t.test('SMTP spoken to a port of implicit TLS: the text is told, and the connection ends', async (t) => {
  await using server = await serve({ tls: { mode: 'implicit' } })
  await using client = await connect(server)
  await client.says('EHLO x')
  client.ends()
  await client.hearsAll()
  await server.nextSession()
  t.match(events(server, 'tls.hello-unreadable'), [{ reason: /looks like text: "EHLO x"/ }])
  t.equal(events(server, 'session.closed').length, 1)
  t.equal(commands(server).length, 0)
})

t.test('binary noise ends no server', async (t) => {
  await using server = await serve()
  let state = 7
  for (let run = 0; run < 40; run++) {
    const noise = Buffer.alloc(1 + run * 97)
    for (let at = 0; at < noise.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      noise[at] = state >>> 24
    }
    await using client = await greeted(server)
    await client.sends(noise)
    client.ends()
    await server.nextSession()
  }
  t.equal(events(server, 'session.closed').length, 40)
  t.equal(events(server, 'session.failed').length, 0)
  await using client = await introduced(server)
  await client.asks('NOOP', '250 *')
})

t.test('a line without an end is cut off at the limit, with one event', async (t) => {
  await using server = await serve()
  await using client = await greeted(server)
  await client.sends(Buffer.alloc(1024 * 1024, 'x'))
  await client.hears('500 5.5.2 Line too long')
  await client.hearsEnd()
  client.ends()
  await server.nextSession()
  const [told, ...more] = events(server, 'smtp.line-too-long')
  t.equal(more.length, 0)
  t.equal(told?.limit, 32 * 1024)
  t.ok(told && told.bytes > 32 * 1024 && told.bytes < 256 * 1024, 'what was collected is bounded')
})

t.test('a command of the longest length that RFC 4954 asks for is understood', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks(`AUTH PLAIN ${Buffer.from(`\0u\0${'p'.repeat(9000)}`).toString('base64')}`, '235 *')
  t.equal(events(server, 'smtp.line-too-long').length, 0)
})

t.test('100 MB of message over the limit is refused in the end, and memory stays bounded', async (t) => {
  const MB = 1024 * 1024
  await using server = await serve({ size: '1MiB' })
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  const chunk = Buffer.alloc(MB, `${'x'.repeat(76)}\r\n`)
  const before = bytesInUse()
  for (let sent = 0; sent < 100; sent++) await client.sends(chunk)
  const held = (bytesInUse() - before) / MB
  await client.asks('\r\n.', '552 5.3.4 Message exceeds the size limit')
  t.ok(held < 40, `${held.toFixed(1)} MB are held of 100 MB`)
  t.match(events(server, 'smtp.content-received'), [{ bytes: 100 * MB + 2, complete: true }])
  t.equal(server.messages.length, 0)
})

t.test('a message of nothing but dots costs no more memory than any other', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  const before = bytesInUse()
  const dots = Buffer.alloc(1024 * 1024, '..\r\n')
  for (let sent = 0; sent < 8; sent++) await client.sends(dots)
  await client.asks('.', '250 *')
  t.equal(events(server, 'smtp.content-received')[0]?.bytes, 6 * 1024 * 1024)
  const held = (bytesInUse() - before) / 1024 / 1024
  // A buffer for each piece would be some hundred MB.
  t.ok(held < 64, `${held.toFixed(1)} MB are held for 6 MB`)
})

t.test('half a command and a FIN: told, not executed', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('MAIL FROM:<a@b>')
  client.ends()
  await client.hearsEnd('fin')
  await server.nextSession()
  t.match(events(server, 'smtp.partial-line-received'), [{ line: 'MAIL FROM:<a@b>' }])
  t.strictSame(commands(server), ['EHLO x.example'])
  t.match(events(server, 'session.closed'), [{ by: 'client', how: 'fin' }])
})

t.test('commands that came before a FIN are executed, though an unknown one is among them', async (t) => {
  await using server = await serve()
  await using client = await connect(server)
  await client.sends('XYZZY\r\nEHLO x\r\nNOOP\r\nMAIL')
  client.ends()
  for (const code of ['220', '500', '250', '250']) await client.hears(`${code} *`)
  await client.hearsEnd('fin')
  await server.nextSession()
  t.strictSame(commands(server), ['XYZZY', 'EHLO x', 'NOOP'])
  t.match(events(server, 'smtp.partial-line-received'), [{ line: 'MAIL' }])
})

// Long enough for a loaded machine to say EHLO in time.
const IDLE_MS = 300

const impatient = (plan: { servers: readonly { smtp: { idleMs: number } }[] }) => {
  for (const { smtp } of plan.servers) smtp.idleMs = IDLE_MS
}

t.test('half a command and silence: 421 after the idle limit, and the end', async (t) => {
  await using server = await serveChanged({}, impatient)
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await introduced(server)
  await client.sends('MAIL FR')
  await client.hears('421 4.4.2 smtp.test Timeout exceeded')
  await client.hearsEnd('fin')
  client.ends()
  await ended
  t.match(events(server, 'smtp.timed-out'), [{ afterMs: IDLE_MS }])
  t.equal(events(server, 'smtp.timed-out').length, 1)
  t.match(events(server, 'session.closed'), [{ by: 'server', how: 'fin' }])
})

t.test('silence inside content, inside a chunk, inside AUTH: the same end', async (t) => {
  await using server = await serveChanged({}, impatient)
  for (const lines of [['DATA'], ['AUTH LOGIN']]) {
    await using client = await addressed(server)
    for (const line of lines) await client.asks(line, '3*')
    await client.hears('421 *')
    await client.hearsEnd('fin')
  }
  await using client = await addressed(server)
  await client.sends('BDAT 10\r\nabc')
  await client.hears('421 *')
  await client.hearsEnd('fin')
  t.equal(events(server, 'smtp.timed-out').length, 3)
})

t.test('a server that has fallen silent gives up without a word', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  const mute = { server: { rules: [{ on: 'NOOP', reply: { raw: '' }, then: 'silence' }] } }
  await using server = await serveChanged(mute, impatient)
  await using client = await introduced(server)
  await client.says('NOOP')
  await client.hearsEnd()
  t.equal(events(server, 'smtp.timed-out').length, 1)
})

t.test('a client that never reads does not make the server hoard replies, and is given up', async (t) => {
  await using server = await serveChanged({}, impatient)
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await greeted(server)
  client.stopsReading()
  const flood = Buffer.alloc(64 * 1024, 'HELP\r\n')
  const sending = (async () => {
    for (let at = 0; at < 400; at++) await client.sends(flood)
  })()
  await ended
  // Replies to all of it would be over 100 MB; the buffers of the system take a few.
  const { bytesSent = 0 } = events(server, 'session.closed')[0] ?? {}
  t.ok(bytesSent < 20 * 1024 * 1024, `${bytesSent} bytes of replies`)
  t.equal(events(server, 'smtp.timed-out').length, 1)
  await client[Symbol.asyncDispose]()
  await sending
})

t.test('200 clients at once are all served', async (t) => {
  await using server = await serve()
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      await using client = await introduced(server)
      await client.sends(`MAIL FROM:<${at}@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n`)
      for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
      await client.asks(`${at}\r\n.`, '250 *')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    }),
  )
  t.equal(server.messages.length, 200)
  t.equal(new Set(server.messages.map(({ sender }) => sender)).size, 200)
  for (const { raw, sender } of server.messages) {
    if (!raw.toString().endsWith(`\r\n${sender.split('@')[0]}\r\n`)) t.fail(`the message of ${sender} is another's`)
  }
})

t.test('a connection without a byte is a probe: recorded, and no session to wait for', async (t) => {
  await using server = await serve()
  for (const leave of ['ends', 'resets'] as const) {
    await using client = await greeted(server)
    client[leave]()
    await client.hearsAll()
  }
  await using client = await introduced(server)
  client.ends()
  t.equal((await server.nextSession()).session, 3)
  t.strictSame(
    server.sessions.map(({ probe }) => probe),
    [true, true, false],
  )
  t.strictSame(names(server, 1), ['session.opened', 'smtp.reply-sent', 'session.closed'])
})
