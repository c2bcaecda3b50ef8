import t from 'tap'
import { ContentEnd } from '../../src/path/content-end.ts'
import { Dialogue, type DialogueParty, HELD_LIMIT } from '../../src/path/dialogue.ts'

/** Plays `C:` and `S:` turns to a dialogue and notes what the party was told. */
function follow(turns: [from: 'C' | 'S', bytes: string][], party: DialogueParty = {}): string[] {
  const told: string[] = []
  const dialogue = new Dialogue({
    command: ({ kind, verb, line, pipelined }) => {
      told.push(`${kind} ${verb} "${line}"${pipelined ? ' pipelined' : ''}`)
      return undefined
    },
    reply: ({ code, lines, to }) => {
      told.push(`reply ${code} of ${lines.length} to ${to ? `${to.kind} ${to.verb}` : 'nothing'}`)
      return undefined
    },
    content: (via, bytes) => told.push(`content ${via} ${bytes}`),
    stopped: (why) => told.push(`stopped ${why}`),
    opaque: (toward, bytes) => told.push(`opaque ${toward} ${bytes.length}`),
    ...party,
  })
  for (const [from, bytes] of turns) {
    if (from === 'C') dialogue.toServer(Buffer.from(bytes, 'latin1'))
    else dialogue.toClient(Buffer.from(bytes, 'latin1'))
  }
  return told
}

t.test('a session is told as lines, replies and content', (t) => {
  const told = follow([
    ['S', '220 hi\r\n'],
    ['C', 'ehlo x\r\n'],
    ['S', '250-a\r\n250 b\r\n'],
    ['C', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
    ['S', '250 ok\r\n250 ok\r\n354 go\r\n'],
    ['C', 'Subject: x\r\n\r\nEHLO\r\n.\r\nQUIT\r\n'],
    ['S', '250 queued\r\n221 bye\r\n'],
  ])
  t.strictSame(told, [
    'reply 220 of 1 to greeting ',
    'command EHLO "ehlo x"',
    'reply 250 of 2 to command EHLO',
    'command MAIL "MAIL FROM:<a@b>"',
    'command RCPT "RCPT TO:<c@d>" pipelined',
    'command DATA "DATA" pipelined',
    'reply 250 of 1 to command MAIL',
    'reply 250 of 1 to command RCPT',
    'reply 354 of 1 to command DATA',
    'content DATA 23',
    'command QUIT "QUIT" pipelined',
    'reply 250 of 1 to content DATA',
    'reply 221 of 1 to command QUIT',
  ])
  t.end()
})

t.test('what comes behind DATA before its reply is content after a 354, and commands after a refusal', (t) => {
  const early: ['C', string] = ['C', 'DATA\r\nQUIT\r\n.\r\nNOOP\r\n']
  t.strictSame(follow([['S', '220 hi\r\n'], early, ['S', '354 go\r\n']]).slice(2), [
    'reply 354 of 1 to command DATA',
    'content DATA 9',
    'command NOOP "NOOP" pipelined',
  ])
  t.strictSame(follow([['S', '220 hi\r\n'], early, ['S', '503 no\r\n']]).slice(2), [
    'reply 503 of 1 to command DATA',
    'command QUIT "QUIT"',
    'command . "." pipelined',
    'command NOOP "NOOP" pipelined',
  ])
  t.end()
})

t.test('bytes that passed while undecided are not sent twice', (t) => {
  const dialogue = new Dialogue({ command: ({ verb }) => (verb === 'QUIT' ? Buffer.from('X\r\n') : undefined) })
  dialogue.toClient(Buffer.from('220 hi\r\n'))
  t.equal(dialogue.toServer(Buffer.from('DATA\r\nQU')).toString(), 'DATA\r\nQU')
  dialogue.toClient(Buffer.from('503 no\r\n'))
  t.equal(dialogue.toServer(Buffer.from('IT\r\nQUIT\r\n')).toString(), 'IT\r\nX\r\n')
  t.end()
})

t.test('lines of an AUTH exchange are no commands, come they on time or early', (t) => {
  const onTime = follow([
    ['S', '220 hi\r\n'],
    ['C', 'AUTH LOGIN\r\n'],
    ['S', '334 x\r\n'],
    ['C', 'dXNlcg==\r\n'],
    ['S', '334 y\r\n'],
    ['C', 'cGFzcw==\r\n'],
    ['S', '235 ok\r\n'],
    ['C', 'NOOP\r\n'],
  ])
  const kinds = (told: string[]) =>
    told.filter((line) => /^(auth|command)/.test(line)).map((line) => line.split('"')[0])
  t.strictSame(kinds(onTime), ['command AUTH ', 'auth AUTH ', 'auth AUTH ', 'command NOOP '])
  const early = follow([
    ['S', '220 hi\r\n'],
    ['C', 'AUTH LOGIN\r\ndXNlcg==\r\ncGFzcw==\r\n'],
    ['S', '334 x\r\n334 y\r\n235 ok\r\n'],
    ['C', 'NOOP\r\n'],
  ])
  t.strictSame(kinds(early), ['command AUTH ', 'auth AUTH ', 'auth AUTH ', 'command NOOP '])
  t.end()
})

t.test('commands that the server left unanswered do not make it miss content or TLS', (t) => {
  const told = follow([
    ['C', 'EHLO x\r\nNOOP\r\nDATA\r\n'],
    ['S', '354 go\r\n'],
    ['C', 'secret\r\n.\r\nNOOP\r\nSTARTTLS\r\n'],
    ['S', '220 go\r\n'],
  ])
  t.strictSame(told.slice(3), [
    'reply 354 of 1 to command DATA',
    'content DATA 11',
    'command NOOP "NOOP" pipelined',
    'command STARTTLS "STARTTLS" pipelined',
    'reply 220 of 1 to command STARTTLS',
    'stopped starttls',
  ])
  t.end()
})

t.test('chunks of BDAT are content, whatever is in them', (t) => {
  t.strictSame(
    follow([
      ['S', '220 hi\r\n'],
      ['C', 'BDAT 6\r\nQUIT\r\nBDAT 0 LAST\r\nQUIT\r\n'],
    ]).slice(1),
    [
      'command BDAT "BDAT 6"',
      'content BDAT 6',
      'command BDAT "BDAT 0 LAST" pipelined',
      'content BDAT 0',
      'command QUIT "QUIT" pipelined',
    ],
  )
  t.end()
})

t.test('a 220 to STARTTLS ends it, even for bytes in the same chunk; a refusal does not', (t) => {
  t.strictSame(
    follow([
      ['S', '220 hi\r\n'],
      ['C', 'STARTTLS\r\n'],
      ['S', '454 no\r\n'],
      ['C', 'STARTTLS\r\n'],
      ['S', '220 go\r\n250 injected\r\n'],
      ['C', '\x16\x03\x01'],
    ]).slice(4),
    ['reply 220 of 1 to command STARTTLS', 'stopped starttls', 'opaque client 14', 'opaque server 3'],
  )
  t.end()
})

t.test('a TLS record where a line is due ends it: TLS, an SSLv2 hello, an alert of the server', (t) => {
  for (const first of ['\x16\x03\x01', '\x80\x2e\x01']) {
    const told = follow([['C', first]])
    t.strictSame(told, ['stopped tls-record', 'opaque server 3'])
  }
  t.strictSame(follow([['S', '\x15\x03\x01']]), ['stopped tls-record', 'opaque client 3'])
  t.end()
})

t.test('a line without an end passes once it is too long, and so does all behind it', (t) => {
  const dialogue = new Dialogue({ command: () => Buffer.from('edited\r\n') })
  const long = 'x'.repeat(HELD_LIMIT)
  t.equal(dialogue.toServer(Buffer.from(long)).length, 0)
  t.equal(dialogue.toServer(Buffer.from('xy')).toString(), `${long}xy`)
  t.equal(dialogue.toServer(Buffer.from('\r\nNOOP\r\n')).toString(), '\r\nNOOP\r\n')
  t.equal(dialogue.following, false)
  t.end()
})

t.test('a reply without an end passes once it is too long', (t) => {
  const dialogue = new Dialogue({ reply: () => Buffer.from('edited\r\n') })
  const line = '220-hello\r\n'
  const long = line.repeat(Math.ceil(HELD_LIMIT / line.length) + 1)
  t.equal(dialogue.toClient(Buffer.from(long)).toString(), long)
  t.equal(dialogue.toClient(Buffer.from('220 x\r\n')).toString(), '220 x\r\n')
  t.end()
})

t.test('replies that the party does not want are not held back, not even for a byte', (t) => {
  const dialogue = new Dialogue({ wantsReply: (to) => to?.verb === 'EHLO', reply: () => Buffer.from('edited\r\n') })
  t.equal(dialogue.toClient(Buffer.from('22')).toString(), '22')
  t.equal(dialogue.toClient(Buffer.from('0 hi\r\n')).toString(), '0 hi\r\n')
  dialogue.toServer(Buffer.from('EHLO x\r\n'))
  t.equal(dialogue.toClient(Buffer.from('250-')).toString(), '')
  t.equal(dialogue.toClient(Buffer.from('a\r\n250 b\r\n')).toString(), 'edited\r\n')
  t.end()
})

t.test('a direction that is not edited passes the very same chunks', (t) => {
  const dialogue = new Dialogue({ reply: () => undefined })
  const chunk = Buffer.from('EHL')
  t.equal(dialogue.toServer(chunk), chunk)
  t.end()
})

t.test('random bytes never throw, and without edits all of them pass', (t) => {
  let state = 1
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const words = ['DATA\r\n', '354 x\r\n', 'BDAT 5\r\n', 'AUTH PLAIN\r\n', '334 \r\n', '\r\n.\r\n', '250-', '\x16', '\n']
  for (let round = 0; round < 300; round++) {
    const dialogue = new Dialogue({ command: () => undefined, reply: () => undefined })
    const went: Record<string, string> = { C: '', S: '' }
    const came: Record<string, string> = { C: '', S: '' }
    for (let turn = 0; turn < 30; turn++) {
      const from = random() < 0.5 ? 'C' : 'S'
      const text =
        random() < 0.7 ? (words[Math.floor(random() * words.length)] ?? '') : String.fromCharCode(random() * 256)
      came[from] += text
      const chunk = Buffer.from(text, 'latin1')
      went[from] += (from === 'C' ? dialogue.toServer(chunk) : dialogue.toClient(chunk)).toString('latin1')
    }
    went.C += dialogue.endToServer().toString('latin1')
    went.S += dialogue.endToClient().toString('latin1')
    if (went.C !== came.C || went.S !== came.S) t.strictSame(went, came, `round ${round}`)
  }
  t.end()
})

t.test('the end of content is found wherever chunks are split', (t) => {
  const cases: [content: string, bareLf: boolean, end: number][] = [
    ['.\r\nQUIT\r\n', false, 3],
    ['a\r\n.\r\nQUIT\r\n', false, 6],
    ['a\r\n..\r\n\r\n.\r\n.\r\n', false, 12],
    ['a\n.\nb\r\n.\r\n', false, 10],
    ['a\n.\nb\r\n.\r\n', true, 4],
    ['a\r\n.\r\nb', true, 6],
    ['a.\r\n', false, -1],
    ['\r\n.\n\r\n', false, -1],
  ]
  for (const [content, bareLf, end] of cases) {
    for (let size = 1; size <= content.length; size++) {
      const scanner = new ContentEnd({ bareLf })
      let found = -1
      for (let at = 0; at < content.length && found < 0; at += size) {
        const within = scanner.find(Buffer.from(content.slice(at, at + size)))
        if (within >= 0) found = at + within
      }
      t.equal(found, end, `${JSON.stringify(content)} in pieces of ${size}`)
    }
  }
  t.end()
})
