// What the page says of a hello: the strength of suites as RFC 9325 has it, and a sentence for every field.
import t from 'tap'
import { versionWords } from '../../src/scenario/words.ts'
import { helloIn } from '../../src/tls/handshake.ts'
import { SUITE_ROWS } from '../../src/tls/wire/cipher-suites.ts'
import { STRENGTH_WORDS, strengthOf } from '../../src/tls/wire/weakness.ts'
import { fieldsOf } from '../../src/web/hello/fields.ts'
import { recorded, recordedNames } from '../tls/wire/hellos.ts'

t.test('suites that RFC 9325 section 4.2 recommends are modern, and those of section 4.1 weak', (t) => {
  for (const suite of [
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    // RFC 8446 section B.4
    'TLS_AES_128_GCM_SHA256',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_CCM_8_SHA256',
  ])
    t.equal(strengthOf(suite), 'modern', suite)
  for (const suite of [
    'TLS_RSA_WITH_NULL_SHA256',
    'TLS_RSA_WITH_RC4_128_SHA',
    'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
    'TLS_RSA_WITH_DES_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
    'TLS_DH_anon_WITH_AES_256_GCM_SHA384',
  ])
    t.equal(strengthOf(suite), 'weak', suite)
  for (const suite of [
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
  ])
    t.equal(strengthOf(suite), 'old', suite)
  t.equal(strengthOf('TLS_FALLBACK_SCSV'), 'signal')
  t.end()
})

t.test('no suite of fewer than 112 bits is better than weak', (t) => {
  for (const [, name, , bits] of SUITE_ROWS) {
    if (bits < 112 && !name.endsWith('_SCSV')) t.equal(strengthOf(name), 'weak', name)
    t.ok(STRENGTH_WORDS[strengthOf(name)])
  }
  t.end()
})

t.test('every field of every recorded hello has its sentence and its source', (t) => {
  for (const name of recordedNames) {
    const hello = helloIn(recorded(name))
    if (!hello) {
      t.fail(`${name} was not read`)
      continue
    }
    const fields = fieldsOf(hello)
    for (const { name: field, about, source } of fields) {
      t.match(about, /^[A-Z].{20,}\.$/, `${name}: ${field}`)
      t.match(source, /^(RFC \d+|JA3)/)
    }
    const values = (field: string) => fields.find((each) => each.name === field)?.values.map(({ text }) => text)
    t.same(values('Cipher suites'), hello.suites)
    t.same(values('Groups'), hello.groups)
    t.same(values('Server name'), hello.servername === null ? [] : [hello.servername])
  }
  t.end()
})

t.test('versions have the names that people use', (t) => {
  const names = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map(versionWords)
  t.same(names, ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'])
  t.end()
})
