import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'
import t, { type Test } from 'tap'
import { WireError } from '../../../src/tls/wire/byte-reader.ts'
import { type ClientHello, decodeClientHello, factsOf } from '../../../src/tls/wire/client-hello.ts'
import { suiteByName } from '../../../src/tls/wire/names.ts'
import { readClientHello } from '../../../src/tls/wire/records.ts'
import type { ClientHelloFacts } from '../../../src/transcript/events.ts'
import {
  recorded,
  recordedNames,
  seededRandom,
  uint,
  uints,
  vector,
  writeHello,
  writeRecords,
  writeSslv2Hello,
} from './hellos.ts'

function decode(bytes: Buffer): ClientHello {
  const reading = readClientHello(bytes)
  if (reading.state !== 'hello') throw new Error(JSON.stringify(reading))
  return decodeClientHello(reading.message, reading)
}
const decodeMessage = (message: Buffer) => decodeClientHello(message, { framing: 'tls', recordVersion: 0x0301 })

/** The named fields have exactly these values; `match` would let a list be longer than the expected one. */
function has<T extends object>(t: Test, found: T, expected: Partial<T>, name = 'fields'): void {
  t.same(Object.fromEntries(Object.entries(found).filter(([field]) => field in expected)), expected, name)
}

// What each command line asked for; the JA3 values are those that Wireshark 4.0.17 shows for the same bytes.
const EXPECTED: Record<string, Partial<ClientHelloFacts>> = {
  'openssl-tls10': {
    framing: 'tls',
    recordVersion: 'TLSv1',
    helloVersion: 'TLSv1',
    versions: ['TLSv1'],
    suites: [
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_AES_256_CBC_SHA',
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_NULL_SHA',
      'TLS_DH_anon_WITH_AES_128_CBC_SHA',
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
    ],
    weakSuites: ['TLS_RSA_WITH_NULL_SHA', 'TLS_DH_anon_WITH_AES_128_CBC_SHA'],
    signatureAlgorithms: [],
    servername: null,
    alpn: [],
    fallbackScsv: false,
    ja3: 'c234b3364c9f00402c94d079ae4337bd',
  },
  'openssl-tls12': {
    recordVersion: 'TLSv1',
    helloVersion: 'TLSv1.2',
    versions: ['TLSv1.2'],
    suites: [
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256',
      'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA',
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
    ],
    groups: ['x25519', 'secp384r1'],
    signatureAlgorithms: ['rsa_pss_rsae_sha256', 'ecdsa_secp384r1_sha384', 'rsa_pkcs1_sha512'],
    servername: 'mail.example',
    alpn: ['smtp'],
    weakSuites: [],
    ja3: 'b224fea95241d51ad8db91826724a384',
  },
  'openssl-tls13': {
    helloVersion: 'TLSv1.2',
    versions: ['TLSv1.3'],
    suites: ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256', 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'],
    groups: ['secp256r1'],
    servername: 'mail.example',
    alpn: [],
    ja3: 'a69891d2481ee94f101d8c188d27507b',
  },
  'openssl-fallback': {
    helloVersion: 'TLSv1.1',
    versions: ['TLSv1.1'],
    suites: ['TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV', 'TLS_FALLBACK_SCSV'],
    weakSuites: [],
    fallbackScsv: true,
    ja3: '1d6bc8a92304287b75f425d904f557fd',
  },
  'gnutls-tls10': {
    helloVersion: 'TLSv1',
    versions: ['TLSv1'],
    suites: [
      'TLS_RSA_WITH_AES_256_CBC_SHA',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      'TLS_RSA_WITH_RC4_128_SHA',
      'TLS_RSA_WITH_RC4_128_MD5',
    ],
    weakSuites: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_RC4_128_MD5'],
    extensions: [],
    groups: [],
    servername: null,
    ja3: 'abdbdaa1b02f6e30b13c01f9f6742738',
  },
  'gnutls-normal': {
    helloVersion: 'TLSv1.2',
    versions: ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'],
    weakSuites: [],
    servername: 'mail.example',
    alpn: ['smtp'],
    ja3: '6af33c9e05452609f615c60bfdef7ce7',
  },
  'python-default': {
    versions: ['TLSv1.3', 'TLSv1.2'],
    servername: 'mail.example',
    alpn: [],
    weakSuites: [],
    ja3: '93c7d42c0df602fb91589311534831f5',
  },
  'java-default': {
    recordVersion: 'TLSv1.2',
    versions: ['TLSv1.3', 'TLSv1.2'],
    servername: null,
    ja3: '795a08fe385896aee616d3b7236502da',
  },
  'java-ssl30': {
    recordVersion: 'SSLv3',
    helloVersion: 'SSLv3',
    versions: ['SSLv3'],
    suites: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_DES_CBC_SHA'],
    weakSuites: ['TLS_RSA_WITH_RC4_128_MD5', 'TLS_RSA_WITH_DES_CBC_SHA'],
    ja3: '7124628004dc5359c7a9d73d4b457cf2',
  },
  'java-sslv2hello': {
    framing: 'sslv2',
    recordVersion: 'SSLv2',
    helloVersion: 'TLSv1',
    versions: ['TLSv1', 'SSLv2'],
    // Java puts the SSLv2 number of a suite behind the TLS one, where there is one.
    suites: [
      'TLS_RSA_WITH_AES_128_CBC_SHA',
      'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      'SSL2_DES_192_EDE3_CBC_WITH_MD5',
      'TLS_RSA_WITH_RC4_128_MD5',
      'SSL2_RC4_128_WITH_MD5',
      'TLS_RSA_WITH_RC4_128_SHA',
      'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
      'SSL2_RC4_128_EXPORT40_WITH_MD5',
      'TLS_RSA_WITH_DES_CBC_SHA',
      'SSL2_DES_64_CBC_WITH_MD5',
      'TLS_DH_anon_WITH_RC4_128_MD5',
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
    ],
    extensions: [],
    servername: null,
  },
}

t.test('every recorded hello says what its command line asked for', (t) => {
  t.same(recordedNames.toSorted(), Object.keys(EXPECTED).toSorted())
  for (const [name, expected] of Object.entries(EXPECTED)) {
    has(t, factsOf(decode(recorded(name))), expected, name)
  }
  t.end()
})

/** The first bytes that a real client sends when told to speak TLS with these options. */
async function captureHello(options: ConnectionOptions): Promise<Buffer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ...options })
  client.on('error', () => {}) // the server hangs up once it has the hello
  const [socket] = await once(server, 'connection')
  let bytes = Buffer.alloc(0)
  while (readClientHello(bytes).state === 'need-more') bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0]])
  socket.destroy()
  client.destroy()
  server.close()
  return bytes
}

const realSuites = (facts: ClientHelloFacts) => facts.suites.filter((name) => !suiteByName(name)?.signal)

t.test('Node as a TLS 1.0 client', async (t) => {
  const ciphers = 'AES256-SHA:NULL-SHA:@SECLEVEL=0'
  const facts = factsOf(decode(await captureHello({ minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers })))
  has(t, facts, { framing: 'tls', helloVersion: 'TLSv1', versions: ['TLSv1'], servername: null, alpn: [] })
  t.same(realSuites(facts), ['TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_NULL_SHA'])
  t.same(facts.weakSuites, ['TLS_RSA_WITH_NULL_SHA'])
})

t.test('Node as a TLS 1.2 client with a name, protocols, groups and schemes', async (t) => {
  const facts = factsOf(
    decode(
      await captureHello({
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        ciphers: 'DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305',
        servername: 'mx.example',
        ALPNProtocols: ['smtp', 'h2'],
        ecdhCurve: 'P-521:X25519',
        sigalgs: 'ECDSA+SHA256:RSA-PSS+SHA512',
      }),
    ),
  )
  t.same(realSuites(facts), ['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'])
  has(t, facts, { versions: ['TLSv1.2'], servername: 'mx.example' })
  t.same(facts.alpn, ['smtp', 'h2'])
  t.same(facts.groups, ['secp521r1', 'x25519'])
  t.same(facts.signatureAlgorithms, ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha512'])
})

t.test('Node as a TLS 1.1 to 1.3 client', async (t) => {
  const ciphers = 'TLS_AES_256_GCM_SHA384:AES128-SHA:@SECLEVEL=0'
  const facts = factsOf(decode(await captureHello({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.3', ciphers })))
  t.equal(facts.helloVersion, 'TLSv1.2')
  t.same(facts.versions, ['TLSv1.3', 'TLSv1.2', 'TLSv1.1'])
  t.same(realSuites(facts), ['TLS_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_128_CBC_SHA'])
  t.ok(facts.extensions.includes('key_share'))
})

for (const name of recordedNames) {
  const bytes = recorded(name)
  const reading = readClientHello(bytes)
  if (reading.state !== 'hello') throw new Error(name)
  const { message } = reading

  t.test(`${name}: every strict prefix is refused`, (t) => {
    for (let length = 0; length < message.length; length++) {
      const error = failureOf(() => decodeClientHello(message.subarray(0, length), reading))
      if (!(error instanceof WireError)) t.fail(`prefix of ${length} bytes: ${error}`)
    }
    t.end()
  })

  t.test(`${name}: more bytes than it says are refused`, (t) => {
    t.throws(() => decodeClientHello(Buffer.concat([message, Buffer.from([0])]), reading), { name: 'WireError' })
    t.end()
  })

  if (reading.framing === 'tls') {
    t.test(`${name}: prefixes whose header tells the truth are refused, but one without extensions`, (t) => {
      const body = message.subarray(4)
      const accepted: number[] = []
      for (let length = 0; length < body.length; length++) {
        const cut = Buffer.concat([Buffer.from([1]), vector(3, body.subarray(0, length))])
        const error = failureOf(() => decodeMessage(cut))
        if (error === undefined) accepted.push(length)
        else if (!(error instanceof WireError)) t.fail(`prefix of ${length} bytes: ${error}`)
      }
      // RFC 5246 section 7.4.1.2: a hello may end behind the compression methods.
      t.same(accepted, decodeMessage(message).extensions.length > 0 ? [lengthWithoutExtensions(message)] : [])
      t.end()
    })
  }
}

function lengthWithoutExtensions(message: Buffer): number {
  const hello = decodeMessage(message)
  return 2 + 32 + 1 + hello.sessionId.length + 2 + 2 * hello.suites.length + 1 + hello.compressionMethods.length
}

function failureOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

t.test('every cut inside an extension that is decoded is refused, with the name of the extension', (t) => {
  const { extensions } = decode(recorded('openssl-tls12'))
  const { extensions: newer } = decode(recorded('openssl-tls13'))
  const whole = new Map([...newer, ...extensions].map(({ type, data }) => [type, data]))
  for (const [type, name] of [
    [0, 'server_name'],
    [10, 'supported_groups'],
    [11, 'ec_point_formats'],
    [13, 'signature_algorithms'],
    [16, 'application_layer_protocol_negotiation'],
    [43, 'supported_versions'],
  ] as const) {
    const data = whole.get(type) ?? Buffer.alloc(0)
    t.doesNotThrow(() => decodeMessage(writeHello({ extensions: [[type, data]] })), name)
    for (const wrong of [...data.keys()]
      .map((cut) => data.subarray(0, cut))
      .concat(Buffer.concat([data, uint(1, 0)]))) {
      const error = failureOf(() => decodeMessage(writeHello({ extensions: [[type, wrong]] })))
      t.ok(error instanceof WireError && error.field.startsWith(name), `${name} of ${wrong.length} bytes`)
    }
  }
  t.end()
})

t.test('an extension sent twice is refused', (t) => {
  t.throws(() => decodeMessage(writeHello({ extensions: [[23], [35], [23]] })), {
    name: 'WireError',
    field: 'extension type',
    message: /extended_master_secret a second time/,
  })
  t.end()
})

t.test('bytes behind the block of extensions are refused', (t) => {
  const body = Buffer.concat([writeHello({ extensions: [[23]] }).subarray(4), Buffer.from([0])])
  t.throws(() => decodeMessage(Buffer.concat([Buffer.from([1]), vector(3, body)])), {
    name: 'WireError',
    field: 'extensions',
    message: /1 byte too many/,
  })
  t.end()
})

t.test('the first host name counts; names of other types are passed over', (t) => {
  const entry = (type: number, name: string) => Buffer.concat([uint(1, type), vector(2, Buffer.from(name))])
  const sni = vector(2, Buffer.concat([entry(7, 'other'), entry(0, 'a.example'), entry(0, 'b.example')]))
  t.equal(factsOf(decodeMessage(writeHello({ extensions: [[0, sni]] }))).servername, 'a.example')
  t.equal(decodeMessage(writeHello({ extensions: [[0, vector(2, entry(7, 'other'))]] })).servername, null)
  t.end()
})

t.test('a protocol without a name is refused', (t) => {
  const alpn = vector(2, Buffer.concat([vector(1, Buffer.from('smtp')), vector(1, Buffer.alloc(0))]))
  t.throws(() => decodeMessage(writeHello({ extensions: [[16, alpn]] })), { name: 'WireError', message: /empty/ })
  t.end()
})

t.test('a failure says which field and where', (t) => {
  const hello = writeHello({ extensions: null })
  hello[4 + 2 + 32 + 1] = 0xff // high byte of the length of the cipher suites
  t.throws(() => decodeMessage(hello), { name: 'WireError', field: 'cipher suites', offset: 41 })
  t.throws(() => decodeMessage(Buffer.from([2, 0, 0, 0])), { name: 'WireError', field: 'message type' })
  t.end()
})

t.test('a hello may lack extensions, or have none in the block for them', (t) => {
  for (const extensions of [null, []]) {
    const hello = decodeMessage(writeHello({ version: 0x0301, suites: [0x0035, 0x000a], extensions }))
    has(t, hello, {
      version: 0x0301,
      suites: [0x0035, 0x000a],
      extensions: [],
      supportedVersions: null,
      servername: null,
    })
    has(t, factsOf(hello), {
      versions: ['TLSv1'],
      extensions: [],
      groups: [],
      weakSuites: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
    })
  }
  t.end()
})

t.test('GREASE is in the numbers and in none of the facts', (t) => {
  const hello = decodeMessage(
    writeHello({
      suites: [0x1a1a, 0x1301, 0x1234],
      extensions: [
        [0x2a2a],
        [43, vector(1, uints(2, [0x3a3a, 0x0304, 0x7f1c, 0x0303]))],
        [10, vector(2, uints(2, [0x4a4a, 0x001d]))],
        [13, vector(2, uints(2, [0x5a5a, 0x0403]))],
        [16, vector(2, Buffer.concat([vector(1, uint(2, 0x6a6a)), vector(1, Buffer.from('smtp'))]))],
        [0xfafa],
      ],
    }),
  )
  t.same(hello.suites, [0x1a1a, 0x1301, 0x1234])
  const facts = factsOf(hello)
  t.same(facts.suites, ['TLS_AES_128_GCM_SHA256', '0x1234'])
  t.same(facts.versions, ['TLSv1.3', '0x7f1c', 'TLSv1.2'])
  t.same(facts.groups, ['x25519'])
  t.same(facts.signatureAlgorithms, ['ecdsa_secp256r1_sha256'])
  t.same(facts.alpn, ['smtp'])
  t.same(facts.extensions, [
    'supported_versions',
    'supported_groups',
    'signature_algorithms',
    'application_layer_protocol_negotiation',
  ])
  t.end()
})

t.test('an SSLv2 hello of SSLv2 alone', (t) => {
  const hello = decode(writeSslv2Hello({ version: 0x0002, specs: [0x010080, 0x060040, 0x0a0080] }))
  t.equal(hello.random.length, 16)
  has(t, factsOf(hello), {
    framing: 'sslv2',
    recordVersion: 'SSLv2',
    helloVersion: 'SSLv2',
    versions: ['SSLv2'],
    suites: ['SSL2_RC4_128_WITH_MD5', 'SSL2_DES_64_CBC_WITH_MD5', '0x0a0080'],
    weakSuites: ['SSL2_RC4_128_WITH_MD5', 'SSL2_DES_64_CBC_WITH_MD5'],
  })
  t.end()
})

t.test('SSLv2 framing without suites of SSLv2 does not offer SSLv2', (t) => {
  t.same(factsOf(decode(writeSslv2Hello({ version: 0x0301, specs: [0x00002f] }))).versions, ['TLSv1'])
  t.end()
})

t.test('bytes that a terminal would obey are escaped', (t) => {
  const name = Buffer.from('\u001b[2Jmail.example\n', 'latin1')
  const sni = vector(2, Buffer.concat([uint(1, 0), vector(2, name)]))
  const facts = factsOf(decodeMessage(writeHello({ extensions: [[0, sni]] })))
  t.equal(facts.servername, '\\x1b[2Jmail.example\\x0a')
  t.end()
})

t.test('how the hello was cut into records and chunks is not in the facts', (t) => {
  const whole = decode(recorded('python-default'))
  const { message } = readClientHello(recorded('python-default')) as { message: Buffer }
  for (const size of [1, 2, 3, 7, 64, 500]) t.same(factsOf(decode(writeRecords(message, size))), factsOf(whole))
  t.end()
})

t.test('random and damaged messages are decoded or refused, never anything else', (t) => {
  const random = seededRandom(5246)
  const below = (limit: number) => Math.floor(random() * limit)
  const originals = recordedNames.map((name) => {
    const reading = readClientHello(recorded(name))
    if (reading.state !== 'hello') throw new Error(name)
    return reading
  })
  let refused = 0
  for (let round = 0; round < 8000; round++) {
    const original = originals[round % originals.length]
    if (!original) throw new Error('no hello')
    const message =
      round % 4 === 0 ? Buffer.from(Array.from({ length: below(300) }, () => below(256))) : damage(original.message)
    const error = failureOf(() => factsOf(decodeClientHello(message, original)))
    if (error !== undefined) refused++
    if (error !== undefined && !(error instanceof WireError)) t.fail(`${error} for ${message.toString('hex')}`)
  }
  t.ok(refused > 2000 && refused < 8000, `${refused} refused`)
  t.end()

  function damage(message: Buffer): Buffer {
    const copy = Buffer.from(message)
    for (let times = 1 + below(3); times > 0; times--) copy[below(copy.length)] = below(256)
    return copy
  }
})
