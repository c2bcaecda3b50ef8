import { getCiphers } from 'node:tls'
import t from 'tap'
import {
  ALERT_NAMES,
  alertName,
  alertNumber,
  cipherNames,
  cipherSuites,
  extensionName,
  groupName,
  isGrease,
  signatureSchemeName,
  strengthOf,
  suiteByName,
  suiteByNumber,
  suiteName,
  VERSIONS,
  versionName,
  versionRank,
} from '../../../src/tls/wire/names.ts'

t.test('a suite is found by number, by IANA name and by OpenSSL name, whatever the case', (t) => {
  const suite = suiteByNumber(0xc02f)
  t.match(suite, {
    name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    openssl: 'ECDHE-RSA-AES128-GCM-SHA256',
    strength: 128,
  })
  t.equal(suiteByName('tls_ecdhe_rsa_with_aes_128_gcm_sha256'), suite)
  t.equal(suiteByName('ecdhe-rsa-aes128-gcm-sha256'), suite)
  t.equal(suiteByName('AES128-GCM'), undefined)
  t.end()
})

t.test('every number and every name is there once', (t) => {
  t.equal(new Set(cipherSuites().map((suite) => suite.number)).size, cipherSuites().length)
  t.equal(new Set(cipherSuites().map((suite) => suite.name)).size, cipherSuites().length)
  for (const name of cipherNames()) t.ok(suiteByName(name), name)
  t.end()
})

t.test('every suite that OpenSSL under Node lists is known by its name', (t) => {
  const known = getCiphers().filter((name) => !name.startsWith('tls_'))
  t.ok(known.length > 30)
  for (const name of known) t.equal(suiteByName(name)?.openssl?.toLowerCase(), name)
  for (const name of getCiphers().filter((name) => name.startsWith('tls_'))) {
    t.equal(suiteByName(name)?.minVersion, 'TLSv1.3', name)
  }
  t.end()
})

t.test('a name that OpenSSL gave twice means the suite of TLS, not the one of SSLv2', (t) => {
  t.equal(suiteByName('RC4-MD5')?.name, 'TLS_RSA_WITH_RC4_128_MD5')
  t.equal(suiteByName('EXP-RC4-MD5')?.name, 'TLS_RSA_EXPORT_WITH_RC4_40_MD5')
  t.equal(suiteByName('DES-CBC3-MD5')?.name, 'SSL2_DES_192_EDE3_CBC_WITH_MD5')
  t.end()
})

t.test('both spellings of ephemeral Diffie-Hellman are understood', (t) => {
  t.equal(suiteByName('EDH-RSA-DES-CBC3-SHA')?.number, 0x0016)
  t.equal(suiteByName('DHE-RSA-DES-CBC3-SHA')?.number, 0x0016)
  t.equal(suiteByName('EXP-EDH-RSA-DES-CBC-SHA')?.number, 0x0014)
  t.end()
})

t.test('strength is counted in secret bits', (t) => {
  const bits: Record<string, number> = {
    'NULL-SHA256': 0,
    TLS_SHA256_SHA256: 0,
    'EXP-RC4-MD5': 40,
    'EXP-DES-CBC-SHA': 40,
    'EXP1024-RC4-SHA': 56,
    'DES-CBC-SHA': 56,
    'DES-CBC3-SHA': 112,
    SSL2_DES_192_EDE3_CBC_WITH_MD5: 112,
    'RC4-SHA': 128,
    'IDEA-CBC-SHA': 128,
    'SEED-SHA': 128,
    'ADH-AES128-SHA': 128,
    'AES256-SHA': 256,
    'CAMELLIA256-SHA': 256,
    'ECDHE-RSA-CHACHA20-POLY1305': 256,
    TLS_AES_256_GCM_SHA384: 256,
  }
  for (const [name, expected] of Object.entries(bits)) t.equal(strengthOf(name), expected, name)
  t.equal(strengthOf('no such suite'), undefined)
  t.end()
})

t.test('weak suites say what is weak, others nothing', (t) => {
  const weak: Record<string, string[]> = {
    TLS_RSA_WITH_NULL_SHA: ['null'],
    TLS_DH_anon_WITH_AES_128_CBC_SHA: ['anonymous'],
    TLS_ECDH_anon_WITH_NULL_SHA: ['null', 'anonymous'],
    TLS_RSA_EXPORT_WITH_RC4_40_MD5: ['export', 'rc4'],
    TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5: ['export', 'rc2'],
    TLS_RSA_EXPORT_WITH_DES40_CBC_SHA: ['export', 'des'],
    TLS_RSA_WITH_DES_CBC_SHA: ['des'],
    TLS_RSA_WITH_3DES_EDE_CBC_SHA: ['3des'],
    TLS_ECDHE_RSA_WITH_RC4_128_SHA: ['rc4'],
    SSL2_DES_64_CBC_WITH_MD5: ['sslv2', 'des'],
    TLS_RSA_WITH_AES_128_CBC_SHA: [],
    TLS_RSA_WITH_SEED_CBC_SHA: [],
    TLS_AES_128_GCM_SHA256: [],
    TLS_EMPTY_RENEGOTIATION_INFO_SCSV: [],
  }
  for (const [name, expected] of Object.entries(weak)) t.same(suiteByName(name)?.weak, expected, name)
  t.end()
})

t.test('a suite knows the versions it is defined for', (t) => {
  const spans: Record<string, [string, string]> = {
    TLS_AES_128_GCM_SHA256: ['TLSv1.3', 'TLSv1.3'],
    'ECDHE-RSA-AES128-GCM-SHA256': ['TLSv1.2', 'TLSv1.2'],
    'AES128-SHA256': ['TLSv1.2', 'TLSv1.2'],
    'PSK-AES128-CBC-SHA256': ['TLSv1', 'TLSv1.2'],
    'ECDHE-RSA-AES128-SHA': ['TLSv1', 'TLSv1.2'],
    'AES128-SHA': ['SSLv3', 'TLSv1.2'],
    'EXP-RC4-MD5': ['SSLv3', 'TLSv1'],
    SSL2_RC4_128_WITH_MD5: ['SSLv2', 'SSLv2'],
  }
  for (const [name, [min, max]] of Object.entries(spans)) {
    t.match(suiteByName(name), { minVersion: min, maxVersion: max }, name)
  }
  t.end()
})

t.test('the two signals are known, and are no suites that one could ask for', (t) => {
  for (const name of ['TLS_EMPTY_RENEGOTIATION_INFO_SCSV', 'TLS_FALLBACK_SCSV']) {
    t.match(suiteByName(name), { signal: true })
    t.notOk(cipherNames().includes(name))
  }
  t.equal(cipherSuites().filter((suite) => suite.signal).length, 2)
  t.end()
})

t.test('versions are named as in Node and ordered by age', (t) => {
  t.same([0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304].map(versionName), [...VERSIONS])
  t.same(VERSIONS.map(versionRank), [0, 1, 2, 3, 4, 5])
  t.equal(versionRank('TLSv1.4'), undefined)
  t.end()
})

t.test('alerts go both ways', (t) => {
  t.equal(alertName(40), 'handshake_failure')
  t.equal(alertName(70), 'protocol_version')
  t.equal(alertNumber('certificate_required'), 116)
  t.equal(alertNumber('unknown_ca'), 48)
  t.equal(alertNumber('no_such_alert'), undefined)
  for (const name of ALERT_NAMES) t.equal(alertName(alertNumber(name) ?? -1), name)
  t.end()
})

t.test('names of groups, signature schemes and extensions are those of the registries', (t) => {
  t.same([23, 29, 256, 0x11ec].map(groupName), ['secp256r1', 'x25519', 'ffdhe2048', 'X25519MLKEM768'])
  t.same([0x0401, 0x0804, 0x0202].map(signatureSchemeName), ['rsa_pkcs1_sha256', 'rsa_pss_rsae_sha256', 'dsa_sha1'])
  t.same([0, 43, 0xff01].map(extensionName), ['server_name', 'supported_versions', 'renegotiation_info'])
  t.end()
})

t.test('what has no name is shown as a number', (t) => {
  t.equal(suiteName(0x1234), '0x1234')
  t.equal(suiteName(0x0a0080), '0x0a0080')
  t.equal(versionName(0x7f1c), '0x7f1c')
  t.equal(groupName(0x0999), '0x0999')
  t.equal(signatureSchemeName(0x0001), '0x0001')
  t.equal(extensionName(0xabcd), '0xabcd')
  t.equal(alertName(200), '0xc8')
  t.end()
})

t.test('GREASE is the sixteen values of RFC 8701 and nothing else', (t) => {
  const all = Array.from({ length: 0x20000 }, (_, number) => number).filter(isGrease)
  t.equal(all.length, 16)
  t.same([all[0], all[1], all.at(-1)], [0x0a0a, 0x1a1a, 0xfafa])
  t.end()
})
