// Cipher suites and groups: named, in sets, in order, weak, and those that cannot be served.
import t from 'tap'
import { expandCiphers } from '../../src/tls/cipher-sets.ts'
import { events, meet, serveTls } from './clients.ts'

const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1.2' } as const
const anything = (suites: string) => ({ ...OLD, ciphers: `${suites}:@SECLEVEL=0` })

t.test('a suite is served by its IANA name and by its OpenSSL name', async (t) => {
  for (const name of ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256']) {
    await using server = await serveTls({ ciphers: [name] })
    t.match(await meet(server), { version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES128-GCM-SHA256', heard: [/^250/, /^221/] })
    t.match(events(server, 'tls.established'), [
      { suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', cipher: 'ECDHE-RSA-AES128-GCM-SHA256', bits: 128 },
    ])
  }
})

t.test('a suite of TLS 1.3 can stand alone, and no other of TLS 1.3 is served beside it', async (t) => {
  await using server = await serveTls({ ciphers: ['TLS_CHACHA20_POLY1305_SHA256'] })
  t.match(await meet(server), { version: 'TLSv1.3', cipher: 'TLS_CHACHA20_POLY1305_SHA256' })
  const other = await meet(server, { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' })
  t.equal(other.error, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')
  const older = await meet(server, { maxVersion: 'TLSv1.2' })
  t.equal(older.error, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  t.match(events(server, 'tls.failed'), [{ reason: 'no-common-suite' }, { reason: 'no-common-version' }])
})

t.test('a short key is shown with a suite of TLS 1.3 alone, which no security level forbids', async (t) => {
  await using server = await serveTls({ ciphers: ['TLS_AES_128_GCM_SHA256'], certificate: 'rsa1024' })
  t.match(await meet(server, { ciphers: 'DEFAULT:@SECLEVEL=0' }), { version: 'TLSv1.3', key: 'rsa' })
})

t.test('the order of a list is the order of the server, not of the client', async (t) => {
  const names = ['AES256-SHA', 'AES128-SHA', 'ECDHE-RSA-AES128-SHA']
  for (const first of names) {
    const rest = names.filter((name) => name !== first)
    await using server = await serveTls({ versions: ['TLSv1.2'], ciphers: [first, ...rest] })
    for (const wish of [names, [...names].reverse()]) {
      t.equal((await meet(server, { ciphers: wish.join(':') })).cipher, first, `${first} before ${rest}`)
    }
  }
})

t.test('the order of TLS 1.3 suites in a list is honoured too', async (t) => {
  const names = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384']
  for (const ciphers of [names, [...names].reverse()]) {
    await using server = await serveTls({ ciphers })
    t.equal((await meet(server, { ciphers: [...ciphers].reverse().join(':') })).cipher, ciphers[0])
  }
})

t.test('in a set the client chooses', async (t) => {
  await using server = await serveTls({ versions: ['TLSv1.2'], ciphers: ['modern'] })
  for (const wish of ['AES128-SHA', 'ECDHE-RSA-AES256-GCM-SHA384']) {
    const rest = wish === 'AES128-SHA' ? 'ECDHE-RSA-AES256-GCM-SHA384' : 'AES128-SHA'
    t.equal((await meet(server, { ciphers: `${wish}:${rest}` })).cipher, wish)
  }
})

t.test('the sets hold what their names promise', async (t) => {
  const names = (set: string) => expandCiphers([set]).map((suite) => suite.name)
  const [modern, legacy, weak] = ['modern', 'legacy', 'weak'].map((set) => new Set(names(set)))
  for (const suite of [
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
  ]) {
    t.ok(modern?.has(suite), suite)
    t.ok(legacy?.has(suite), suite)
    t.notOk(weak?.has(suite), suite)
  }
  t.notOk(modern?.has('TLS_RSA_WITH_3DES_EDE_CBC_SHA'))
  t.ok(legacy?.has('TLS_RSA_WITH_3DES_EDE_CBC_SHA'))
  t.ok(weak?.has('TLS_RSA_WITH_3DES_EDE_CBC_SHA'))
  for (const suite of [
    'TLS_RSA_WITH_NULL_SHA',
    'TLS_DH_anon_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_RC4_128_MD5',
    'TLS_RSA_WITH_DES_CBC_SHA',
    'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
  ]) {
    t.ok(weak?.has(suite), suite)
    t.notOk(modern?.has(suite), suite)
    t.notOk(legacy?.has(suite), suite)
  }
  const both = expandCiphers(['AES128-SHA', 'modern', 'TLS_RSA_WITH_AES_128_CBC_SHA']).map((suite) => suite.name)
  t.equal(both[0], 'TLS_RSA_WITH_AES_128_CBC_SHA', 'a name keeps its place')
  t.equal(both.length, new Set(both).size, 'each suite once')
})

for (const [name, suite, bits] of [
  ['NULL-MD5', 'TLS_RSA_WITH_NULL_MD5', 0],
  ['NULL-SHA', 'TLS_RSA_WITH_NULL_SHA', 0],
  ['NULL-SHA256', 'TLS_RSA_WITH_NULL_SHA256', 0],
  ['ADH-AES128-SHA', 'TLS_DH_anon_WITH_AES_128_CBC_SHA', 128],
  ['ADH-AES256-SHA', 'TLS_DH_anon_WITH_AES_256_CBC_SHA', 256],
  ['AECDH-AES128-SHA', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 128],
  ['AECDH-NULL-SHA', 'TLS_ECDH_anon_WITH_NULL_SHA', 0],
  ['AES128-SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 128],
  ['CAMELLIA256-SHA', 'TLS_RSA_WITH_CAMELLIA_256_CBC_SHA', 256],
  ['DHE-RSA-AES256-SHA', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 256],
] as const) {
  t.test(`${name} is negotiated with a client that offers it`, async (t) => {
    const anonymous = name.startsWith('A') && name.includes('DH')
    const versions = name === 'NULL-SHA256' ? ['TLSv1.2'] : ['TLSv1', 'TLSv1.1', 'TLSv1.2']
    for (const ciphers of bits === 0 || anonymous ? [[name], ['weak']] : [[name]]) {
      await using server = await serveTls({ versions, ciphers })
      const client = await meet(server, { ...anything(name), ...(anonymous && { rejectUnauthorized: false }) })
      t.match(client, { cipher: name, suite, heard: [/^250 /, /^221 /], error: '' }, ciphers.join())
      t.equal(client.key === '', anonymous, 'a certificate is shown unless the suite is anonymous')
      t.match(events(server, 'tls.established'), [{ suite, cipher: name, bits }])
    }
  })
}

t.test('healthy serves a client of one kind of suite, whatever the kind', async (t) => {
  await using server = await serveTls({})
  for (const [ciphers, key] of [
    ['ECDHE-RSA-AES128-GCM-SHA256', 'rsa'],
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ecdsa'],
    ['ECDHE-RSA-AES256-SHA', 'rsa'],
    ['DHE-RSA-AES128-GCM-SHA256', 'rsa'],
    ['AES128-SHA', 'rsa'],
    ['AES256-GCM-SHA384', 'rsa'],
  ] as const) {
    t.match(await meet(server, { ciphers, maxVersion: 'TLSv1.2' }), { cipher: ciphers, key, heard: [/^250/, /^221/] })
  }
  for (const [sigalgs, key] of [
    ['rsa_pss_rsae_sha256', 'rsa'],
    ['ecdsa_secp256r1_sha256', 'ecdsa'],
  ] as const) {
    t.match(await meet(server, { sigalgs, minVersion: 'TLSv1.3' }), { version: 'TLSv1.3', key, error: '' })
  }
})

t.test('no common suite is told by handshake_failure and by its own word', async (t) => {
  await using server = await serveTls({ versions: ['TLSv1.2'], ciphers: ['AES128-SHA256'] })
  const client = await meet(server, { ciphers: 'AES256-SHA' })
  t.equal(client.error, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')
  t.match(events(server, 'tls.alert-sent'), [{ number: 40, name: 'handshake_failure', inferred: true }])
  t.match(events(server, 'tls.failed'), [{ reason: 'no-common-suite', detail: /^ERR_SSL_NO_SHARED_CIPHER / }])
})

t.test('groups are served in order, and a client without any of them fails', async (t) => {
  for (const [groups, negotiated] of [
    [['x448', 'x25519'], 'X448'],
    [['x25519', 'x448'], 'X25519'],
    [['secp384r1'], 'secp384r1'],
  ] as const) {
    await using server = await serveTls({ groups, ciphers: ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'] })
    const client = await meet(server, { ecdhCurve: 'X25519:X448:secp384r1', maxVersion: 'TLSv1.2' })
    t.equal(client.group, negotiated)
    const other = await meet(server, { ecdhCurve: 'secp521r1', minVersion: 'TLSv1.3' })
    t.equal(other.error, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE')
    t.match(events(server, 'tls.failed'), [{ reason: 'no-common-group' }])
  }
})

t.test('an unknown suite is a mistake of the scenario, with the name that was meant', async (t) => {
  await t.rejects(serveTls({ ciphers: ['ECDHE-RSA-AES128-GCM-SHA265'] }), {
    name: 'ScenarioError',
    message: /SCENARIO_UNKNOWN_CIPHER[\s\S]*Did you mean "ECDHE-RSA-AES128-GCM-SHA256"\?/i,
  })
})

for (const name of ['RC4-SHA', 'TLS_RSA_WITH_DES_CBC_SHA', 'DES-CBC3-SHA', 'IDEA-CBC-SHA', 'EXP-RC4-MD5', 'SEED-SHA']) {
  t.test(`${name} is known but cannot be served by OpenSSL under Node`, async (t) => {
    const [suite] = expandCiphers([name])
    await t.rejects(serveTls({ versions: ['TLSv1', 'TLSv1.2'], ciphers: ['AES128-SHA', name], engine: 'openssl' }), {
      name: 'EnvironmentError',
      code: 'CANNOT_SERVE',
      message: new RegExp(`OpenSSL under Node cannot serve ${suite?.name}\\.`),
    })
  })
}

for (const name of ['PSK-AES128-CBC-SHA', 'DHE-PSK-AES128-CBC-SHA', 'DHE-DSS-AES128-SHA', 'SRP-AES-128-CBC-SHA']) {
  t.test(`${name} is not served in name only: there is no key for it`, async (t) => {
    await t.rejects(serveTls({ versions: ['TLSv1.2'], ciphers: [name] }), { code: 'CANNOT_SERVE' })
  })
}

t.test('a group that is known and not in OpenSSL is named', async (t) => {
  await t.rejects(serveTls({ versions: ['TLSv1.2'], groups: ['x25519', 'GC256A'] }), {
    code: 'CANNOT_SERVE',
    message: /cannot serve the groups GC256A; the scripted TLS engine has no group GC256A /,
  })
})

t.test('an engine that is asked for serves, or says why it cannot', async (t) => {
  await t.rejects(serveTls({ engine: 'scripted', versions: ['TLSv1.3'] }), {
    name: 'EnvironmentError',
    code: 'CANNOT_SERVE',
    message: /the scripted TLS engine does not speak TLSv1\.3 \(server\.tls\.versions\)/,
  })
  for (const engine of ['openssl', 'scripted'] as const) {
    await using server = await serveTls({ engine, versions: ['TLSv1.2'] })
    t.match(server.transcript, [{ event: 'tls.engine-chosen', engine, because: null }])
    t.ok((await meet(server)).secured)
  }
})

t.test('auto takes OpenSSL where it can do it all, and says why where it cannot', async (t) => {
  for (const [tls, engine, because] of [
    [{ versions: ['TLSv1', 'TLSv1.2'], ciphers: ['AES128-SHA'] }, 'openssl', null],
    [{ versions: ['TLSv1.2'], ciphers: ['AES128-SHA', 'DES-CBC3-SHA'] }, 'scripted', /TLS_RSA_WITH_3DES_EDE_CBC_SHA/],
    [{ versions: ['TLSv1.2'], ciphers: ['DHE-RSA-AES128-SHA'], groups: ['dh1024'] }, 'scripted', /dh1024/],
    [{ versions: ['TLSv1.2'], handshake: 'bad-finished' }, 'scripted', /bad-finished/],
    [{ handshake: 'hang' }, 'openssl', null],
  ] as const) {
    await using server = await serveTls(tls)
    t.match(server.transcript, [{ event: 'tls.engine-chosen', engine, because }])
  }
})

t.test('a fault that no suite has the message for is not played in silence', async (t) => {
  await t.rejects(serveTls({ versions: ['TLSv1.2'], ciphers: ['AES128-SHA'], handshake: 'bad-signature' }), {
    code: 'CANNOT_SERVE',
    message: /no suite of server\.tls\.ciphers has the message that bad-signature changes \(server\.tls\.handshake\)/,
  })
})
