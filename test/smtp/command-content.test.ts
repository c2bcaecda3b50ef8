import t from 'tap'
import { read, splits } from './read.ts'

const content = (text: string) => `content ${JSON.stringify(text)}`

/** Reads message content behind DATA, then a line. */
async function mail(bytes: string, chunks: (text: string) => string[] = (text) => [text]) {
  const [data, ...told] = await read(['DATA\r\n', ...chunks(bytes)], { pipelining: false })
  if (data !== 'line DATA') throw new Error(`DATA was not read, but ${data}`)
  return told
}

t.test('content ends with a line that is a single dot, which is not part of it', async (t) => {
  t.strictSame(await mail('Subject: x\r\n\r\nhi\r\n.\r\n'), [content('Subject: x\r\n\r\nhi\r\n')])
})

t.test('content can be empty', async (t) => {
  t.strictSame(await mail('.\r\n'), [content('')])
})

t.test('content is the same wherever the end is split, and so is the line behind it', async (t) => {
  const bytes = 'a\r\n..b\r\n.c\r\n\r\n.\r\nQUIT\r\n'
  for (const chunks of splits(bytes)) {
    t.strictSame(
      await mail(bytes, () => chunks),
      [content('a\r\n.b\r\nc\r\n\r\n'), 'line QUIT'],
      JSON.stringify(chunks),
    )
  }
  t.strictSame(await mail(bytes, (text) => [...text]), [content('a\r\n.b\r\nc\r\n\r\n'), 'line QUIT'], 'byte by byte')
})

t.test('the end is found cut into three pieces at every place', async (t) => {
  const bytes = 'x\r\n.\r\n'
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const chunks = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)].filter((s) => s !== '')
      t.strictSame(await mail(bytes, () => chunks), [content('x\r\n')], JSON.stringify(chunks))
    }
  }
})

t.test('RFC 5321 section 4.5.2: of a line that starts with a dot and goes on, the dot is taken away', async (t) => {
  t.strictSame(await mail('..\r\n...\r\n.a\r\na.\r\n.\r\n'), [content('.\r\n..\r\na\r\na.\r\n')])
})

t.test('a dot that starts a line in a new chunk is stuffing too', async (t) => {
  t.strictSame(await mail('', () => ['a\r\n', '.', '.b\r\n', '.\r\n']), [content('a\r\n.b\r\n')])
})

t.test('a dot behind a bare LF is content: no end, no stuffing (RFC 5321 section 4.1.1.4)', async (t) => {
  t.strictSame(await mail('a\n.\nb\n.\r\nc\n..d\r\n.\r\n'), [content('a\n.\nb\n.\r\nc\n..d\r\n')])
})

t.test('a dot between CRLF and a bare LF is no end', async (t) => {
  for (const chunks of splits('a\r\n.\nb\r\n.\r\n')) {
    t.strictSame(await mail('', () => chunks), [content('a\r\n\nb\r\n')], JSON.stringify(chunks))
  }
})

t.test('a dot and a bare CR are no end', async (t) => {
  for (const chunks of splits('a\r\n.\rb\r\n.\r\n')) {
    t.strictSame(await mail('', () => chunks), [content('a\r\n\rb\r\n')], JSON.stringify(chunks))
  }
})

t.test('a person whose terminal sends bare LF can end a message', async (t) => {
  for (const chunks of splits('a\n..b\n.\nQUIT\n')) {
    const told = await read(['DATA\n', ...chunks], { pipelining: false })
    t.strictSame(told, ['bareLf DATA', 'line DATA', content('a\n.b\n'), 'line QUIT'], JSON.stringify(chunks))
  }
})

t.test('a second message starts afresh: a CR at the end of the first is not the start of its line end', async (t) => {
  const told = await read(['DATA\r\n', 'a\r', '\n.\r\nDATA\r\n', '\n.\r\nb\r\n.\r\n'], { pipelining: false })
  t.strictSame(told, ['line DATA', content('a\r\n'), 'line DATA', content('\n.\r\nb\r\n')])
})

t.test('bytes behind the end of content are lines, and pipelined', async (t) => {
  const told = await read(['DATA\r\n', 'x\r\n.\r\nMAIL FROM:<>\r\nQUIT\r\n'])
  t.strictSame(told, ['line DATA', content('x\r\n'), 'line MAIL FROM:<> (pipelined)', 'line QUIT (pipelined)'])
})

t.test('a FIN inside content is told, and a dot without a line end ends nothing', async (t) => {
  t.strictSame(await mail('half a mes'), ['ended in content'])
  t.strictSame(await mail('text\r\n.'), ['ended in content'])
  t.strictSame(await mail('text\r\n.\r'), ['ended in content'])
})

t.test('RFC 3030: a chunk is as long as its count says, whatever it holds', async (t) => {
  const bytes = 'BDAT 8\r\na\r\n.\r\n\0\xffNOOP\r\n'
  for (const chunks of [...splits(bytes), [...bytes]]) {
    const told = await read(chunks, { pipelining: false })
    t.strictSame(told, ['line BDAT 8', content('a\r\n.\r\n\0\xff'), 'line NOOP'], JSON.stringify(chunks))
  }
})

t.test('a chunk of no bytes is over at once', async (t) => {
  t.strictSame(await read(['BDAT 0\r\nNOOP\r\n']), ['line BDAT 0', content(''), 'line NOOP (pipelined)'])
})

t.test('chunks follow each other in one segment', async (t) => {
  const told = await read(['BDAT 2\r\nabBDAT 3\r\ncdeQUIT\r\n'], { pipelining: false })
  t.strictSame(told, ['line BDAT 2', content('ab'), 'line BDAT 3', content('cde'), 'line QUIT'])
})

t.test('a FIN inside a chunk is told', async (t) => {
  t.strictSame(await read(['BDAT 9\r\nabc']), ['line BDAT 9', 'ended in content'])
})

t.test('cut at random, a whole session comes out the same', async (t) => {
  const session =
    'EHLO x\r\n\r\nDATA\r\n.\r.\r\n..\r\n\n.\r\n\r\r\n.a\n\r\n.\r\nBDAT 7\r\n\r\n.\r\n\r\nNOOP\r\nDATA\r\n.\r\nDATA\r\n\n.\r\n\r\n.\r\nQUIT\r\n'
  const whole = await read([session], { pipelining: false })
  t.strictSame(whole, [
    'line EHLO x',
    'line ',
    'line DATA',
    content('\r.\r\n.\r\n\n.\r\n\r\r\na\n\r\n'),
    'line BDAT 7',
    content('\r\n.\r\n\r\n'),
    'line NOOP',
    'line DATA',
    content(''),
    'line DATA',
    content('\n.\r\n\r\n'),
    'line QUIT',
  ])
  const draw = seeded(20240229)
  for (let run = 0; run < 300; run++) {
    const chunks: string[] = []
    for (let at = 0; at < session.length; ) {
      const length = 1 + Math.floor(draw() * (run % 2 === 0 ? 4 : 20))
      chunks.push(session.slice(at, at + length))
      at += length
    }
    const told = await read(chunks, { pipelining: false })
    if (JSON.stringify(told) !== JSON.stringify(whole)) t.strictSame(told, whole, JSON.stringify(chunks))
  }
  t.pass('300 ways to cut it')
})

/** The linear congruential generator of Numerical Recipes: the same cuts in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
