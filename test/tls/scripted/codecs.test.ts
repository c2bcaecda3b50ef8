// Every codec of a handshake message: what it writes it reads, and it reads nothing else.
import t from 'tap'
import { ByteReader, WireError } from '../../../src/tls/wire/byte-reader.ts'
import { ByteWriter } from '../../../src/tls/wire/byte-writer.ts'
import { certificate } from '../../../src/tls/wire/handshake/certificate.ts'
import { certificateRequest } from '../../../src/tls/wire/handshake/certificate-request.ts'
import { certificateStatus } from '../../../src/tls/wire/handshake/certificate-status.ts'
import { certificateVerify } from '../../../src/tls/wire/handshake/certificate-verify.ts'
import { clientKeyExchange } from '../../../src/tls/wire/handshake/client-key-exchange.ts'
import { finished } from '../../../src/tls/wire/handshake/finished.ts'
import { type Codec, frameMessage, MESSAGE_TYPES, messageName } from '../../../src/tls/wire/handshake/message.ts'
import { MESSAGE_LIMIT, MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../../../src/tls/wire/handshake/server-hello.ts'
import { serverKeyExchange } from '../../../src/tls/wire/handshake/server-key-exchange.ts'
import {
  CIPHERTEXT_LIMIT,
  type ContentType,
  frameRecord,
  RecordOverflow,
  RecordReader,
} from '../../../src/tls/wire/record-reader.ts'
import { seededRandom } from '../wire/hellos.ts'

const random = seededRandom(8446)
const below = (limit: number) => Math.floor(random() * limit)
const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)))
const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make)

const ROUNDS = 40

interface Suite<Fields> {
  codec: Codec<Fields>
  make(): Fields
  /** Prefixes that are whole messages of their own; the others must be refused. */
  wholePrefix?(length: number, body: Buffer): boolean
  /** Whether anything at all is a message, so that random bytes and bytes too many are none of its business. */
  takesAll?: boolean
}

function testCodec<Fields>(name: string, { codec, make, wholePrefix = () => false, takesAll = false }: Suite<Fields>) {
  t.test(`${name}: what is written is read back`, (t) => {
    for (let round = 0; round < ROUNDS; round++) {
      const fields = make()
      t.strictSame(codec.decode(codec.encode(fields)), fields)
    }
    t.end()
  })

  if (takesAll) return
  t.test(`${name}: every shorter body, and every longer one, is refused with the field that failed`, (t) => {
    for (let round = 0; round < 5; round++) {
      const body = codec.encode(make())
      for (let length = 0; length < body.length; length++) {
        if (wholePrefix(length, body)) continue
        t.throws(() => codec.decode(body.subarray(0, length)), WireError, `${length} of ${body.length} bytes`)
      }
      t.throws(() => codec.decode(Buffer.concat([body, Buffer.from([0])])), WireError, 'a byte too many')
    }
    t.end()
  })

  t.test(`${name}: other bytes give its own error or a message that says the same when written again`, (t) => {
    let refused = 0
    for (let round = 0; round < 500; round++) {
      const body = round % 2 === 0 ? bytes(below(80)) : mutated(codec.encode(make()))
      try {
        t.strictSame(codec.encode(codec.decode(body)), body)
      } catch (error) {
        t.ok(error instanceof WireError, String(error))
        refused += 1
      }
    }
    t.ok(refused > 100, `${refused} refused`)
    t.end()
  })
}

function mutated(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  for (let times = 0; times < 3 && copy.length > 0; times++) copy[below(copy.length)] = below(256)
  return copy
}

const extension = () => ({ type: below(0x10000), data: bytes(below(9)) })
const distinct = (list: { type: number; data: Buffer }[]) => [
  ...new Map(list.map((each) => [each.type, each])).values(),
]

testCodec('server hello', {
  codec: serverHello,
  make: () => ({
    version: below(0x10000),
    random: bytes(32),
    sessionId: bytes(below(33)),
    suite: below(0x10000),
    compressionMethod: below(256),
    extensions: random() < 0.3 ? null : distinct(some(4, extension)),
  }),
  // Without extensions the message ends behind the compression method (RFC 5246 section 7.4.1.3).
  wholePrefix: (length, body) => length === 2 + 32 + 1 + (body[34] ?? 0) + 3,
})

testCodec('certificate', { codec: certificate, make: () => some(4, () => bytes(1 + below(40))) })

testCodec('certificate status', { codec: certificateStatus, make: () => bytes(below(60)) })

for (const withSchemes of [false, true]) {
  testCodec(`certificate request ${withSchemes ? 'of TLS 1.2' : 'before TLS 1.2'}`, {
    codec: certificateRequest({ withSchemes }),
    make: () => ({
      certificateTypes: some(4, () => below(256)),
      schemes: withSchemes ? some(6, () => below(0x10000)) : null,
      authorities: some(3, () => bytes(1 + below(20))),
    }),
  })
  testCodec(`certificate verify ${withSchemes ? 'of TLS 1.2' : 'before TLS 1.2'}`, {
    codec: certificateVerify({ withScheme: withSchemes }),
    make: () => ({ scheme: withSchemes ? below(0x10000) : null, signature: bytes(below(80)) }),
  })
}

const PARAMETERS = {
  dh: () => ({ kind: 'dh', p: bytes(20), g: bytes(1), publicKey: bytes(20) }) as const,
  ecdh: () => ({ kind: 'ecdh', group: below(0x10000), publicKey: bytes(33) }) as const,
  rsa: () => ({ kind: 'rsa', modulus: bytes(64), exponent: bytes(3) }) as const,
}

for (const kind of ['dh', 'ecdh', 'rsa'] as const) {
  for (const [says, anonymous, withScheme] of [
    ['anonymous', true, false],
    ['signed before TLS 1.2', false, false],
    ['signed in TLS 1.2', false, true],
  ] as const) {
    testCodec(`server key exchange of ${kind}, ${says}`, {
      codec: serverKeyExchange(kind, { anonymous, withScheme }),
      make: () => ({
        parameters: PARAMETERS[kind](),
        signed: anonymous ? null : { scheme: withScheme ? below(0x10000) : null, signature: bytes(40) },
      }),
    })
  }
  testCodec(`client key exchange of ${kind}`, { codec: clientKeyExchange(kind), make: () => bytes(below(70)) })
}

// RFC 6101 section 5.6.7: the encrypted secret and nothing else, so every body is one.
testCodec('client key exchange of rsa in SSL 3.0', {
  codec: clientKeyExchange('rsa', { bare: true }),
  make: () => bytes(64),
  takesAll: true,
})

for (const length of [12, 36] as const) {
  testCodec(`finished of ${length} bytes`, { codec: finished(length), make: () => bytes(length) })
}

t.test('a writer refuses a number that does not fit, and a vector that is too long', (t) => {
  t.throws(() => new ByteWriter().uint(1, 256), RangeError)
  t.throws(() => new ByteWriter().uint(2, -1), RangeError)
  t.throws(() => new ByteWriter().vector(1, Buffer.alloc(256)), RangeError)
  const reader = new ByteReader(new ByteWriter().uint(3, 0x010203).vector(2, Buffer.from('ab')).done())
  t.equal(reader.uint(3, 'number'), 0x010203)
  t.equal(reader.vector(2, 'text').rest().toString(), 'ab')
  t.end()
})

t.test('messages have their names by number, and a number where there is none', (t) => {
  for (const [name, number] of Object.entries(MESSAGE_TYPES)) t.equal(messageName(number), name)
  t.equal(messageName(99), 'message 99')
  t.end()
})

t.test('messages are the same however records cut them', (t) => {
  const sent = [
    frameMessage('certificate', bytes(300)),
    frameMessage('server-hello-done', Buffer.alloc(0)),
    frameMessage('finished', bytes(12)),
  ]
  const all = Buffer.concat(sent)
  for (let size = 1; size <= all.length; size++) {
    const reader = new MessageReader()
    const read: Buffer[] = []
    for (let at = 0; at < all.length; at += size) {
      reader.add(all.subarray(at, at + size))
      for (let message = reader.next(); message; message = reader.next()) {
        read.push(message.bytes)
        t.ok(message.bytes.subarray(4).equals(message.body))
      }
    }
    t.strictSame(read, sent)
    t.notOk(reader.open)
  }
  t.end()
})

t.test('a message that would be too long is refused by its header', (t) => {
  const reader = new MessageReader()
  reader.add(new ByteWriter().uint(1, 11).uint(3, MESSAGE_LIMIT).done())
  t.equal(reader.next(), null, 'the longest is waited for')
  const other = new MessageReader()
  other.add(
    new ByteWriter()
      .uint(1, 11)
      .uint(3, MESSAGE_LIMIT + 1)
      .done(),
  )
  t.throws(() => other.next(), { name: 'WireError', field: 'message length' })
  t.end()
})

const TYPES: readonly ContentType[] = ['handshake', 'change-cipher-spec', 'alert', 'application-data']

t.test('records are the same however a connection cuts them', (t) => {
  const records = TYPES.map((type, at) => ({ type, version: 0x0301 + (at % 3), fragment: bytes(at * 37) }))
  const all = Buffer.concat(records.map(({ type, version, fragment }) => frameRecord(type, version, fragment)))
  for (let size = 1; size <= all.length; size++) {
    const reader = new RecordReader()
    const read: unknown[] = []
    for (let at = 0; at < all.length; at += size) {
      reader.add(all.subarray(at, at + size))
      for (let record = reader.next(); record; record = reader.next()) read.push(record)
    }
    t.strictSame(read, records)
  }
  t.end()
})

t.test('what is no record is refused with the field, and one that is too long with an error of its own', (t) => {
  const read = (hex: string) => {
    const reader = new RecordReader()
    reader.add(Buffer.from(hex, 'hex'))
    return reader.next()
  }
  t.throws(() => read('1803010000'), { name: 'WireError', field: 'content type' })
  t.throws(() => read('1604010000'), { name: 'WireError', field: 'record version' })
  const tooLong = (CIPHERTEXT_LIMIT + 1).toString(16)
  t.throws(() => read(`160301${tooLong}`), RecordOverflow)
  t.equal(read(`160301${CIPHERTEXT_LIMIT.toString(16)}`), null, 'the longest is waited for')
  t.equal(read('16030100'), null)
  t.end()
})
