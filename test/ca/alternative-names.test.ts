// Names and addresses as they stand in a subjectAltName, read back by Node.
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import t from 'tap'
import { addressBytes } from '../../src/ca/alternative-names.ts'
import { createAuthority } from '../../src/ca/authority.ts'
import { issue } from '../../src/ca/certificate.ts'
import { leafOf, pemOf } from './read-back.ts'

const authority = createAuthority()

t.test('addresses in every way of writing', (t) => {
  for (const [text, hex] of [
    ['127.0.0.1', '7f000001'],
    ['255.1.2.3', 'ff010203'],
    ['::', '00'.repeat(16)],
    ['::1', `${'00'.repeat(15)}01`],
    ['2001:db8::', `20010db8${'00'.repeat(12)}`],
    ['2001:DB8::a:1', `20010db8${'00'.repeat(8)}000a0001`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1::3:4:5:6:7:8', '00010000000300040005000600070008'],
    ['::ffff:192.0.2.7', `${'00'.repeat(10)}ffffc0000207`],
    ['1:2:3:4:5:6:192.0.2.7', '000100020003000400050006c0000207'],
  ] as const) {
    t.ok(isIP(text), text)
    t.equal(addressBytes(text).toString('hex'), hex, text)
  }
  t.end()
})

t.test('names stand in the certificate in their order, in ASCII', async (t) => {
  const names = ['mail.example', '192.0.2.7', 'bücher.example', '2001:db8::7', '*.example']
  const [credential] = await issue(authority, { names, key: 'ecdsa' }, [])
  t.equal(
    leafOf(credential).node.subjectAltName,
    'DNS:mail.example, IP Address:192.0.2.7, DNS:xn--bcher-kva.example, IP Address:2001:DB8:0:0:0:0:0:7, DNS:*.example',
  )
})

t.test('many names are as good as few', async (t) => {
  const names = Array.from({ length: 12_000 }, (_, at) => `mx${at}.example`)
  const [credential] = await issue(authority, { names, key: 'ecdsa' }, [])
  // The library behind leafOf stops at ten thousand values.
  const node = new X509Certificate(pemOf(credential))
  t.equal(node.subjectAltName?.split(', ').length, 12_000)
  t.equal(node.checkHost('mx11999.example'), 'mx11999.example')
})
