// Bare LF in message content: what is told of it, behind DATA and in BDAT (RFC 5321 sections 2.3.8 and 4.1.1.4).
import t from 'tap'
import { read, splits } from './read.ts'
import { addressed, events, introduced, secured, serve } from './serve.ts'

/** What is told of content behind DATA, however it is cut. */
async function toldOf(bytes: string, chunks: string[] = [bytes], data = 'DATA\r\n') {
  const told = await read([data, ...chunks], { pipelining: false, tellsLineEnds: true })
  return told.filter((line) => !/^(?:line|content|bareLf) /.test(line))
}

t.test('of content with CRLF nothing is told', async (t) => {
  for (const chunks of splits('a\r\n..\r\n.b\r\n\r\n.\r\n')) {
    t.strictSame(await toldOf('', chunks), [], JSON.stringify(chunks))
  }
  t.strictSame(await toldOf('', [...'a\r\n..\r\n.b\r\n\r\n.\r\n']), [], 'byte by byte')
})

t.test('the first bare LF of a message is told with its line', async (t) => {
  t.strictSame(await toldOf('a\n\r\n.\r\n'), ['contentBareLf 1'])
  t.strictSame(await toldOf('\n\n\n\r\n.\r\n'), ['contentBareLf 1'])
  t.strictSame(await toldOf('a\r\n\r\nb\rc\nd\n\r\n.\r\n'), ['contentBareLf 3'], 'a CR that is not beside it is none')
  const two = await toldOf('', ['a\nb\r\n.\r\nDATA\r\nc\r\nd\n\r\n.\r\n'])
  t.strictSame(two, ['contentBareLf 1', 'contentBareLf 2'], 'each message counts its own lines')
})

/** A dot with such line ends before and behind it, what is told of it, and the first line that ends with LF alone. */
const ENDS = [
  ['a\n.\nb', '<LF>.<LF> 2', 1],
  ['a\n.\r\nb', '<LF>.<CRLF> 2', 1],
  ['a\r\n.\nb', '<CRLF>.<LF> 2', 2],
  ['.\nb', '<CRLF>.<LF> 1', 1],
] as const

for (const [content, told, bareLine] of ENDS) {
  t.test(`${JSON.stringify(content)} holds ${told}, wherever it is cut`, async (t) => {
    const bytes = `${content}\r\nc\r\n.\r\n`
    for (const chunks of [...splits(bytes), [...bytes]]) {
      const all = await toldOf('', chunks)
      t.strictSame([...all].sort(), [told, `contentBareLf ${bareLine}`].sort(), JSON.stringify(chunks))
    }
  })
}

t.test('a dot that is no line of its own is no such end', async (t) => {
  for (const content of ['a\n..\nb', 'a\n.b\nc', 'a\n.\rb\nc', 'a\r\n..\nb', 'a.\nb', 'a\n .\nb']) {
    const told = await toldOf(`${content}\r\n.\r\n`)
    t.match(told, [/^contentBareLf \d$/], JSON.stringify(content))
    t.equal(told.length, 1)
  }
})

t.test('every such end is told, and what stands behind it is content', async (t) => {
  const told = await read(['DATA\r\n', 'a\n.\nMAIL FROM:<x>\r\n.\nb\n.\r\nc\r\n.\r\nQUIT\r\n'], {
    pipelining: false,
    tellsLineEnds: true,
  })
  t.strictSame(told, [
    'line DATA',
    'contentBareLf 1',
    '<LF>.<LF> 2',
    '<CRLF>.<LF> 4',
    '<LF>.<CRLF> 6',
    `content ${JSON.stringify('a\n.\nMAIL FROM:<x>\r\n\nb\n.\r\nc\r\n')}`,
    'line QUIT',
  ])
})

t.test('where commands end with LF as well, such an end is taken and told', async (t) => {
  for (const chunks of splits('a\n.\n')) {
    t.strictSame(await toldOf('', chunks, 'DATA\n'), ['contentBareLf 1', '<LF>.<LF> 2 taken'], JSON.stringify(chunks))
  }
  t.strictSame(await toldOf('a\r\n.\n', undefined, 'DATA\n'), ['<CRLF>.<LF> 2 taken'])
  t.strictSame(await toldOf('a\n.\r\n', undefined, 'DATA\n'), ['contentBareLf 1', '<LF>.<CRLF> 2 taken'])
  t.strictSame(await toldOf('a\r\n.\r\n', undefined, 'DATA\n'), [])
})

const toldBy = (server: Awaited<ReturnType<typeof serve>>) =>
  events(server, 'smtp.bare-lf-received').map(({ line, contentLine, secured }) => ({ line, contentLine, secured }))

t.test('at a server: told once per session, with the line, inside TLS as well', async (t) => {
  await using server = await serve()
  await using client = await secured(server)
  for (let count = 0; count < 2; count++) {
    await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n')
    for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
    await client.sends('Subject: x\r\n\r\none\ntwo\n.\nthree\n.\n.\r\nfour\r\n.\r\n')
    await client.hears('250 *')
  }
  t.strictSame(toldBy(server), [{ line: null, contentLine: 3, secured: true }])
  t.match(events(server, 'smtp.bare-lf-end-received'), [
    { sequence: '<LF>.<LF>', contentLine: 5, taken: false, secured: true },
    { sequence: '<LF>.<CRLF>', contentLine: 8, taken: false, secured: true },
  ])
  t.equal(events(server, 'smtp.bare-lf-end-received').length, 2, 'each sequence once')
  t.equal(server.messages.length, 2)
  t.match(server.messages[0]?.raw.toString(), /one\ntwo\n\.\nthree\n\.\n\.\r\nfour\r\n$/)
})

t.test('commands and content are told apart', async (t) => {
  await using server = await serve()
  await using client = await introduced(server)
  await client.sends('MAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\n')
  for (const code of ['250', '250', '354']) await client.hears(`${code} *`)
  await client.sends('x\n.\n')
  await client.hears('250 *')
  t.strictSame(toldBy(server), [
    { line: 'MAIL FROM:<a@b>', contentLine: undefined, secured: false },
    { line: null, contentLine: 1, secured: false },
  ])
})

t.test('in BDAT, over the borders of chunks and wherever the bytes are cut', async (t) => {
  for (const [first, second, line] of [
    ['a\r\n', 'b\nc\r\n', 2],
    ['a\r', '\nb\n', 2],
    ['a\r\nb', '\n', 2],
    ['\n', 'x\r\n', 1],
    ['a\r', '\nb\r\n', null],
    ['', 'a\r\n.\r\nb', null],
  ] as const) {
    await using server = await serve()
    await using client = await addressed(server)
    await client.sends(`BDAT ${first.length}\r\n${first.slice(0, 1)}`)
    await client.sends(`${first.slice(1)}BDAT ${second.length} LAST\r\n${second.slice(0, 1)}`)
    await client.sends(second.slice(1))
    await client.hears('250 *')
    await client.hears('250 *')
    const expected = line === null ? [] : [{ line: null, contentLine: line, secured: false }]
    t.strictSame(toldBy(server), expected, JSON.stringify([first, second]))
  }
})

t.test('a body that was declared as binary may hold bare LF', async (t) => {
  await using server = await serve({ ehlo: { plain: ['{host}', 'CHUNKING', 'BINARYMIME', '8BITMIME'] } })
  for (const [body, count] of [
    [' BODY=BINARYMIME', 0],
    [' BODY=8BITMIME', 1],
  ] as const) {
    await using client = await introduced(server)
    await client.asks(`MAIL FROM:<a@b>${body}`, '250 *')
    await client.asks('RCPT TO:<c@d>', '250 *')
    await client.sends('BDAT 4 LAST\r\na\nb\n')
    await client.hears('250 *')
    t.equal(toldBy(server).length, count, body)
  }
})
