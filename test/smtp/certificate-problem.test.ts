// What is wrong with a client's certificate, as rules ask for it and as replies name it.
import t from 'tap'
import { certificateProblem } from '../../src/smtp/certificate-problem.ts'
import { events, introduced, serve } from './serve.ts'

t.test('the codes of OpenSSL in four words', (t) => {
  t.equal(certificateProblem(null), null)
  for (const [code, word] of [
    ['NAME_MISMATCH', 'wrong-name'],
    ['CERT_HAS_EXPIRED', 'wrong-time'],
    ['CERT_NOT_YET_VALID', 'wrong-time'],
    ['INVALID_PURPOSE', 'wrong-purpose'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'wrong-issuer'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'wrong-issuer'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'wrong-issuer'],
  ] as const) {
    t.equal(certificateProblem(code), word, code)
  }
  t.end()
})

const words = ['wrong-issuer', 'wrong-name', 'wrong-time', 'wrong-purpose', 'none', 'trusted'] as const
const MAIL = 'MAIL FROM:<a@example.com>'

t.test('each has its own answer, with the names in the certificate', async (t) => {
  await using server = await serve({
    tls: { clientCertificate: { ask: 'request', verify: 'name', names: ['gw.example'], refuse: 'reply' } },
    rules: [
      { on: 'EHLO' },
      ...words.map((word) => ({
        on: 'MAIL',
        when: { tls: 'any', clientCertificate: word },
        reply: `550 ${word}: {certificateName} of {certificateIssuer}`,
      })),
      { on: 'any', when: { tls: 'any', clientCertificate: 'untrusted' } },
    ],
  })
  const certificates = [
    [{ name: 'gw.example' }, '550 trusted: gw.example of smtp-simulator test CA'],
    [{ name: 'other.example' }, '550 wrong-name: other.example of smtp-simulator test CA'],
    [{ name: 'gw.example', fault: 'expired' }, '550 wrong-time: gw.example of smtp-simulator test CA'],
    [{ name: 'gw.example', fault: 'not-yet-valid' }, '550 wrong-time: gw.example of smtp-simulator test CA'],
    [
      { name: 'gw.example', fault: 'untrusted-root' },
      '550 wrong-issuer: gw.example of smtp-simulator untrusted test CA',
    ],
    [{ name: 'gw.example', fault: 'self-signed' }, '550 wrong-issuer: gw.example of gw.example'],
    [{ name: 'gw.example', fault: 'server-purpose' }, '550 wrong-purpose: gw.example of smtp-simulator test CA'],
    [null, '550 none: none of none'],
  ] as const
  for (const [wanted, reply] of certificates) {
    const { cert, key } = wanted ? await server.clientCertificate(wanted) : {}
    await using client = await introduced(server)
    await client.asks('STARTTLS', '220 *')
    await client.starttls({ ca: server.ca, ...(cert && key && { cert, key }) })
    await client.asks('EHLO x', '250 *')
    await client.asks(MAIL, reply)
  }
  t.equal(events(server, 'tls.established').length, certificates.length)
})
