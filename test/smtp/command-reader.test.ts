import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { looksLikeTls } from '../../src/tls/wire/records.ts'
import { read, splits } from './read.ts'

t.test('a line is told without its CRLF', async (t) => {
  t.strictSame(await read(['NOOP\r\n']), ['line NOOP'])
})

t.test('a line comes out the same wherever it is split', async (t) => {
  for (const chunks of splits('EHLO a.example\r\nNOOP\r\n')) {
    t.strictSame(
      await read(chunks, { pipelining: false }),
      ['line EHLO a.example', 'line NOOP'],
      JSON.stringify(chunks),
    )
  }
})

t.test('a line that comes byte by byte is one line', async (t) => {
  t.strictSame(await read([...'MAIL FROM:<a@b>\r\n']), ['line MAIL FROM:<a@b>'])
})

t.test('an empty line is a line', async (t) => {
  t.strictSame(await read(['\r\n', 'A\r\n']), ['line ', 'line A'])
})

t.test('a bare LF ends a line, and is told once, before that line', async (t) => {
  t.strictSame(await read(['A\n', 'B\n', 'C\r\n']), ['bareLf A', 'line A', 'line B', 'line C'])
})

t.test('a CR inside a line stays in it', async (t) => {
  t.strictSame(await read(['A\rB\r\n']), ['line A\rB'])
})

t.test('a line behind another in one chunk is pipelined; one that comes after the reply is not', async (t) => {
  t.strictSame(await read(['A\r\nB\r\nC\r\n', 'D\r\n']), [
    'line A',
    'line B (pipelined)',
    'line C (pipelined)',
    'line D',
  ])
})

t.test('what comes while the server thinks is pipelined', async (t) => {
  const stream = new PassThrough()
  const told = read(stream, { thinks: true })
  stream.write('A\r\n')
  await turn()
  stream.write('B\r\n')
  await turn()
  told.answer()
  await turn()
  told.answer()
  await turn()
  stream.write('C\r\n')
  await turn()
  told.answer()
  stream.end()
  t.strictSame(await told, ['line A', 'line B (pipelined)', 'line C'])
})

t.test('lines that came before a FIN are lines, though the server thinks about the first', async (t) => {
  const stream = new PassThrough()
  const told = read(stream, { thinks: true })
  stream.end('A\r\nB\r\nhalf')
  await turn()
  await turn()
  told.answer()
  await turn()
  told.answer()
  t.strictSame(await told, ['line A', 'line B (pipelined)', 'ended "half"'])
})

t.test('a half line before a FIN is told as such and is no line', async (t) => {
  t.strictSame(await read(['NOOP\r\nQUI']), ['line NOOP', 'ended "QUI"'])
})

t.test('a FIN between lines ends with nothing left', async (t) => {
  const stream = new PassThrough()
  stream.end('A\r\n')
  t.strictSame(await read(stream, { tellsEnd: true }), ['line A', 'ended ""'])
})

t.test('a stream that had ended before anybody listened is at its end', async (t) => {
  const stream = new PassThrough()
  stream.end()
  stream.resume()
  await turn()
  t.ok(stream.readableEnded)
  t.strictSame(await read(stream, { tellsEnd: true }), ['ended ""'])
})

t.test('a line of exactly the limit is taken', async (t) => {
  t.strictSame(await read([`${'x'.repeat(9)}\r\n`], { lineLimit: 10 }), [`line ${'x'.repeat(9)}`])
})

t.test('a line over the limit is told with its size, and nothing is read behind it', async (t) => {
  t.strictSame(await read([`${'x'.repeat(10)}\r\nNOOP\r\n`], { lineLimit: 10 }), ['tooLong 18'])
})

t.test('a line without an end is told once it is over the limit, not before', async (t) => {
  t.strictSame(await read(['x'.repeat(10)], { lineLimit: 10 }), [`ended "${'x'.repeat(10)}"`])
  t.strictSame(await read(['x'.repeat(6), 'x'.repeat(5)], { lineLimit: 10 }), ['tooLong 11'])
})

t.test('TLS where a line is due is told, however it is split', async (t) => {
  const hello = '\x16\x03\x01\x00\x05hello'
  for (const chunks of [...splits(hello), [...hello]]) {
    t.strictSame(await read(chunks, { looksLikeTls, tlsLength: 10 }), [`tls ${hello}`], JSON.stringify(chunks))
  }
})

t.test('TLS behind a line is told after that line', async (t) => {
  t.strictSame(await read(['NOOP\r\n\x16\x03\x01xx'], { looksLikeTls }), ['line NOOP', 'tls \x16\x03\x01xx'])
})

t.test('a line with a byte of TLS inside is a line', async (t) => {
  t.strictSame(await read(['A\x16\x03\x01\r\n'], { looksLikeTls }), ['line A\x16\x03\x01'])
})

t.test('what was read and not used is given back when the reader lets go', async (t) => {
  const stream = new PassThrough()
  const told = read(stream, { thinks: true })
  stream.write('STARTTLS\r\nsecret')
  await turn()
  t.equal(told.reader.detach().toString(), 'secret')
  stream.write('more\r\n')
  await turn()
  t.strictSame(told.soFar, ['line STARTTLS'])
  t.equal(stream.read()?.toString(), 'more\r\n', 'and what comes later stays in the stream')
})

t.test('what waits before the first line is counted', async (t) => {
  const stream = new PassThrough()
  const told = read(stream, { starts: false })
  stream.write('EHLO early\r\n')
  await turn()
  t.equal(told.reader.waiting, 12)
  t.strictSame(told.soFar, [])
  told.reader.resume()
  stream.end()
  t.strictSame(await told, ['line EHLO early'])
})

t.test('TLS that ends before there is enough of it is a half line', async (t) => {
  t.strictSame(await read(['\x16\x03\x01'], { looksLikeTls, tlsLength: 10 }), ['ended "\\u0016\\u0003\\u0001"'])
})

t.test('a client that resets while the server thinks is no line and no end', async (t) => {
  const stream = new PassThrough()
  const told = read(stream, { thinks: true })
  stream.on('error', () => {})
  stream.write('A\r\nB\r\n')
  await turn()
  stream.destroy(new Error('reset'))
  await turn()
  t.strictSame(told.soFar, ['line A'])
})
