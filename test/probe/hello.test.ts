// The hello of a probe, read back by the decoder that reads those of clients.
import t from 'tap'
import { ASKED_VERSIONS, clientHello } from '../../src/probe/hello.ts'
import { suitesFor } from '../../src/probe/suites.ts'
import { decodeClientHello, factsOf } from '../../src/tls/wire/client-hello.ts'
import { readClientHello } from '../../src/tls/wire/records.ts'

function factsFrom(bytes: Buffer) {
  const reading = readClientHello(bytes)
  if (reading.state !== 'hello') throw new Error(reading.state)
  return factsOf(decodeClientHello(reading.message, reading))
}

for (const version of ASKED_VERSIONS) {
  t.test(`${version}: this version and these suites alone`, async (t) => {
    const suites = suitesFor(version)
    const facts = factsFrom(
      clientHello({ version, suites: suites.map(({ number }) => number), servername: 'mail.example' }),
    )
    t.same(facts.versions, [version])
    t.same(
      facts.suites.filter((name) => !name.endsWith('_SCSV')),
      suites.map(({ name }) => name),
    )
    // SSL 3.0 has no extensions (RFC 6101 section 5.6.1.2).
    t.equal(facts.servername, version === 'SSLv3' ? null : 'mail.example')
    t.equal(facts.extensions.includes('key_share'), version === 'TLSv1.3')
  })
}

t.test('an address is no SNI', async (t) => {
  for (const servername of ['192.0.2.1', '::1']) {
    t.equal(factsFrom(clientHello({ version: 'TLSv1.2', suites: [0x2f], servername })).servername, null)
  }
})

t.test('what is offered: no secret in common, good suites before weak ones', async (t) => {
  const suites = suitesFor('TLSv1.2')
  t.notOk(suites.some(({ name }) => /PSK|SRP|KRB5/.test(name)))
  const firstWeak = suites.findIndex(({ weak }) => weak.length > 0)
  t.ok(suites.slice(firstWeak).every(({ weak }) => weak.length > 0))
  t.ok(suites.some(({ name }) => name === 'TLS_RSA_WITH_RC4_128_SHA'))
  t.same(
    suitesFor('TLSv1.3').map(({ minVersion }) => minVersion),
    suitesFor('TLSv1.3').map(() => 'TLSv1.3'),
  )
})
