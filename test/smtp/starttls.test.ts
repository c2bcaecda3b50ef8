import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { addressed, base64, commands, events, introduced, names, secured, serve, serveChanged } from './serve.ts'

const starttls = (keys: object, more = {}) => ({ tls: { starttls: keys }, ...more })
const offers = (lines: string[]) => lines.some((line) => /^250[ -]STARTTLS$/.test(line))

t.test('STARTTLS is offered in clear, works, and is not offered inside TLS', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  t.ok(offers(await client.asks('EHLO x', '250 *')))
  await client.asks('STARTTLS', '220 2.0.0 Ready to start TLS')
  await client.starttls({ ca: server.ca })
  t.notOk(offers(await client.asks('EHLO x', '250 *')))
  await client.asks('QUIT', '221 *')
  await client.hearsEnd('fin')
  client.ends()
  t.match(await server.nextSession(), { tlsVersion: 'TLSv1.3', closedBy: 'server' })
  t.equal(names(server).filter((name) => name === 'tls.established').length, 1)
})

t.test('not offered, it works all the same when it is asked for', async (t) => {
  await using server = await serve(starttls({ offer: false }))
  await using client = await introduced(server)
  t.notOk(offers(await client.asks('EHLO x', '250 *')))
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO x', '250 *')
})

t.test('a refusal in the words of the scenario leaves the session in clear', async () => {
  await using server = await serve(starttls({ reply: '454 4.7.0 TLS not available due to local problem' }))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '454 4.7.0 TLS not available due to local problem')
  await client.asks('MAIL FROM:<a@b>', '250 *')
})

t.test('an out-of-place 354 performs as 220 would', async () => {
  await using server = await serve(starttls({ reply: '354 go' }))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '354 go')
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO x', '250 *')
})

t.test('a rule sees whether the client has sent more behind STARTTLS', async (t) => {
  const rules = [{ on: 'STARTTLS', when: { sentAhead: true }, reply: '454 4.5.0 no pipelining' }]
  await using server = await serve({ rules })
  await using client = await introduced(server)
  await client.sends('STARTTLS\r\nNOOP\r\n')
  await client.hears('454 4.5.0 no pipelining')
  await client.hears('250 *')
  await client.asks('STARTTLS', '220 *')
  t.equal(events(server, 'smtp.reply-sent').filter(({ rule }) => rule === 'server.rules[0]').length, 1)
})

t.test('220 with nothing behind it: SMTP goes on in clear', async () => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve(starttls({ then: 'nothing' }))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 2.0.0 *')
  await client.asks('EHLO x', '250 *')
})

t.test('220 with the end behind it', async () => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve(starttls({ then: 'close' }))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 2.0.0 *')
  await client.hearsEnd('fin')
})

t.test('220 with silence behind it: not one byte, also to a ClientHello', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve(starttls({ then: 'silence' }))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 2.0.0 *')
  await client.sends(Buffer.from('1603010005', 'hex'))
  await client.sends('hello and more')
  client.ends()
  await client.hearsEnd('fin')
  await server.nextSession()
  t.equal(events(server, 'smtp.reply-sent').length, 3)
})

t.test('a rule that falls silent behind 220 says not one byte, and hears the client leave', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve({ rules: [{ on: 'STARTTLS', reply: '220 go', then: 'silence' }] })
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 go')
  await client.sends(`EHLO\r\n${'x'.repeat(40_000)}`)
  client.ends()
  await client.hearsEnd('fin')
  await server.nextSession()
  t.equal(events(server, 'smtp.line-too-long').length, 1)
})

t.test('STARTTLS with a parameter is a mistake, inside TLS it is refused, without TLS it is unknown', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks('STARTTLS now', '501 5.5.4 Syntax: STARTTLS')
  await client.asks('starttls ', '220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('STARTTLS', '503 5.5.1 TLS already active')
  await client.asks('NOOP', '250 *')
  await using plain = await serve({ tls: { mode: 'off' } })
  await using other = await introduced(plain)
  await other.asks('STARTTLS', '502 5.5.1 Command not implemented')
})

t.test('RFC 3207 section 4.2: what was learned before TLS is forgotten', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks(`AUTH PLAIN ${base64('\0u\0p')}`, '235 *')
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('MAIL FROM:<a@b>', '503 5.5.1 Send EHLO or HELO first')
  await client.asks('RCPT TO:<a@b>', '503 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('RCPT TO:<a@b>', '503 5.5.1 Need MAIL first')
  await client.asks(`AUTH PLAIN ${base64('\0u\0p')}`, '235 *')
  await client.asks('MAIL FROM:<a@b>', '250 *')
  t.strictSame(
    events(server, 'smtp.command-received').map(({ secured }) => secured),
    [false, false, false, false, false, true, true, true, true, true, true],
  )
})

t.test('commands pipelined behind STARTTLS are discarded, with an event that counts their bytes', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('STARTTLS\r\nRSET\r\nNOOP\r\nEHLO inject')
  await client.hears('220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO x.example', '250-smtp.test Hello x.example *', ...Array(7).fill('250-*'), '250 CHUNKING')
  t.match(events(server, 'smtp.pipelined-behind-starttls'), [{ bytes: 23, kind: 'commands' }])
  t.strictSame(commands(server), ['EHLO x.example', 'STARTTLS', 'EHLO x.example'])
})

t.test('a ClientHello in one segment with STARTTLS is not lost', async (t) => {
  const { Duplex } = await import('node:stream')
  const tls = await import('node:tls')
  await using server = await serve()
  await using client = await introduced(server)
  // The first flight of a client that does not wait for the 220.
  const hello = await new Promise<Buffer>((resolve) => {
    tls.connect({ socket: new Duplex({ read() {}, write: (bytes: Buffer) => resolve(bytes) }) }).on('error', () => {})
  })
  await client.sends(Buffer.concat([Buffer.from('STARTTLS\r\n'), hello]))
  await client.hears('220 *')
  client.ends()
  await server.nextSession()
  t.match(events(server, 'smtp.pipelined-behind-starttls'), [{ bytes: hello.length, kind: 'tls' }])
  t.equal(events(server, 'tls.hello-received').length, 1)
})

t.test('implicit TLS speaks from the first byte, lists no STARTTLS and refuses it', async (t) => {
  await using server = await serve({ tls: { mode: 'implicit' } })
  await using client = await introduced(server, { tls: { ca: server.ca } })
  t.notOk(offers(await client.asks('EHLO x', '250 *')))
  await client.asks('STARTTLS', '503 5.5.1 TLS already active')
  t.ok(events(server, 'smtp.reply-sent').every(({ secured }) => secured))
})

t.test('a whole mail inside TLS is stored as secured', async (t) => {
  await using server = await serve()
  await using client = await secured(server)
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
  for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
  await client.asks('hello\r\n.', '250 *')
  t.match(server.messages, [{ secured: true, sender: 'a@b', recipients: ['c@d'] }])
  t.match(events(server, 'smtp.message-accepted'), [{ secured: true }])
})

t.test('a reset inside TLS is a RST on the wire', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve({ rules: [{ on: 'MAIL', reply: '421 bye', then: 'reset' }] })
  await using client = await secured(server)
  await client.says('MAIL FROM:<a@b>')
  await client.hears('421 bye')
  await client.hearsEnd()
  await server.nextSession()
  t.match(events(server, 'session.closed'), [{ by: 'server', how: 'rst' }])
})

t.test('a demanded certificate that is missing is told to the next command, as Postfix does', async () => {
  const clientCertificate = { ask: 'require', verify: 'chain', refuse: 'reply' }
  await using server = await startScenario({ persona: 'postfix', server: { tls: { clientCertificate } } })
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO x', '421 4.7.1 * Error: No client certificate presented')
  await client.hearsEnd('fin')
  const { cert, key } = await server.clientCertificate()
  await using other = await secured(server, { cert, key })
  await other.asks('MAIL FROM:<a@b>', '250 *')
})

t.test('a server that cannot make its certificate fails that session, not the process', async (t) => {
  const broken = {
    warm() {},
    certificatePem: () => Promise.reject(new Error('no authority')),
    keyFor: () => Promise.reject(new Error('no authority')),
    issuer: () => Promise.reject(new Error('no authority')),
  }
  const authority = new Proxy(broken, {
    get: (known, name) =>
      name in known ? known[name as keyof typeof known] : () => Promise.reject(new Error('no authority')),
  })
  await using server = await serveChanged({}, () => {}, { authority: authority as never })
  const ended = new Promise((resolve) => server.onSessionClosed(resolve))
  await using client = await introduced(server)
  await client.asks('STARTTLS', '220 *')
  await client.starttls({}).catch(() => {})
  await ended
  t.match(events(server, 'session.failed'), [{ detail: /no authority/ }])
  t.equal(events(server, 'session.closed').length, 1)
  await using other = await introduced(server)
  await other.asks('NOOP', '250 *')
})
