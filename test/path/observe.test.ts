import t from 'tap'
import { type ObserveContext, observePath } from '../../src/path/observe.ts'
import type { Append } from '../../src/transcript/events.ts'

/** An observer, the events that it appended, and a client and a server that speak through no path at all. */
function observed(context: Omit<ObserveContext, 'append'> = {}) {
  const events: unknown[] = []
  const append: Append = (event, fields) => events.push({ event, ...fields })
  const observer = observePath({ append, ...context })
  return {
    events,
    observer,
    says: (line: string) => observer.clientBytes('server', Buffer.from(`${line}\r\n`)),
    hears: (...lines: string[]) => observer.clientBytes('client', Buffer.from(lines.map((l) => `${l}\r\n`).join(''))),
    arrives: (raw: string, line = raw, more = {}) =>
      observer.commandArrived(raw, { line, verb: raw.split(' ')[0] ?? '', secured: false, ...more }),
    sends: (...lines: string[]) =>
      observer.replySent({ lines, code: Number(lines[0]?.slice(0, 3)), secured: false, rule: 'server.rules[0]' }),
  }
}

const command = (line: string, verb: string, more = {}) => ({
  event: 'smtp.command-received',
  line,
  verb,
  secured: false,
  ...more,
})
const reply = (lines: string[], code: number, more = {}) => ({
  event: 'smtp.reply-sent',
  lines,
  code,
  secured: false,
  rule: 'server.rules[0]',
  ...more,
})

t.test('what the path leaves alone is told as it is', (t) => {
  const { events, says, hears, arrives, sends } = observed()
  sends('220 mail.test')
  hears('220 mail.test')
  says('EHLO x')
  arrives('EHLO x')
  sends('250-mail.test', '250 SIZE')
  hears('250-mail.test', '250 SIZE')
  t.strictSame(events, [
    reply(['220 mail.test'], 220),
    command('EHLO x', 'EHLO'),
    reply(['250-mail.test', '250 SIZE'], 250),
  ])
  t.end()
})

t.test(
  'a changed line has what arrived, with the verb that the client sent; a changed reply has what was sent',
  (t) => {
    const { events, says, hears, arrives, sends } = observed()
    sends('220 mail.test')
    hears('220 *********')
    says('STARTTLS')
    arrives('XXXXXXXX')
    t.strictSame(events, [
      reply(['220 *********'], 220, { sent: ['220 mail.test'] }),
      command('STARTTLS', 'STARTTLS', { arrived: 'XXXXXXXX' }),
    ])
    t.end()
  },
)

t.test('swallowed lines are told when a later one arrives, or at the end', (t) => {
  const { events, observer, says, arrives, hears } = observed()
  hears('220 x')
  events.length = 0
  says('RSET')
  says('NOOP')
  says('QUIT')
  arrives('NOOP')
  t.strictSame(events.slice(-2), [command('RSET', 'RSET', { arrived: null }), command('NOOP', 'NOOP')])
  observer.close()
  t.strictSame(events.at(-1), command('QUIT', 'QUIT', { pipelined: true, arrived: null }))
  t.end()
})

t.test('lost replies are told when a later one is received, or at the end', (t) => {
  const { events, observer, hears, sends } = observed()
  sends('220 a')
  sends('250 b')
  sends('250 c')
  hears('250 b')
  t.strictSame(events, [{ event: 'smtp.reply-lost', lines: ['220 a'], code: 220 }, reply(['250 b'], 250)])
  observer.close()
  t.strictSame(events.at(-1), { event: 'smtp.reply-lost', lines: ['250 c'], code: 250 })
  t.end()
})

t.test('what the path makes up: a reply has sent null, a command is an act of the path', async (t) => {
  const { events, says, hears, arrives, sends } = observed()
  sends('220 a')
  hears('220 a')
  hears('250 made up')
  await Promise.resolve()
  arrives('RSET')
  says('NOOP')
  arrives('NOOP')
  t.strictSame(events.slice(1), [
    { event: 'smtp.reply-sent', lines: ['250 made up'], code: 250, secured: false, sent: null },
    {
      event: 'path.acted',
      step: 'path',
      toward: 'server',
      detail: 'the server got a line that the client did not send: RSET',
    },
    command('NOOP', 'NOOP'),
  ])
})

t.test('a reply with another code than the one that is due is made up, not changed', (t) => {
  const { events, hears, sends } = observed()
  sends('220 a')
  hears('554 go away')
  hears('220 a')
  t.strictSame(events, [
    { event: 'smtp.reply-sent', lines: ['554 go away'], code: 554, secured: false, sent: null },
    reply(['220 a'], 220),
  ])
  t.end()
})

t.test('the server may report a reply after it has written it', async (t) => {
  const { events, hears, sends } = observed()
  hears('220 a')
  sends('220 a')
  await Promise.resolve()
  t.strictSame(events, [reply(['220 a'], 220)])
})

t.test('even the one that ends the plain dialogue', async (t) => {
  const { events, says, hears, arrives, sends } = observed()
  sends('220 a')
  hears('220 a')
  says('STARTTLS')
  arrives('STARTTLS')
  hears('220 go')
  sends('220 go')
  await Promise.resolve()
  sends('454 4.7.0 no TLS after all')
  t.strictSame(events.slice(2), [reply(['220 go'], 220), reply(['454 4.7.0 no TLS after all'], 454)])
})

t.test('one raw answer that holds several replies is told once', (t) => {
  const { events, observer, hears, sends } = observed()
  sends('220 a', '250 b')
  hears('220 a')
  t.strictSame(events, [])
  hears('250 b')
  t.strictSame(events, [reply(['220 a', '250 b'], 220)])
  sends('250 without a line end')
  observer.clientBytes('client', Buffer.from('250 without a line end'))
  observer.close()
  t.strictSame(events.at(-1), reply(['250 without a line end'], 250))
  t.end()
})

t.test('a reply that was cut off in its middle is lost', (t) => {
  const { events, observer, sends } = observed()
  sends('220 mail.test')
  observer.clientBytes('client', Buffer.from('220 ma'))
  observer.close()
  t.strictSame(events, [{ event: 'smtp.reply-lost', lines: ['220 mail.test'], code: 220 }])
  t.end()
})

t.test('credentials do not come back through the tap', (t) => {
  const { events, observer, says, hears, arrives } = observed()
  const secret = 'AHVzZXIAc2VjcmV0'
  hears('220 x')
  says(`AUTH PLAIN ${secret}`)
  arrives(`AUTH PLAIN ${secret}`, 'AUTH PLAIN [redacted]')
  hears('535 no')
  says(`AUTH PLAIN ${secret}`)
  arrives('NOOP')
  hears('250 ok')
  says(`AUTH PLAIN ${secret}`)
  arrives(`XXXX PLAIN ${secret}`)
  hears('500 what')
  says('AUTH LOGIN')
  arrives('AUTH LOGIN')
  hears('334 x')
  says(secret)
  arrives(secret, '[redacted]', { verb: '' })
  hears('334 y')
  says(secret)
  arrives(`x${secret}`, '[redacted]', { secret: true })
  hears('535 no')
  says(secret)
  says('QUIT')
  observer.close()
  t.notMatch(JSON.stringify(events), secret)
  t.strictSame(
    events.filter((event) => (event as { event: string }).event === 'smtp.command-received'),
    [
      command('AUTH PLAIN [redacted]', 'AUTH'),
      command('AUTH PLAIN [redacted]', 'AUTH', { arrived: 'NOOP' }),
      command('AUTH PLAIN [redacted]', 'AUTH', { arrived: 'XXXX [redacted]' }),
      command('AUTH LOGIN', 'AUTH'),
      command('[redacted]', ''),
      command('[redacted]', '', { arrived: '[redacted]' }),
      command('[redacted]', '', { arrived: null }),
      command('QUIT', 'QUIT', { pipelined: true, arrived: null }),
    ],
  )
  t.end()
})

t.test('they do when the user asks for them', (t) => {
  const { events, observer, says } = observed({ showSecrets: true })
  says('AUTH PLAIN AHgAeQ==')
  observer.close()
  t.match(events, [{ line: 'AUTH PLAIN AHgAeQ==', arrived: null }])
  t.end()
})

t.test('content and TLS are not tapped; in TLS the word of the server is taken', (t) => {
  const { events, observer, says, hears, arrives, sends } = observed()
  sends('220 x')
  hears('220 x')
  for (const [line, answer] of [
    ['DATA', '354 go'],
    ['Subject: x\r\nRSET\r\n.', '250 queued'],
    ['STARTTLS', '220 go'],
  ] as const) {
    says(line)
    if (!line.startsWith('Subject')) arrives(line)
    sends(answer)
    hears(answer)
  }
  says('\x16\x03\x01')
  observer.commandArrived('EHLO x', { line: 'EHLO x', verb: 'EHLO', secured: true })
  observer.replySent({ lines: ['250 x'], code: 250, secured: true })
  observer.close()
  const lines = events.map(
    (event) => (event as { line?: string; lines?: string[] }).line ?? (event as { lines: string[] }).lines[0],
  )
  t.strictSame(lines, ['220 x', 'DATA', '354 go', '250 queued', 'STARTTLS', '220 go', 'EHLO x', '250 x'])
  t.end()
})

t.test('what came behind STARTTLS was not swallowed: the server discards it', (t) => {
  const { events, observer, says, hears, arrives, sends } = observed()
  says('STARTTLS')
  says('EHLO x')
  arrives('STARTTLS')
  sends('220 go')
  hears('220 greeting')
  hears('220 go')
  observer.close()
  t.notMatch(JSON.stringify(events), 'EHLO')
  t.end()
})

t.test('the queues are bounded', (t) => {
  const { events, observer, says, arrives, sends, hears } = observed()
  hears('220 x')
  for (let count = 0; count < 1500; count++) says('NOOP')
  for (let count = 0; count < 1500; count++) sends('250 x')
  arrives('NOOP')
  t.strictSame(events.at(-1), command('NOOP', 'NOOP'))
  const before = events.length
  observer.close()
  t.ok(before >= 1001, 'replies are told without being seen')
  t.ok(events.length - before < 1000)
  t.end()
})
