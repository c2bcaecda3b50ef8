// Servers that hang, flood, close, reset, or send garbage: a clear result each, in bounded time and memory.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import t from 'tap'
import type { Findings } from '../../src/probe/findings.ts'
import { logText } from '../../src/probe/report.ts'
import { rawServer } from '../send/raw-server.ts'
import { look } from './look.ts'

const SHORT = { connectMs: 5000, replyMs: 300 }

/** A server that does this with each connection. */
async function withServer(each: (socket: Socket) => void, mode: 'starttls' | null = null): Promise<Findings> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.on('error', () => {}))
    each(socket)
  }).listen(0, 'localhost')
  await once(server, 'listening')
  try {
    return await look((server.address() as AddressInfo).port, { limits: SHORT, greetingMs: 100, mode })
  } finally {
    for (const socket of open) socket.destroy()
    server.close()
  }
}

const nothing = { tls: null, certificate: null, ehlo: { clear: null, tls: null } }

t.test('silence: no greeting, and no answer to a hello either', async (t) => {
  t.match(await withServer((socket) => socket.resume()), {
    mode: 'starttls',
    trouble: /no greeting: no reply within/,
    ...nothing,
  })
})

t.test('a close and a reset in place of the greeting', async (t) => {
  t.match(await withServer((socket) => socket.end()), { trouble: /no greeting: the connection was closed/, ...nothing })
  t.match(await withServer((socket) => socket.resetAndDestroy()), { trouble: /no greeting|ECONNRESET/, ...nothing })
})

t.test('garbage in place of the greeting', async (t) => {
  const found = await withServer((socket) => socket.write('\x00\x1b[2J\x07 not mail\n'))
  t.match(found, { trouble: /no greeting: not a reply/, ...nothing })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
  for (const line of found.log) t.notMatch(logText(line), /[\x00-\x1f]/)
})

t.test('a flood: lines without an end, one line without an end, a reply without an end', async (t) => {
  for (const chunk of ['250-more\r\n', 'x', '220 hello\r\n']) {
    const flood = (socket: Socket) => {
      const block = Buffer.from(chunk.repeat(8192))
      const pour = () => {
        while (socket.writable && socket.write(block));
      }
      socket.on('drain', pour)
      pour()
    }
    const found = await withServer(flood)
    t.ok(found.trouble, found.trouble ?? '')
    t.ok(JSON.stringify(found).length < 100_000, 'and little is kept of it')
  }
})

t.test('turned away at the greeting, politely', async (t) => {
  await using server = await rawServer({
    connect: '554 5.7.1 Not for you\r\n',
    QUIT: { say: '221 bye\r\n', close: true },
  })
  const found = await look(server.port)
  t.match(found, { trouble: /turned the probe away at the greeting: 554 5.7.1 Not for you/, ...nothing })
  t.same(server.heard, [['QUIT']])
})

const EHLO = '250-mail.test\r\n250 STARTTLS\r\n'

t.test('a close in the middle of the dialogue', async (t) => {
  await using server = await rawServer({ connect: '220 hi\r\n', EHLO: { close: true } })
  t.match(await look(server.port), { ehlo: { clear: { lines: [], missed: /closed/ } }, tls: null })
})

t.test('behind STARTTLS: silence, garbage, a close', async (t) => {
  const base = { connect: '220 hi\r\n', EHLO }
  const cases: [Parameters<typeof rawServer>[0], RegExp][] = [
    [{ ...base, STARTTLS: '220 go\r\n' }, /two hellos wait in vain/],
    [{ ...base, STARTTLS: { say: '220 go\r\n', close: true } }, /./],
  ]
  for (const [answers, trouble] of cases) {
    await using server = await rawServer(answers)
    const found = await look(server.port, { limits: SHORT })
    t.match(found, { handshake: { ok: false }, trouble })
    t.ok(found.grades.some(({ id }) => id === 'handshake-broken'))
  }
})

t.test('nothing of a mail is ever sent', async (t) => {
  await using server = await rawServer({
    connect: '220 hi\r\n',
    EHLO,
    STARTTLS: '454 no\r\n',
    QUIT: { say: '221 x\r\n', close: true },
  })
  await look(server.port)
  t.same(server.heard, [
    ['EHLO probe.test', 'MAIL FROM:<>', 'RSET', 'QUIT'],
    ['EHLO probe.test', 'STARTTLS', 'QUIT'],
  ])
})

t.test('no more connections than allowed', async (t) => {
  const found = await withServer((socket) => {
    socket.write('220 hi\r\n')
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      if (text.startsWith('EHLO')) socket.write(EHLO)
      else if (text.startsWith('STARTTLS')) socket.write('220 go\r\n')
      else if (/^(MAIL|RSET|QUIT)/.test(text)) socket.write('250 ok\r\n')
      else socket.end()
    })
  }, 'starttls')
  t.equal(found.connections, 7, 'two dialogues, and one hello for each of five versions')
  t.same(
    found.tls?.versions.map(({ ended }) => ended),
    ['closed', 'closed', 'closed', 'closed', 'closed'],
  )
})
