import t from 'tap'
import { decodeClientHello, factsOf } from '../../../src/tls/wire/client-hello.ts'
import { describeHello } from '../../../src/tls/wire/describe-hello.ts'
import { readClientHello } from '../../../src/tls/wire/records.ts'
import { recorded, uints, vector, writeHello, writeRecords, writeSslv2Hello } from './hellos.ts'

function describe(bytes: Buffer): string {
  const reading = readClientHello(bytes)
  if (reading.state !== 'hello') throw new Error(reading.state)
  return describeHello(factsOf(decodeClientHello(reading.message, reading)))
}

const offering = (...versions: number[]) =>
  describe(writeRecords(writeHello({ extensions: [[43, vector(1, uints(2, versions))]] })))
const naming = (version: number) => describe(writeRecords(writeHello({ version })))

t.test('real clients in one line', (t) => {
  t.equal(describe(recorded('gnutls-tls10')), 'offers TLS 1.0 only, 5 suites (3 weak), no SNI')
  t.equal(describe(recorded('openssl-tls12')), 'offers at most TLS 1.2, 3 suites, SNI mail.example, ALPN smtp')
  t.equal(describe(recorded('openssl-tls13')), 'offers TLS 1.3 only, 2 suites, SNI mail.example')
  t.equal(describe(recorded('gnutls-normal')), 'offers TLS 1.0 to 1.3, 29 suites, SNI mail.example, ALPN smtp')
  t.equal(
    describe(recorded('openssl-fallback')),
    'offers at most TLS 1.1, 1 suite, no SNI, falling back (TLS_FALLBACK_SCSV)',
  )
  t.equal(describe(recorded('java-ssl30')), 'offers SSL 3.0 only, 2 suites (all weak), no SNI')
  t.equal(
    describe(recorded('java-sslv2hello')),
    'offers SSL 2.0 and at most TLS 1.0, 11 suites (10 weak), no SNI, in SSLv2 framing',
  )
  t.end()
})

t.test('the version of a hello without supported_versions is a maximum', (t) => {
  t.match(naming(0x0300), /^offers SSL 3\.0 only,/)
  t.match(naming(0x0301), /^offers TLS 1\.0 only,/)
  t.match(naming(0x0302), /^offers at most TLS 1\.1,/)
  t.match(naming(0x0303), /^offers at most TLS 1\.2,/)
  t.match(naming(0x0305), /^offers at most 0x0305,/)
  t.match(describe(writeSslv2Hello({ version: 2, specs: [0x010080] })), /^offers SSL 2\.0 only, 1 suite \(all weak\)/)
  t.end()
})

t.test('versions of supported_versions are spans where they are neighbours', (t) => {
  t.match(offering(0x0304, 0x0303), /^offers TLS 1\.2 to 1\.3,/)
  t.match(offering(0x0303), /^offers TLS 1\.2 only,/)
  t.match(offering(0x0304, 0x0301), /^offers TLS 1\.0, TLS 1\.3,/)
  t.match(offering(0x0303, 0x0302, 0x0301, 0x0300), /^offers SSL 3\.0 to TLS 1\.2,/)
  t.match(offering(0x7f1c, 0x0303), /^offers TLS 1\.2, 0x7f1c,/)
  t.match(offering(0x1a1a), /^offers no version,/)
  t.end()
})
