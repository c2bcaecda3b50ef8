import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { addressed, commands, events, introduced, serve } from './serve.ts'

const binary = { ehlo: { plain: ['{host}', 'CHUNKING', 'BINARYMIME', '8BITMIME'] } }
const bodyOf = (raw: Buffer | undefined, bytes: number) => raw?.subarray(-bytes).toString('latin1')

t.test('RFC 3030: a message in several chunks is one message', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.sends('BDAT 7\r\nSubject')
  await client.hears('250 2.0.0 Chunk received')
  await client.sends('BDAT 5\r\n: x\r\n')
  await client.hears('250 2.0.0 Chunk received')
  await client.sends('BDAT 6 LAST\r\n\r\nhi\r\n')
  await client.hears('250 2.0.0 Ok: queued as *')
  t.equal(bodyOf(server.messages[0]?.raw, 18), 'Subject: x\r\n\r\nhi\r\n')
  t.match(events(server, 'smtp.content-received'), [{ bytes: 18, via: 'BDAT', complete: true }])
})

t.test('chunks can be pipelined with the whole transaction, and QUIT behind them', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 3\r\nabcBDAT 2\r\n\r\nBDAT 0 LAST\r\nQUIT\r\n')
  for (let at = 0; at < 4; at++) await client.hears('250 *')
  await client.hears('250 2.0.0 Ok: queued as *')
  await client.hears('221 *')
  t.equal(bodyOf(server.messages[0]?.raw, 5), 'abc\r\n')
  t.notOk(commands(server).some((line) => line.startsWith('abc')))
})

t.test('one empty last chunk is an empty message', async (t) => {
  await using server = await serve()
  await using client = await addressed(server)
  await client.asks('BDAT 0 LAST', '250 2.0.0 Ok: queued as *')
  t.match(events(server, 'smtp.content-received'), [{ bytes: 0, complete: true }])
})

t.test('dots in chunks are no ends and no stuffing, line ends and zeros are bytes', async (t) => {
  await using server = await serve(binary)
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<a@b> BODY=BINARYMIME', '250 *')
  await client.asks('RCPT TO:<c@d>', '250 *')
  const body = '..\r\n.\r\n\n\r\0\xff'
  await client.sends(Buffer.concat([Buffer.from(`BDAT ${body.length} LAST\r\n`), Buffer.from(body, 'latin1')]))
  await client.hears('250 *')
  t.equal(bodyOf(server.messages[0]?.raw, body.length), body)
})

t.test('BODY=BINARYMIME needs BDAT, and needs to be offered', async () => {
  await using server = await serve(binary)
  await using client = await introduced(server)
  await client.asks('MAIL FROM:<a@b> BODY=BINARYMIME', '250 *')
  await client.asks('RCPT TO:<c@d>', '250 *')
  await client.asks('DATA', '503 5.5.1 BODY=BINARYMIME needs BDAT')
  await client.asks('BDAT 0 LAST', '250 *')
  await using without = await serve()
  await using other = await introduced(without)
  await other.asks('MAIL FROM:<a@b> BODY=BINARYMIME', '501 5.5.4 Bad parameter')
})

t.test('a chunk outside a transaction is swallowed and refused', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('BDAT 6\r\nQUIT\r\nNOOP\r\n')
  await client.hears('503 5.5.1 Need RCPT first')
  await client.hears('250 2.0.0 Ok')
  t.match(events(server, 'smtp.content-received'), [{ bytes: 6, via: 'BDAT', complete: false }])
  t.strictSame(commands(server).slice(1), ['BDAT 6', 'NOOP'])
})

t.test('a chunk that a rule refuses is swallowed, and the chunks behind it make no message', async (t) => {
  await using server = await serve({
    rules: [{ on: 'BDAT', times: { first: 1, per: 'session' }, reply: '452 4.3.1 full' }],
  })
  await using client = await addressed(server)
  await client.sends('BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n')
  await client.hears('452 4.3.1 full')
  await client.hears('503 5.5.1 Need RCPT first')
  await client.hears('250 2.0.0 Ok')
  t.equal(server.messages.length, 0)
})

t.test('BDAT with parameters that do not fit is a mistake', async () => {
  await using server = await serve()
  await using client = await addressed(server)
  for (const line of ['BDAT', 'BDAT x', 'BDAT -1', 'BDAT 1 FIRST', 'BDAT LAST', 'BDAT 1 LAST LAST']) {
    await client.asks(line, '501 5.5.4 Syntax: BDAT size [LAST]')
  }
})

t.test('where CHUNKING is not offered BDAT is unknown', async () => {
  await using server = await startScenario({ persona: 'cisco-esa' })
  await using client = await addressed(server)
  await client.asks('BDAT 0', '500 #5.5.1 command not recognized')
})

t.test('a rule on message judges a message in chunks, too', async (t) => {
  await using server = await serve({ rules: [{ on: 'message', reply: '554 5.7.1 spam' }] })
  await using client = await addressed(server)
  await client.asks('BDAT 0', '250 *')
  await client.asks('BDAT 0 LAST', '554 5.7.1 spam')
  await client.asks('MAIL FROM:<a@b>', '250 *')
  t.equal(events(server, 'smtp.message-refused').length, 1)
})

t.test('a message in chunks over the limit is refused at its end, and not kept', async (t) => {
  await using server = await serve({ size: '10B' })
  await using client = await addressed(server)
  await client.sends(`BDAT 8\r\n${'x'.repeat(8)}`)
  await client.hears('250 *')
  await client.sends(`BDAT 8 LAST\r\n${'x'.repeat(8)}`)
  await client.hears('552 5.3.4 *')
  t.equal(server.messages.length, 0)
})

t.test('content that was given up is told: by RSET, by a FIN, by a RST', async (t) => {
  await using server = await serve()
  const told = () =>
    events(server, 'smtp.content-received').map(({ bytes, via, complete }) => ({ bytes, via, complete }))
  const chunk = { bytes: 3, via: 'BDAT' as const, complete: false }
  {
    await using client = await addressed(server)
    await client.sends('BDAT 3\r\nabc')
    await client.hears('250 *')
    await client.asks('RSET', '250 *')
    t.strictSame(told(), [chunk])
    client.ends()
    await server.nextSession()
  }
  {
    await using client = await addressed(server)
    await client.sends('BDAT 9\r\nabc')
    client.ends()
    await server.nextSession()
    t.strictSame(told(), [chunk, chunk])
  }
  {
    await using client = await addressed(server)
    await client.sends('BDAT 3\r\nabc')
    await client.hears('250 *')
    client.resets()
    await server.nextSession()
    t.strictSame(told(), [chunk, chunk, chunk])
  }
  {
    await using client = await addressed(server)
    await client.asks('DATA', '354 *')
    await client.sends('abc\r\n.')
    client.ends()
    await server.nextSession()
    t.strictSame(told().slice(3), [{ bytes: 5, via: 'DATA', complete: false }])
  }
  t.equal(server.messages.length, 0)
})
