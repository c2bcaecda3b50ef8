// One server at a time, and never a range.
import t from 'tap'
import { parseTarget, TargetError } from '../../src/probe/target.ts'

t.test('a name or an address, with a port', async (t) => {
  t.same(parseTarget('mail.example.com:25'), { host: 'mail.example.com', port: 25 })
  t.same(parseTarget('localhost:2525'), { host: 'localhost', port: 2525 })
  t.same(parseTarget('127.0.0.1:465'), { host: '127.0.0.1', port: 465 })
  t.same(parseTarget('[::1]:25'), { host: '::1', port: 25 })
  t.same(parseTarget('192.0.2.7:25'), { host: '192.0.2.7', port: 25 })
})

const REFUSED: [string, RegExp][] = [
  ['192.0.2.0/24:25', /range/],
  ['mail.example.com/25', /range/],
  ['*.example.com:25', /wildcard/],
  ['mail?.example.com:25', /wildcard/],
  ['a.example:25,b.example:25', /list/],
  ['mail.example.com:25,465', /list/],
  ['mail.example.com:25-30', /range of ports/],
  ['192.0.2.1-9:25', /no single address/],
  ['192.0.2:25', /no single address/],
  ['0.0.0.0:25', /many hosts/],
  ['224.0.0.1:25', /many hosts/],
  ['[ff02::1]:25', /many hosts/],
  ['[::]:25', /many hosts/],
  ['::1:25', /brackets/],
  ['[mail.example.com]:25', /brackets/],
  ['mail.example.com', /no port/],
  ['mail.example.com:', /no port from/],
  ['mail.example.com:0', /no port from/],
  ['mail.example.com:65536', /no port from/],
  ['mail..example.com:25', /no host name/],
  [':25', /no single address/],
  ['', /no port/],
]

for (const [text, why] of REFUSED) {
  t.test(`refused: ${text}`, async (t) => {
    t.throws(() => parseTarget(text), TargetError)
    t.throws(() => parseTarget(text), { message: why })
    t.throws(() => parseTarget(text), { message: /Expected one server as HOST:PORT/ }, 'and what would be right')
  })
}
