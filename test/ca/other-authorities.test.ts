// Authorities that only have a name.
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { otherAuthorities } from '../../src/ca/other-authorities.ts'

const blocks = (pem: string) => pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g) ?? []

t.test('each has a name and a number of its own, and may sign', async (t) => {
  const authorities = blocks(await otherAuthorities(300, Date.now())).map((pem) => new X509Certificate(pem))
  t.equal(authorities.length, 300)
  t.equal(new Set(authorities.map(({ subject }) => subject)).size, 300)
  t.equal(new Set(authorities.map(({ serialNumber }) => serialNumber)).size, 300)
  t.ok(authorities.every(({ ca, issuer, subject }) => ca && issuer === subject))
  t.match(authorities[6]?.subject, /^O=Example Trust Services No\. 7\nCN=Example Trust Services Primary Root .* 7$/)
})

t.test('none is no text', async (t) => {
  t.equal(await otherAuthorities(0, Date.now()), '')
})
