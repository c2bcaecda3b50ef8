import t from 'tap'
import { ja3, ja4 } from '../../../src/tls/fingerprints.ts'
import { decodeClientHello } from '../../../src/tls/wire/client-hello.ts'
import { readClientHello } from '../../../src/tls/wire/records.ts'
import { recorded, uint, uints, vector, type WrittenExtension, writeHello, writeSslv2Hello } from './hellos.ts'

const hello = (fields: Parameters<typeof writeHello>[0]) =>
  decodeClientHello(writeHello(fields), { framing: 'tls', recordVersion: 0x0301 })
const numbers = (hexList: string) => hexList.split(',').map((digits) => Number.parseInt(digits, 16))
const alpn = (...protocols: Buffer[]): WrittenExtension => [
  16,
  vector(2, Buffer.concat(protocols.map((protocol) => vector(1, protocol)))),
]
const sni: WrittenExtension = [0, vector(2, Buffer.concat([uint(1, 0), vector(2, Buffer.from('example.com'))]))]

const suites = numbers('1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035')
const types = numbers('001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015')
const schemes = numbers('0403,0804,0401,0503,0805,0501,0806,0601')

const content: Record<number, WrittenExtension> = {
  0: sni,
  10: [10, vector(2, uints(2, [0x001d]))],
  11: [11, vector(1, Buffer.from([0]))],
  13: [13, vector(2, uints(2, schemes))],
  16: alpn(Buffer.from('h2')),
  43: [43, vector(1, uints(2, [0x0304, 0x0303]))],
}
const example = types.map((type): WrittenExtension => content[type] ?? [type])

t.test('JA4: the example of the specification', (t) => {
  t.equal(ja4(hello({ suites, extensions: example })), 't13d1516h2_8daaf6152771_e5627efa2ab1')
  t.end()
})

t.test('JA4: neither GREASE nor a shuffled order changes it', (t) => {
  const extensions: WrittenExtension[] = [
    [0x2a2a],
    ...example
      .toReversed()
      .map(
        (extension): WrittenExtension =>
          extension[0] === 43 ? [43, vector(1, uints(2, [0x1a1a, 0x0303, 0x0304]))] : extension,
      ),
    [0x3a3a],
  ]
  t.equal(ja4(hello({ suites: [0xfafa, ...suites.toReversed()], extensions })), 't13d1516h2_8daaf6152771_e5627efa2ab1')
  t.end()
})

t.test('JA4: the first part tells version, SNI, counts and protocol', (t) => {
  const start = (fields: Parameters<typeof writeHello>[0]) => ja4(hello(fields)).split('_')[0]
  t.equal(start({ version: 0x0301, extensions: null }), 't10i010000')
  t.equal(start({ version: 0x0300, extensions: [sni] }), 'ts3d010100')
  t.equal(start({ version: 0x0302, extensions: [alpn(Buffer.from('smtp'))] }), 't11i0101sp')
  t.equal(start({ version: 0x0399 }), 't00i010000')
  t.equal(start({ suites: Array.from({ length: 150 }, (_, n) => n) }), 't12i990000', 'counts stop at 99')
  t.end()
})

t.test('JA4: a protocol that does not start and end with letters or digits is told by its hex digits', (t) => {
  const protocol = (hex: string) => ja4(hello({ extensions: [alpn(Buffer.from(hex, 'hex'))] })).slice(8, 10)
  t.equal(protocol('ab'), 'ab')
  t.equal(protocol('abcd'), 'ad')
  t.equal(protocol('3031abcd'), '3d')
  t.equal(protocol('30ab31'), '01', 'only the ends count')
  t.equal(protocol('68'), 'hh')
  t.end()
})

t.test('JA4: GREASE among schemes and protocols is passed over', (t) => {
  const greasy = (type: number, data: Buffer | undefined): WrittenExtension => {
    if (type === 13) return [13, vector(2, uints(2, [0x4a4a, ...schemes]))]
    return type === 16 ? alpn(uint(2, 0x6a6a), Buffer.from('h2')) : data ? [type, data] : [type]
  }
  const extensions = example.map(([type, data]) => greasy(type, data))
  t.equal(ja4(hello({ suites, extensions })), 't13d1516h2_8daaf6152771_e5627efa2ab1')
  t.end()
})

t.test('JA4: twelve zeros stand for a list with nothing in it, and no schemes leave no underscore behind', (t) => {
  t.equal(ja4(hello({ suites: [], extensions: null })), 't12i000000_000000000000_000000000000')
  // The first twelve digits of the SHA-256 of "0017".
  t.equal(ja4(hello({ extensions: [[23]] })).split('_')[2], '1ca028f07214')
  t.end()
})

t.test('JA4: an SSLv2 hello is named by the version in it', (t) => {
  const sslv2 = (version: number) => {
    const reading = readClientHello(writeSslv2Hello({ version, specs: [0x010080, 0x00002f] }))
    if (reading.state !== 'hello') throw new Error(reading.state)
    return ja4(decodeClientHello(reading.message, reading)).split('_')[0]
  }
  t.equal(sslv2(0x0002), 'ts2i020000')
  t.equal(sslv2(0x0301), 't10i020000')
  t.end()
})

// Both are in the description that its authors published.
t.test('JA3: the two published examples', (t) => {
  const groups: WrittenExtension = [10, vector(2, uints(2, [23, 24, 25]))]
  const formats: WrittenExtension = [11, vector(1, Buffer.from([0]))]
  t.same(
    ja3(
      hello({
        version: 769,
        suites: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
        extensions: [sni, groups, formats],
      }),
    ),
    {
      text: '769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0',
      md5: 'ada70206e40642a3e4461f35503241d5',
    },
  )
  t.same(ja3(hello({ version: 769, suites: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99], extensions: null })), {
    text: '769,4-5-10-9-100-98-3-6-19-18-99,,,',
    md5: 'de350869b8c85de67a350c8d186f11e6',
  })
  t.end()
})

t.test('JA3: GREASE is left out of every list', (t) => {
  const greased = hello({
    suites: [0x0a0a, 0x1301],
    extensions: [[0x1a1a], [10, vector(2, uints(2, [0x2a2a, 0x001d]))]],
  })
  t.equal(ja3(greased).text, '771,4865,10,29,')
  t.end()
})

// As Wireshark 4.0.17 shows it for the same bytes.
t.test('JA3: the text of a real hello', (t) => {
  const reading = readClientHello(recorded('openssl-tls12'))
  if (reading.state !== 'hello') throw new Error(reading.state)
  t.equal(
    ja3(decodeClientHello(reading.message, reading)).text,
    '771,49199-107-65-255,0-11-10-35-16-22-23-13,29-24,0-1-2',
  )
  t.end()
})
