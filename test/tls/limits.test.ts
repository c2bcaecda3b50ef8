// What a hostile client can put into one event.
import t from 'tap'
import { helloIn } from '../../src/tls/handshake.ts'
import { clean } from '../../src/tls/limits.ts'
import { dial, events, sendRaw, serveTls } from './clients.ts'
import { recorded, uints, vector, writeHello, writeRecords } from './wire/hellos.ts'

/** Numbers without GREASE (RFC 8701), which is not listed anyway. */
function numbers(count: number): number[] {
  const all = Array.from({ length: 0x10000 }, (_, at) => at)
  return all.filter((at) => (at & 0x0f0f) !== 0x0a0a || at >> 8 !== (at & 0xff)).slice(0, count)
}

const list = (count: number) => vector(2, uints(2, numbers(count)))
const longName = Buffer.from('\u001b[31m'.repeat(1000), 'latin1')

t.test('a hello with 32,000 suites is an event of 513 entries', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  await sendRaw(server, writeRecords(writeHello({ suites: numbers(32_000) })))
  await server.nextSession()
  const [received] = events(server, 'tls.hello-received')
  const suites = received?.hello.suites ?? []
  t.equal(suites.length, 513)
  t.equal(suites.at(-1), '... 31,488 more')
  t.match(
    received?.summary,
    /^offers at most TLS 1\.2, 31998 suites \(\d+ weak\), no SNI/,
    'the line counts all but the two signals',
  )
})

t.test('no list and no name of a hello is without bound', (t) => {
  const extensions = [
    [0, vector(2, Buffer.concat([Buffer.from([0]), vector(2, longName)]))],
    [10, list(2000)],
    [13, list(2000)],
    [16, vector(2, Buffer.concat(Array.from({ length: 60 }, () => vector(1, Buffer.alloc(255, 7)))))],
    ...numbers(6000)
      .filter((type) => type > 100)
      .map((type) => [type, Buffer.alloc(0)] as const),
  ] as const
  const hello = helloIn(writeRecords(writeHello({ extensions })))
  t.ok(hello)
  t.equal(hello?.groups.at(-1), '... 1,488 more')
  t.equal(hello?.signatureAlgorithms.length, 513)
  t.match(hello?.extensions.at(-1), /^\.\.\. 5,\d\d\d more$/)
  t.equal(hello?.servername?.length, 256)
  t.equal(hello?.alpn.length, 33)
  t.equal(hello?.alpn.at(-1), '... 28 more')
  t.ok(JSON.stringify(hello).length < 64 * 1024, 'an event stays a page of text')
  t.end()
})

t.test('the summary is one line of bounded length', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  const protocols = Array.from({ length: 100 }, () => vector(1, Buffer.alloc(255, 0x1b)))
  const extensions = [
    [0, vector(2, Buffer.concat([Buffer.from([0]), vector(2, longName)]))],
    [16, vector(2, Buffer.concat(protocols))],
  ] as const
  await sendRaw(server, writeRecords(writeHello({ extensions })))
  await server.nextSession()
  const [received] = events(server, 'tls.hello-received')
  t.match(received?.summary, /^[\x20-\x7e]+$/)
  t.ok((received?.summary.length ?? 0) < 10_000)
})

t.test('a hello of a real client is told whole', (t) => {
  for (const name of ['openssl-tls13', 'python-default', 'java-default', 'gnutls-normal']) {
    const hello = helloIn(recorded(name))
    t.notMatch(JSON.stringify(hello), /\.\.\. /, name)
  }
  t.end()
})

t.test('what is no hello, or only a part of one, is none', (t) => {
  t.equal(helloIn(Buffer.from('EHLO x\r\n')), null)
  t.equal(helloIn(recorded('openssl-tls12').subarray(0, 50)), null)
  const wrong = recorded('openssl-tls12')
  wrong[5 + 4 + 2 + 32] = 0xff
  t.equal(helloIn(wrong), null)
  t.end()
})

t.test('a host name that the client chose is escaped where TLS is established', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  const { connect } = await import('node:tls')
  const socket = connect({ socket: await dial(server.port), servername: 'a\u001b[31mb', rejectUnauthorized: false })
  socket.on('error', () => {})
  socket.on('data', () => socket.end())
  await server.nextSession()
  t.match(events(server, 'tls.established'), [{ servername: 'a\\x1b[31mb' }])
})

t.test('clean escapes all that is not plain ASCII, and cuts', (t) => {
  t.equal(clean('mail.example'), 'mail.example')
  t.equal(clean('a\r\nb\t\u007f\u00e9\u4e2d'), 'a\\x0d\\x0ab\\x09\\x7f\\xe9\\u4e2d')
  t.equal(clean('x'.repeat(300)).length, 256)
  t.equal(clean('\n'.repeat(300)).length, 256)
  t.end()
})
