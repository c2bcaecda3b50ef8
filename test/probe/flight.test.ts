// The answer to a hello, from bytes: whole, cut anywhere, cut off, and of no sense at all.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { type Answer, FlightReader } from '../../src/probe/flight.ts'
import { certificate } from '../../src/tls/wire/handshake/certificate.ts'
import { frameMessage } from '../../src/tls/wire/handshake/message.ts'
import { serverHello } from '../../src/tls/wire/handshake/server-hello.ts'
import { serverKeyExchange } from '../../src/tls/wire/handshake/server-key-exchange.ts'
import { frameRecord } from '../../src/tls/wire/record-reader.ts'

const DHE = 0x0033
const hello = (version: number, suite: number, extensions: { type: number; data: Buffer }[] | null = null) =>
  frameMessage(
    'server-hello',
    serverHello.encode({
      ...{ version, random: Buffer.alloc(32, 7), sessionId: Buffer.alloc(0), suite, compressionMethod: 0, extensions },
    }),
  )
const record = (bytes: Buffer) => frameRecord('handshake', 0x0301, bytes)
const chain = [Buffer.from('one'), Buffer.from('two')]
const exchange = serverKeyExchange('dh', { anonymous: false, withScheme: false }).encode({
  // 0x0800... has 60 bits: what stands in front of the first bit does not count.
  parameters: {
    kind: 'dh',
    p: Buffer.from('000800000000000001', 'hex'),
    g: Buffer.from([2]),
    publicKey: Buffer.from([5]),
  },
  signed: { scheme: null, signature: Buffer.from([1]) },
})
const FLIGHT = Buffer.concat([
  record(Buffer.concat([hello(0x0301, DHE), frameMessage('certificate', certificate.encode(chain))])),
  record(
    Buffer.concat([frameMessage('server-key-exchange', exchange), frameMessage('server-hello-done', Buffer.alloc(0))]),
  ),
])
const TAKEN = { kind: 'taken', version: 'TLSv1', suite: DHE, chain, dhBits: 60, group: null, asksCertificate: false }

function read(...chunks: Buffer[]): Answer | null {
  const reader = new FlightReader()
  for (const chunk of chunks) {
    const answer = reader.add(chunk)
    if (answer) return answer
  }
  return null
}

t.test('a whole flight', async (t) => t.strictSame(read(FLIGHT), TAKEN))

t.test('cut in two at every byte', async (t) => {
  for (let at = 1; at < FLIGHT.length; at++) t.strictSame(read(FLIGHT.subarray(0, at), FLIGHT.subarray(at)), TAKEN)
})

t.test('every strict prefix waits for more', async (t) => {
  for (let at = 0; at < FLIGHT.length; at++) t.equal(read(FLIGHT.subarray(0, at)), null)
})

t.test('TLS 1.3 says so in an extension, and is known by the ServerHello', async (t) => {
  const said = hello(0x0303, 0x1301, [{ type: 43, data: Buffer.from('0304', 'hex') }])
  t.match(read(record(said)), { kind: 'taken', version: 'TLSv1.3', suite: 0x1301, chain: null })
})

t.test('alerts', async (t) => {
  const alert = (level: number, number: number) => frameRecord('alert', 0x0301, Buffer.from([level, number]))
  t.same(read(alert(2, 40)), { kind: 'alert', alert: 'handshake_failure' })
  t.same(read(alert(1, 0)), { kind: 'alert', alert: 'close_notify' })
  t.strictSame(read(alert(1, 112), FLIGHT), TAKEN, 'the warning unrecognized_name is no refusal')
})

t.test('no TLS', async (t) => {
  t.match(read(Buffer.from('500 5.5.1 What?\r\n')), {
    kind: 'unreadable',
    detail: /text in place of TLS: "500 5.5.1 What\?"/,
  })
  t.match(read(Buffer.from('00ff00ff00ff', 'hex')), { kind: 'unreadable', detail: /first bytes 00 ff/ })
  t.match(read(frameRecord('application-data', 0x0301, Buffer.alloc(3))), { kind: 'unreadable' })
  t.match(read(record(frameMessage('finished', Buffer.alloc(12)))), { kind: 'unreadable', detail: /message 20/ })
})

t.test('random bytes behind the beginning of a record never throw', async (t) => {
  const heads = ['', '16030100', '160301', '15030100', '02000046', '160301002d02000029'].map((hex) =>
    Buffer.from(hex, 'hex'),
  )
  for (let round = 0; round < 500; round++) {
    for (const head of heads) t.doesNotThrow(() => read(Buffer.concat([head, randomBytes(200)])))
  }
})
