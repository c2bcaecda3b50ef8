import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { addressed, events, greeted, introduced, serve } from './serve.ts'

t.test('addresses: the null sender, no angle brackets, odd ones of devices, source routes', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  for (const [line, sender] of [
    ['MAIL FROM:<>', ''],
    ['MAIL FROM: <a@b.example>', 'a@b.example'],
    ['MAIL FROM:a@b.example', 'a@b.example'],
    ['MAIL FROM: a@b.example SIZE=3', 'a@b.example'],
    ['MAIL FROM:<probe@my_host>', 'probe@my_host'],
    ['MAIL FROM:<probe.@printer.local>', 'probe.@printer.local'],
    ['MAIL FROM:<@relay.example:a@b.example>', 'a@b.example'],
  ] as const) {
    await client.asks(line, '250 2.1.0 Sender ok')
    await client.asks('RCPT TO:postmaster', '250 2.1.5 Recipient ok')
    await client.asks('DATA', '354 *')
    await client.asks('.', '250 *')
    t.match(server.messages.at(-1), { sender, recipients: ['postmaster'] }, line)
  }
})

t.test('lines that name no address are refused', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  for (const line of [
    'MAIL',
    'MAIL FROM',
    'MAIL FROM:',
    'MAIL TO:<a@b>',
    'MAIL FROM:<a>',
    'MAIL FROM:<a@b@c>',
    'MAIL <a@b>',
  ]) {
    await client.asks(line, '501 5.1.7 Bad sender address syntax')
  }
  await client.asks('MAIL FROM:<a@b>', '250 *')
  for (const line of ['RCPT', 'RCPT TO:<>', 'RCPT TO:', 'RCPT FROM:<a@b>', 'RCPT TO:<a>']) {
    await client.asks(line, '501 5.1.3 Bad recipient address syntax')
  }
})

t.test('commands out of order are refused', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks('RCPT TO:<a@b>', '503 5.5.1 Need MAIL first')
  await client.asks('DATA', '503 5.5.1 Need RCPT first')
  await client.asks('MAIL FROM:<a@b>', '250 *')
  await client.asks('MAIL FROM:<c@d>', '503 5.5.1 Sender already given')
  await client.asks('DATA', '503 5.5.1 Need RCPT first')
})

t.test('RFC 2920: a whole transaction in one segment is answered in order, each line marked', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n')
  await client.hears('250 2.1.0 *')
  await client.hears('250 2.1.5 *')
  await client.hears('250 2.1.5 *')
  await client.hears('354 *')
  await client.sends('Subject: x\r\n\r\nhi\r\n.\r\nRSET\r\nQUIT\r\n')
  await client.hears('250 2.0.0 Ok: queued *')
  await client.hears('250 2.0.0 Ok')
  await client.hears('221 *')
  await client.hearsEnd('fin')
  t.strictSame(
    events(server, 'smtp.command-received').map(({ verb, pipelined }) => [verb, pipelined ?? false]),
    [
      ['EHLO', false],
      ['MAIL', false],
      ['RCPT', true],
      ['RCPT', true],
      ['DATA', true],
      ['RSET', true],
      ['QUIT', true],
    ],
  )
  t.match(server.messages, [{ recipients: ['c@d', 'e@f'] }])
})

t.test('content that was pipelined behind DATA is content', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.sends('DATA\r\nhello\r\n.\r\nNOOP\r\n')
  await client.hears('354 *')
  await client.hears('250 2.0.0 Ok: queued *')
  await client.hears('250 2.0.0 Ok')
  t.match(server.messages[0]?.raw.toString(), /\r\nhello\r\n$/)
})

t.test('what follows QUIT is not executed', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('QUIT\r\nMAIL FROM:<a@b>\r\n')
  await client.hears('221 *')
  await client.hearsEnd('fin')
  t.equal(events(server, 'smtp.command-received').at(-1)?.verb, 'QUIT')
})

t.test('RFC 1870: a message that is announced too big is refused at MAIL', async () => {
  await using server = await serve({ size: '100B' })
  await using client = await greeted(server)
  const lines = await client.asks('EHLO x', '250 *')
  if (!lines.includes('250-SIZE 100')) throw new Error(client.dialogue)
  await client.asks('MAIL FROM:<a@b> SIZE=101', '552 5.3.4 Message exceeds the size limit')
  await client.asks('MAIL FROM:<a@b> SIZE=x', '501 5.5.4 Bad parameter')
  await client.asks('MAIL FROM:<a@b> SIZE=100', '250 *')
})

t.test('a message over the limit is refused behind its end, and the next one is taken', async (t) => {
  await using server = await serve({ size: '100B' })
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  await client.asks(`${'x'.repeat(99)}\r\n.`, '552 5.3.4 Message exceeds the size limit')
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
  for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
  await client.asks(`${'x'.repeat(98)}\r\n.`, '250 *')
  t.match(events(server, 'smtp.message-refused'), [
    { bytes: 101, sender: 'a@example.com', recipients: ['b@example.org'] },
  ])
  t.match(events(server, 'smtp.content-received'), [
    { bytes: 101, complete: true },
    { bytes: 100, complete: true },
  ])
  t.equal(server.messages.length, 1)
})

t.test('the SIZE that an EHLO list promises is the limit, whoever wrote the list', async () => {
  await using server = await serve({ ehlo: { plain: ['{host}', 'SIZE 50'] } })
  await using client = await addressed(server)
  await client.asks('RSET', '250 *')
  await client.asks('MAIL FROM:<a@b> SIZE=51', '552 *')
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
  for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
  await client.asks(`${'x'.repeat(49)}\r\n.`, '552 *')
  await using unlimited = await serve({ ehlo: { plain: ['{host}', 'SIZE 0'] } })
  await using other = await introduced(unlimited)
  await other.asks('MAIL FROM:<a@b> SIZE=1000000', '250 *')
})

t.test('RFC 3461: DSN parameters are taken, and wrong ones refused', async () => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<a@b> RET=ALL', '501 5.5.4 Bad parameter')
  await client.asks('MAIL FROM:<a@b> RET=HDRS ENVID=abc+2B', '250 *')
  await client.asks('RCPT TO:<c@d> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c@d', '250 *')
  await client.asks('RCPT TO:<c@d> NOTIFY=NEVER', '250 *')
  for (const wrong of [
    'NOTIFY=NEVER,DELAY',
    'NOTIFY=SOON',
    'ORCPT=c@d',
    'NOTIFY',
    'ORCPT=',
    'NOTIFY=NEVER NOTIFY=NEVER',
  ]) {
    await client.asks(`RCPT TO:<c@d> ${wrong}`, '501 5.5.4 Bad parameter')
  }
})

t.test('RFC 6152, RFC 6531: 8BITMIME and SMTPUTF8 work as promised, bytes unchanged', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<jürgen@bücher.example> BODY=8BITMIME SMTPUTF8', '250 *')
  await client.asks('RCPT TO:<用户@例子.example>', '250 *')
  await client.asks('DATA', '354 *')
  const bytes = Buffer.from('Subject: Grüße\r\n\r\n\xff\xfe\x80 €\r\n')
  await client.sends(Buffer.concat([bytes, Buffer.from([0xff, 0x00, 0xe9, 0x0d, 0x0a]), Buffer.from('.\r\n')]))
  await client.hears('250 *')
  const [message] = server.messages
  t.match(message, { sender: 'jürgen@bücher.example', recipients: ['用户@例子.example'] })
  t.ok(
    message?.raw
      .subarray(-bytes.length - 5)
      .equals(Buffer.concat([bytes, Buffer.from([0xff, 0x00, 0xe9, 0x0d, 0x0a])])),
  )
  await client.asks('MAIL FROM:<a@b> BODY=9BITMIME', '501 5.5.4 Bad parameter')
  await client.asks('MAIL FROM:<a@b> SMTPUTF8=yes', '501 5.5.4 Bad parameter')
})

t.test('stuffed dots are taken away in what is stored', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  await client.asks('..a\r\n...\r\nb.\r\n.', '250 *')
  t.match(server.messages[0]?.raw.toString(), /\r\n\.a\r\n\.\.\r\nb\.\r\n$/)
})

t.test('several messages in one session have ids of their own', async (t) => {
  await using server = await startScenario({ seed: 5 })
  await using client = await introduced(server)
  for (let at = 0; at < 3; at++) {
    await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
    for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
    await client.asks('.', '250 *')
  }
  const ids = server.messages.map(({ id }) => id)
  t.equal(new Set(ids).size, 3)
  t.strictSame(
    events(server, 'smtp.message-accepted').map(({ id }) => id),
    ids,
  )
})

t.test('a recipient given twice is one recipient', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks('RCPT TO:<B@example.org>', '250 *')
  await client.asks('DATA', '354 *')
  await client.asks('.', '250 *')
  t.equal(server.messages[0]?.recipients.length, 1)
})
