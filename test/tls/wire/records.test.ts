import t from 'tap'
import { HELLO_LIMIT, looksLikeTls, readAlerts, readClientHello } from '../../../src/tls/wire/records.ts'
import { recorded, recordedNames, seededRandom, vector, writeHello, writeRecords } from './hellos.ts'

const reasonOf = (bytes: Buffer): string => {
  const reading = readClientHello(bytes)
  return reading.state === 'not-tls' ? reading.reason : reading.state
}
const text = (line: string) => Buffer.from(line)
const hex = (digits: string) => Buffer.from(digits.replace(/ /g, ''), 'hex')

for (const name of recordedNames) {
  const bytes = recorded(name)

  t.test(`${name}: whole only with its last byte, wherever the chunks are cut`, (t) => {
    const whole = readClientHello(bytes)
    t.match(whole, { state: 'hello', consumed: bytes.length })
    const states = new Set<string>()
    for (let cut = 0; cut < bytes.length; cut++) states.add(readClientHello(bytes.subarray(0, cut)).state)
    t.same([...states], ['need-more'])
    t.end()
  })

  t.test(`${name}: what follows the hello changes nothing`, (t) => {
    t.same(readClientHello(Buffer.concat([bytes, text('EHLO x\r\n')])), readClientHello(bytes))
    t.end()
  })

  t.test(`${name}: it is seen as TLS as soon as it can be`, (t) => {
    const verdicts = [0, 1, 2, 3, 4, 5, bytes.length].map((length) => looksLikeTls(bytes.subarray(0, length)))
    const early = name === 'java-sslv2hello' ? [undefined, undefined, undefined, undefined] : [undefined, undefined]
    t.same(verdicts, [...early, ...Array(7 - early.length).fill(true)])
    t.end()
  })
}

t.test('records of every size give the same message', (t) => {
  const whole = readClientHello(recorded('gnutls-normal'))
  if (whole.state !== 'hello') throw new Error(whole.state)
  for (let size = 1; size <= whole.message.length; size++) {
    const bytes = writeRecords(whole.message, size)
    const reading = readClientHello(bytes)
    if (reading.state !== 'hello' || !reading.message.equals(whole.message) || reading.consumed !== bytes.length) {
      t.fail(`records of ${size} bytes`)
    }
    if (readClientHello(bytes.subarray(0, -1)).state !== 'need-more')
      t.fail(`records of ${size} bytes, last byte missing`)
  }
  t.end()
})

t.test('the version is the one of the first record', (t) => {
  const message = writeHello({})
  const bytes = Buffer.concat([
    writeRecords(message.subarray(0, 10), 10, 0x0300),
    writeRecords(message.subarray(10), 99, 0x0303),
  ])
  t.match(readClientHello(bytes), { state: 'hello', recordVersion: 0x0300, framing: 'tls' })
  t.end()
})

t.test('an SSLv2 hello is handed over without its two bytes of length', (t) => {
  const bytes = recorded('java-sslv2hello')
  const reading = readClientHello(bytes)
  t.match(reading, { state: 'hello', framing: 'sslv2', recordVersion: 2 })
  t.ok(reading.state === 'hello' && reading.message.equals(bytes.subarray(2)))
  t.end()
})

t.test('text is quoted', (t) => {
  t.equal(reasonOf(text('EHLO x\r\n')), 'looks like text: "EHLO x"')
  t.equal(reasonOf(text('E')), 'looks like text: "E"')
  t.equal(reasonOf(text('GET / HTTP/1.1\r\nHost: a\r\n')), 'looks like text: "GET / HTTP/1.1"')
  t.equal(reasonOf(text('A'.repeat(500))), `looks like text: "${'A'.repeat(60)}..."`)
  t.end()
})

t.test('other bytes are shown in hex', (t) => {
  t.equal(reasonOf(hex('00 01 02')), 'first bytes 00 01 02')
  t.equal(reasonOf(hex('16 02 00')), 'first bytes 16 02 00')
  t.equal(reasonOf(hex('ff d8 ff e0 00 10 4a 46 49 46')), 'first bytes ff d8 ff e0 00 10 4a 46')
  t.end()
})

t.test('another record than a handshake is named', (t) => {
  t.equal(reasonOf(hex('15 0301 0002 02 28')), 'alert 40 handshake_failure instead of a ClientHello')
  t.equal(reasonOf(hex('15 0301 0002 02')), 'need-more')
  t.equal(reasonOf(hex('15 0303 0020 00')), 'alert record of 32 bytes instead of a ClientHello')
  t.equal(reasonOf(hex('17 03')), 'application_data record instead of a ClientHello')
  t.equal(reasonOf(hex('14 0303 0001 01')), 'change_cipher_spec record instead of a ClientHello')
  t.equal(reasonOf(hex('16 0303 0004 02 000000')), 'handshake message 2 instead of a ClientHello')
  t.end()
})

t.test('a hello is not continued in another kind of record', (t) => {
  const start = writeRecords(writeHello({}).subarray(0, 10))
  t.equal(reasonOf(Buffer.concat([start, hex('15 0303 0002 01 00')])), 'record of type 21 inside the ClientHello')
  t.equal(reasonOf(Buffer.concat([start, text('QUIT\r\n')])), 'record of type 81 inside the ClientHello')
  t.equal(reasonOf(Buffer.concat([start, hex('16 02')])), 'record of version 2.x inside the ClientHello')
  t.end()
})

t.test('records that RFC 8446 section 5.1 forbids are refused', (t) => {
  t.equal(reasonOf(hex('16 0301 0000')), 'empty handshake record')
  t.equal(reasonOf(hex('16 0301 4001')), 'record of 16385 bytes, 16384 are allowed')
  const behind = writeRecords(Buffer.concat([writeHello({}), Buffer.from([1, 0])]))
  t.equal(reasonOf(behind), '2 handshake bytes behind the ClientHello')
  t.end()
})

t.test('an SSLv2 hello too short for its own fields is refused', (t) => {
  t.equal(reasonOf(hex('80 08 01 0002')), 'SSLv2 hello of 8 bytes, at least 9 are due')
  t.end()
})

t.test('64 KiB are the limit, whole or in part', (t) => {
  const tooLong = `no whole ClientHello in ${HELLO_LIMIT} bytes`
  // Records of one byte take six bytes on the wire.
  const fits = Math.floor(HELLO_LIMIT / 6)
  const padded = (length: number) =>
    writeHello({ extensions: [[21, Buffer.alloc(length - writeHello({ extensions: [[21]] }).length)]] })
  t.equal(readClientHello(writeRecords(padded(fits), 1)).state, 'hello')
  t.equal(reasonOf(writeRecords(padded(fits + 1), 1)), tooLong)
  t.equal(reasonOf(writeRecords(padded(fits + 1), 1).subarray(0, HELLO_LIMIT - 1)), 'need-more')
  t.equal(reasonOf(writeRecords(padded(fits + 1), 1).subarray(0, HELLO_LIMIT)), tooLong)
  t.equal(reasonOf(hex('16 0301 0004 01 010000')), tooLong, 'told by the length in the header')
  t.end()
})

t.test('sniffing tells TLS from mail and from noise', (t) => {
  t.equal(looksLikeTls(text('EHLO')), false)
  t.equal(looksLikeTls(text('\r\n')), false)
  t.equal(looksLikeTls(hex('16 0d')), false)
  t.equal(looksLikeTls(hex('16 03')), true)
  t.equal(looksLikeTls(hex('80 2e')), undefined)
  t.equal(looksLikeTls(hex('80 2e 01 03')), true)
  t.equal(looksLikeTls(hex('80 2e 01 00')), undefined)
  t.equal(looksLikeTls(hex('80 2e 01 00 02')), true)
  t.equal(looksLikeTls(hex('80 2e 01 00 01')), false)
  t.equal(looksLikeTls(hex('80 2e 04')), false)
  t.equal(looksLikeTls(Buffer.from('é!')), false)
  t.end()
})

t.test('alerts in clear are read from between other records', (t) => {
  const record = (type: number, fragment: Buffer) =>
    Buffer.concat([hex(`${type.toString(16)} 0301`), vector(2, fragment)])
  const bytes = Buffer.concat([
    record(22, Buffer.from([1, 2, 3])),
    record(21, Buffer.from([1, 112])),
    record(21, Buffer.alloc(24, 7)),
    record(21, Buffer.from([2, 48])),
    record(21, Buffer.from([2, 200])),
  ])
  t.same(readAlerts(bytes), [
    { level: 'warning', number: 112, name: 'unrecognized_name' },
    { level: 'fatal', number: 48, name: 'unknown_ca' },
    { level: 'fatal', number: 200, name: '0xc8' },
  ])
  t.same(readAlerts(bytes.subarray(0, -1)).length, 2, 'an incomplete one is not yet one')
  t.same(readAlerts(text('421 4.7.66 TLS 1.0 is not supported\r\n')), [])
  t.same(readAlerts(record(21, Buffer.from([3, 40]))), [], 'there is no level 3')
  t.end()
})

t.test('random bytes are never an exception, and more of them never change a refusal', (t) => {
  const random = seededRandom(8446)
  const starts = [
    hex(''),
    hex('16 03'),
    hex('16 0301 0010'),
    hex('16 0303 0004 01'),
    hex('80 2e 01 03 01'),
    hex('15 03'),
  ]
  for (let round = 0; round < 6000; round++) {
    const noise = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => random() * 256))
    const bytes = Buffer.concat([starts[round % starts.length] ?? noise, noise])
    const reading = readClientHello(bytes)
    looksLikeTls(bytes)
    readAlerts(bytes)
    const first = readClientHello(bytes.subarray(0, Math.floor(bytes.length / 2)))
    if (first.state === 'not-tls' && reading.state !== 'not-tls') t.fail(`changed its mind on ${bytes.toString('hex')}`)
    if (reading.state === 'hello' && reading.consumed > bytes.length) t.fail(`read past ${bytes.toString('hex')}`)
  }
  t.end()
})
