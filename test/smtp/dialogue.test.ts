import { performance } from 'node:perf_hooks'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { connect } from '../raw-client.ts'
import { commands, events, names, serve } from './serve.ts'

t.test('a whole mail in clear is answered command by command, and is an event each', async (t) => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 smtp.test ESMTP smtp-simulator')
  await client.asks('EHLO x.example', '250 *')
  await client.asks('MAIL FROM:<a@example.com>', '250 2.1.0 Sender ok')
  await client.asks('RCPT TO:<b@example.org>', '250 2.1.5 Recipient ok')
  await client.asks('DATA', '354 End data with <CR><LF>.<CR><LF>')
  await client.asks('Subject: x\r\n\r\nhello\r\n.', '250 2.0.0 Ok: queued as *')
  await client.asks('QUIT', '221 2.0.0 Bye')
  await client.hearsEnd('fin')
  client.ends()
  t.match(await server.nextSession(), { messages: 1, tlsVersion: null, closedBy: 'server' })
  const exchange = ['smtp.command-received', 'smtp.reply-sent']
  t.strictSame(names(server), [
    'session.opened',
    'smtp.reply-sent',
    ...[...exchange, ...exchange, ...exchange, ...exchange],
    ...['smtp.content-received', 'smtp.message-accepted', 'smtp.reply-sent'],
    ...exchange,
    'session.closed',
  ])
  t.strictSame(commands(server), [
    'EHLO x.example',
    'MAIL FROM:<a@example.com>',
    'RCPT TO:<b@example.org>',
    'DATA',
    'QUIT',
  ])
})

t.test('the greeting comes at once, not after the 100 ms of smtp-server', async (t) => {
  await using server = await serve()
  const times: number[] = []
  for (let run = 0; run < 10; run++) {
    const started = performance.now()
    await using client = await connect(server)
    await client.hears('220 *')
    times.push(performance.now() - started)
  }
  t.ok(Math.min(...times) < 80, `fastest of ten: ${Math.min(...times)} ms`)
})

t.test('EHLO without a name gets the list: a person at telnet is served', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO', '250 CHUNKING')
  await client.asks('MAIL FROM:<a@b.example>', '250 *')
})

t.test('a strict persona refuses EHLO without a name, and takes one with a name', async () => {
  await using server = await startScenario({ persona: 'postfix' })
  await using client = await connect(server)
  await client.hears('220 * ESMTP Postfix')
  await client.asks('EHLO', '501 Syntax: EHLO hostname')
  await client.asks('MAIL FROM:<a@b.example>', '503 5.5.1 Error: send HELO/EHLO first')
  await client.asks('EHLO x', '250 CHUNKING')
  await client.asks('MAIL FROM:<a@b.example>', '250 2.1.0 Ok')
})

t.test('slow typing, byte by byte, is understood', async (t) => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  for (const byte of 'EHLO typist.example\r\n') await client.sends(byte)
  await client.hears('250 *')
  t.strictSame(commands(server), ['EHLO typist.example'])
})

t.test('a terminal that sends bare LF is served, and one event tells of it', async (t) => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.sends('EHLO x\n')
  await client.hears('250 *')
  await client.sends('MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\n')
  await client.hears('250 *')
  await client.hears('250 *')
  await client.hears('354 *')
  await client.sends('hello\n..\n.\nQUIT\n')
  await client.hears('250 *')
  await client.hears('221 *')
  client.ends()
  await server.nextSession()
  t.strictSame(
    events(server, 'smtp.bare-lf-received').map(({ line, contentLine }) => line ?? contentLine),
    ['EHLO x', 1],
  )
  t.match(events(server, 'smtp.bare-lf-end-received'), [{ sequence: '<LF>.<LF>', contentLine: 3, taken: true }])
  t.match(server.messages[0]?.raw.toString('latin1'), /hello\n\.\n$/)
})

t.test('commands are known in any case, and behind spaces', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('ehlo x', '250 *')
  await client.asks('mail from:<a@b.example>', '250 2.1.0 *')
  await client.asks('  RcPt To:<a@b.example>', '250 2.1.5 *')
  await client.asks('rset', '250 *')
})

t.test('HELO is answered, and a mail can follow', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('HELO x.example', '250 smtp.test Hello x.example [127.0.0.1]')
  await client.asks('MAIL FROM:<a@b.example>', '250 *')
})

t.test('MAIL before EHLO is refused', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('MAIL FROM:<a@b.example>', '503 5.5.1 Send EHLO or HELO first')
})

t.test('EHLO again starts over: the transaction is forgotten (RFC 5321 section 4.1.4)', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('MAIL FROM:<a@b.example>', '250 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('RCPT TO:<a@b.example>', '503 5.5.1 Need MAIL first')
})

t.test('after RSET a new MAIL is taken and the recipients are forgotten', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO x', '250 *')
  await client.asks('MAIL FROM:<a@b.example>', '250 *')
  await client.asks('RCPT TO:<c@d.example>', '250 *')
  await client.asks('RSET', '250 2.0.0 Ok')
  await client.asks('MAIL FROM:<>', '250 *')
  await client.asks('DATA', '503 5.5.1 Need RCPT first')
})

t.test('the EHLO lines of a scenario are said exactly as written, before TLS and inside it', async (t) => {
  const ehlo = {
    plain: ['{host} Hi', 'X-ODD  two  spaces', 'STARTTLS'],
    tls: ['{host} Hi again {client}', 'AUTH PLAIN'],
  }
  await using server = await serve({ ehlo })
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO x', '250-smtp.test Hi', '250-X-ODD  two  spaces', '250 STARTTLS')
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca })
  await client.asks('EHLO me', '250-smtp.test Hi again me', '250 AUTH PLAIN')
  t.strictSame(
    events(server, 'smtp.reply-sent').map(({ lines, secured }) => [lines.at(-1), secured]),
    [
      ['220 smtp.test ESMTP smtp-simulator', false],
      ['250 STARTTLS', false],
      ['220 2.0.0 Ready to start TLS', false],
      ['250 AUTH PLAIN', true],
    ],
  )
})

t.test('a list of one line is said as one line', async () => {
  await using server = await serve({ ehlo: { plain: ['only me'] } })
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO x', '250 only me')
})

t.test('a name that does not fit is refused, and MAIL still needs one', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks(`EHLO ${'x'.repeat(256)}`, '501 5.5.4 Bad host name syntax')
  await client.asks('EHLO a\x07b', '501 5.5.4 Bad host name syntax')
  await client.asks('MAIL FROM:<a@b.example>', '503 *')
})

t.test('the words of a persona are its own', async () => {
  await using server = await startScenario({ persona: 'cisco-esa', server: { hostname: 'esa.example' } })
  await using client = await connect(server)
  await client.hears('220 esa.example ESMTP')
  await client.asks(
    'EHLO x',
    '250-esa.example',
    '250-8BITMIME',
    '250-SIZE 20971520',
    '250-AUTH PLAIN LOGIN',
    '250 STARTTLS',
  )
  await client.asks('XYZZY', '500 #5.5.1 command not recognized')
  await client.asks('MAIL FROM:<a@b.example>', '250 sender ok')
  await client.asks('RCPT TO:<c@d.example>', '250 recipient ok')
  await client.asks('DATA', '354 go ahead')
  await client.asks('.', '250 ok:  Message * accepted')
  await client.asks(
    'HELP',
    '214-The following commands are recognized',
    '214- auth data ehlo helo',
    '214- help mail noop quit',
    '214 rcpt rset vrfy',
  )
  await client.asks('QUIT', '221 esa.example')
})

t.test('replies can name the host, the strength, the TLS version and the cipher', async () => {
  const reply = '250 {host} {bits} {tlsVersion} {cipher} {client} {from}'
  await using server = await serve({ hostname: 'mx.example', rules: [{ on: 'NOOP', reply }] })
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('NOOP', '250 mx.example 0 none none [127.0.0.1] 127.0.0.1')
  await client.asks('EHLO {host}', '250 *')
  await client.asks('NOOP', '250 mx.example 0 none none {host} 127.0.0.1')
  await client.asks('STARTTLS', '220 *')
  await client.starttls({ ca: server.ca, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' })
  await client.asks('NOOP', '250 mx.example 256 TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 [127.0.0.1] 127.0.0.1')
})

t.test('a queue id is in the reply to the message, and the same as in the event', async (t) => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  await client.sends('EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
  for (const code of ['250', '250', '250', '354']) await client.hears(`${code} *`)
  const [reply] = await client.asks('.', '250 *')
  t.equal(reply, `250 2.0.0 Ok: queued as ${events(server, 'smtp.message-accepted')[0]?.id}`)
})

t.test('more than ten unknown commands are each answered, and the session goes on', async () => {
  await using server = await serve()
  await using client = await connect(server)
  await client.hears('220 *')
  for (let at = 0; at < 25; at++) await client.asks(`XYZZY${at}`, '500 5.5.2 Command not recognized')
  await client.asks('EHLO x', '250 *')
})

t.test('bytes before the greeting are told and still answered', async (t) => {
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
  await using server = await serve({ rules: [{ on: 'connect', delay: '50ms', then: 'continue' }] })
  await using client = await connect(server)
  await client.says('EHLO early')
  await client.hears('220 *')
  await client.hears('250 *')
  t.match(events(server, 'smtp.talked-before-greeting'), [{ bytes: 12 }])
})
