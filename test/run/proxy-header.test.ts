import t from 'tap'
import { readProxyHeader } from '../../src/run/proxy-header.ts'

const SIGNATURE = '0d0a0d0a000d0a515549540a'
const source = (address: string, port: number) => ({ address, port })

/** Version 2: version and command, family and transport, then the length and the addresses. */
function v2(first: string, family: string, addresses: string): Buffer {
  const length = (addresses.length / 2).toString(16).padStart(4, '0')
  return Buffer.from(`${SIGNATURE}${first}${family}${length}${addresses}`, 'hex')
}

const IPV4 = '7f000001' + 'c0000201' + '1234' + '0019'
const IPV6 = '20010db8000000000000000000000001' + '20010db8000000000000000000000002' + 'ffff' + '0019'

type Vector = [what: string, bytes: Buffer, version: 1 | 2, source: { address: string; port: number } | null]

// The longest lines are those of section 2.1 of the specification.
const ALL_ONES = 'ffff:f...f:ffff'.replace('f...f', 'ffff:ffff:ffff:ffff:ffff:ffff')
const HEADERS: Vector[] = [
  [
    'TCP over IPv4',
    Buffer.from('PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n'),
    1,
    source('255.255.255.255', 65535),
  ],
  ['TCP over IPv6', Buffer.from(`PROXY TCP6 ${ALL_ONES} ${ALL_ONES} 65535 65535\r\n`), 1, source(ALL_ONES, 65535)],
  ['a short IPv6 address', Buffer.from('PROXY TCP6 2001:db8::1 ::1 1 25\r\n'), 1, source('2001:db8::1', 1)],
  ['UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n'), 1, null],
  [
    'UNKNOWN with more, the longest line',
    Buffer.from(`PROXY UNKNOWN ${ALL_ONES} ${ALL_ONES} 65535 65535\r\n`),
    1,
    null,
  ],
  ['version 2 over IPv4', v2('21', '11', IPV4), 2, source('127.0.0.1', 0x1234)],
  ['version 2 over IPv6', v2('21', '21', IPV6), 2, source('2001:db8::1', 0xffff)],
  ['version 2 with TLV behind the addresses', v2('21', '11', `${IPV4}0200036d7831`), 2, source('127.0.0.1', 0x1234)],
  ['version 2 LOCAL', v2('20', '00', ''), 2, null],
  ['version 2 LOCAL with addresses that are to be ignored', v2('20', '11', IPV4), 2, null],
  ['version 2 of an unspecified family', v2('21', '00', ''), 2, null],
  ['version 2 over a UNIX socket', v2('21', '31', '00'.repeat(216)), 2, null],
  [
    'version 2 with an IPv4 address inside IPv6',
    v2('21', '21', `00000000000000000000ffffc0000201${IPV6.slice(32)}`),
    2,
    source('::ffff:192.0.2.1', 0xffff),
  ],
]

for (const [what, bytes, version, from] of HEADERS) {
  t.test(`${what} is read, with any bytes behind it`, (t) => {
    const expected = { state: 'header', header: { version, source: from }, bytes: bytes.length }
    t.strictSame(readProxyHeader(bytes), expected)
    t.strictSame(readProxyHeader(Buffer.concat([bytes, Buffer.from('EHLO x\r\n')])), expected)
    t.strictSame(readProxyHeader(Buffer.concat([bytes, bytes])), expected)
    t.end()
  })

  t.test(`${what}: every shorter beginning needs more`, (t) => {
    for (let length = 0; length < bytes.length; length++) {
      t.strictSame(readProxyHeader(bytes.subarray(0, length)), { state: 'need-more' }, `${length} bytes`)
    }
    t.end()
  })
}

const WRONG: [what: string, bytes: string | Buffer, reason: RegExp][] = [
  ['SMTP', 'EHLO x\r\n', /no PROXY header/],
  ['one wrong byte', 'Q', /no PROXY header/],
  ['the word in lower case', 'proxy TCP4', /no PROXY header/],
  ['a TLS hello', Buffer.from('160301', 'hex'), /no PROXY header/],
  ['a signature that goes wrong', Buffer.from(`${SIGNATURE.slice(0, 22)}ff`, 'hex'), /no PROXY header/],
  ['an unknown transport', 'PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n', /cannot be read/],
  ['a name for an address', 'PROXY TCP4 a.example 5.6.7.8 1 2\r\n', /cannot be read/],
  ['IPv6 where IPv4 is named', 'PROXY TCP4 ::1 ::1 1 2\r\n', /cannot be read/],
  ['a wrong destination', 'PROXY TCP4 1.2.3.4 x 1 2\r\n', /cannot be read/],
  ['a port that is none', 'PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n', /cannot be read/],
  ['a missing port', 'PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n', /cannot be read/],
  ['two spaces', 'PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n', /cannot be read/],
  ['a line of 108 bytes', `PROXY UNKNOWN ${'x'.repeat(92)}\r\n`, /within 107 bytes/],
  ['a line without an end', `PROXY TCP4 ${'1'.repeat(200)}`, /within 107 bytes/],
  ['version 3', v2('31', '11', IPV4), /version 3/],
  ['an unassigned command', v2('22', '11', IPV4), /command 2/],
  ['IPv4 with too few bytes', v2('21', '11', IPV4.slice(2)), /11 bytes of addresses, 12/],
  ['IPv6 with too few bytes', v2('21', '21', IPV4), /12 bytes of addresses, 36/],
]

for (const [what, bytes, reason] of WRONG) {
  t.test(`${what} is wrong, and the reason says so`, (t) => {
    t.match(readProxyHeader(Buffer.from(bytes as string)), { state: 'wrong', reason })
    t.end()
  })
}

t.test('random bytes are read without an exception', (t) => {
  let state = 1
  const states = new Set<string>()
  for (let run = 0; run < 2000; run++) {
    const bytes = Buffer.alloc(40)
    for (let at = 0; at < bytes.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      bytes[at] = state >>> 24
    }
    if (run % 2 === 0) Buffer.from(SIGNATURE, 'hex').copy(bytes)
    states.add(readProxyHeader(bytes).state)
  }
  t.ok(states.has('wrong') && states.has('need-more'), [...states].join())
  t.end()
})
