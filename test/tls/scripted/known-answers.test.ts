// Known answers for what the scripted engine computes itself: vectors of RFCs, answers of OpenSSL, and whole sessions that
// OpenSSL and GnuTLS had with themselves.
import {
  checkPrimeSync,
  constants,
  createDiffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { BULK_CIPHERS } from '../../../src/tls/scripted/bulk-ciphers.ts'
import { DH_GROUP_NAMES, type DhGroup, dhGroup, newDhKey } from '../../../src/tls/scripted/dh-groups.ts'
import { prf, sessionKeys, TLS1_0, TLS1_2, verifyData } from '../../../src/tls/scripted/key-derivation.ts'
import { decryptPremaster } from '../../../src/tls/scripted/key-exchange.ts'
import { opening, type Protection, sealing, UNPROTECTED } from '../../../src/tls/scripted/protection.ts'
import { Rc4 } from '../../../src/tls/scripted/rc4.ts'
import { recipeOf, type SuiteRecipe } from '../../../src/tls/scripted/suites.ts'
import { decodeClientHello } from '../../../src/tls/wire/client-hello.ts'
import { frameMessage, MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../../../src/tls/wire/handshake/server-hello.ts'
import { suiteByNumber } from '../../../src/tls/wire/names.ts'
import { RecordReader, type TlsRecord } from '../../../src/tls/wire/record-reader.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const NEW_SESSION_TICKET = 4

t.test('RC4 gives the key streams of RFC 6229', (t) => {
  const stream = (key: string, offset: number) => new Rc4(hex(key)).update(Buffer.alloc(offset + 16)).subarray(offset)
  const long = '0102030405060708090a0b0c0d0e0f10'
  for (const [key, offset, expected] of [
    ['0102030405', 0, 'b2396305f03dc027ccc3524a0a1118a8'],
    ['0102030405', 16, '6982944f18fc82d589c403a47a0d0919'],
    [long, 0, '9ac7cc9a609d1ef7b2932899cde41b97'],
    [long, 16, '5248c4959014126a6e8a84f11d1a9e1c'],
    [long, 4096, 'a36a4c301ae8ac13610ccbc12256cacc'],
  ] as const) {
    t.equal(stream(key, offset).toString('hex'), expected, `${key} at ${offset}`)
  }
  // The state goes on from call to call.
  const cipher = new Rc4(hex(long))
  const pieces = [5, 1, 10].map((length) => cipher.update(Buffer.alloc(length)))
  t.equal(Buffer.concat(pieces).toString('hex'), '9ac7cc9a609d1ef7b2932899cde41b97')
  t.end()
})

t.test('triple DES with equal keys is DES', (t) => {
  // The example that the literature works through (key 133457799BBCDFF1), as OpenSSL's des-cbc gives it as well.
  const cipher = BULK_CIPHERS.DES_CBC.seal(hex('133457799bbcdff1'), Buffer.alloc(8))
  t.equal(cipher.update(hex('0123456789abcdef')).toString('hex'), '85e813540f0ab405')
  t.end()
})

t.test('the PRF of TLS 1.2 gives the vector that its working group published', (t) => {
  const secret = hex('9bbe436ba940f017b17652849a71db35')
  const seed = hex('a0ba9f936cda311827a6f796ffd5198c')
  t.equal(
    prf(TLS1_2, 'sha256', secret, 'test label', seed, 100).toString('hex'),
    'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0' +
      '22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
  )
  t.end()
})

// openssl kdf -keylen 104 -kdfopt digest:DIGEST -kdfopt hexsecret:0b0b... (21 bytes, an odd number) \
//   -kdfopt hexseed:LABEL 00010203...1f TLS1-PRF     (OpenSSL 3.0)
const OPENSSL_KDF = [
  [
    'MD5-SHA1',
    'master secret',
    '08100d0ca9b334eb972865453f96f2efe15a8b9e4a1274058aa66cb5adbde782ab945178d1bba734b0911b553c6f2658962aa936' +
      'b4d5f8145043f0dfb46b8c734871889b04b5a6f893c0294d6837595b53bde8f2ca991d0bce87f6b334631c82645abafe287af44c',
  ],
  [
    'MD5-SHA1',
    'key expansion',
    'edfef568df11813b14ae1f287433fbaa39db1ffcf3c0192a71b332e045c75b701b4ea9d50cc57e2fee0623d4fe919f5d70ce787b' +
      '17d17ac01aa3ee7353563e8e3e5fb5f9ea9d3f0629dc6d43b641e5aabcbe714fa879d91727f57db50219e48695d44acfcf72939d',
  ],
  [
    'MD5-SHA1',
    'client finished',
    '53de09d0caaa82a9478846a0eafecb13c1fa57172599594c390467c9c795c1d9e0162d2ee095513e1f7da497bd1e198a7a5e4abf' +
      'cca97e86ced529a8fee5faf603a5d4f5abbba175c205c5e436a05a5864f56ddd33f2057c6e8d7afbf2bcf8730ec1297bdce0a54a',
  ],
  [
    'SHA256',
    'master secret',
    '08ffffe94c9386fd40a90a0756f6f190f62acb0454ba31a4053d9d78518aba26ccebf378251e0a0d1888eb7c1e8186901531ec08' +
      'f2c07e02c698715109c96a59a08095a1bfcd4cb53d9023af6deb4ec451352a56e000591c0efbf6d9356c89207d255a0dbeef674f',
  ],
  [
    'SHA256',
    'key expansion',
    '557c96867c2fc1ad4288bbeb7c9b09071517ff7b4a6499d75a6a46267eba660254cf98defe1e16d3c2a3c7efd6cecf3744bba878' +
      '23c0ab7238ac85853a939b2640fb601b3dfcd3e139f6deccde7a9445ffa04fb656556b989970cec2de207739c5dca96a75b4e2b6',
  ],
  [
    'SHA256',
    'client finished',
    'cb0003e41811faa652613928d9075abe20e532d4fa75f3fa47bca21d45c343e3dec59d1f8d177de10fc5aff1f4c564849a7396f8' +
      'a567bec140af080bd9c0082dd2e9634e013530f1b2e90f9e6756acfa9200cd8eec5e7793a65145e0e9f85b2f9fed68945178e991',
  ],
  [
    'SHA384',
    'master secret',
    'c859b97e4b3c11b5192531e53f64da69d8a1c46e5f300c7d932ac13e0b5840e95e05aab79506768f91a8812d5c63f3702d2bcf1a' +
      'f7dd8368d868b6418605572093514cb185fc0162fb4da863b823ef624a4f779e4f83ba084e68ab89c905b3a17f07ebbf5805470e',
  ],
  [
    'SHA384',
    'key expansion',
    '6244dad87b536f28b93501959789df35054df3e98ea78ead917b0a6ef032751a2594611c735f92a03678f62614037d5a11301c53' +
      '5030b3e01e0a46d130461fe8fc14ff369e676583e147cf790ce6be4f4905d9218710fbe81fc87d9779e53f2e81af62055c19125e',
  ],
  [
    'SHA384',
    'client finished',
    'b8ecc13ac507251e7215bae2404d7cc23a2d1cec44dc1efbdfd4672f0c8e9a45666af318cee41cb3dbeab3cfc576f8a5f9734c2a' +
      '4dd59f84e0a9f81415d942003d0c6422a90c898421e7be2435fb2b125ba633327d0acf834db13a41a7be7035de76254f629c7b00',
  ],
] as const

t.test("each PRF gives OpenSSL's answers", (t) => {
  const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => at))
  for (const [digest, label, expected] of OPENSSL_KDF) {
    const [version, hash] =
      digest === 'MD5-SHA1' ? [TLS1_0, 'sha256' as const] : [TLS1_2, digest.toLowerCase() as 'sha256' | 'sha384']
    t.equal(
      prf(version, hash, Buffer.alloc(21, 0x0b), label, seed, 104).toString('hex'),
      expected,
      `${digest} ${label}`,
    )
  }
  t.end()
})

interface Recorded {
  master: Buffer
  client: Buffer
  server: Buffer
  said: string
}

const SESSIONS = new URL('./sessions/', import.meta.url)

/** A session of two programs that nobody here wrote: its master secret and all bytes of both sides. */
function recordedSession(file: string): Recorded {
  const text = readFileSync(new URL(file, SESSIONS), 'utf8')
  const part = (name: string) =>
    hex(new RegExp(`^${name}:\\s*([0-9a-f\\s]+)`, 'm').exec(text)?.[1]?.replace(/\s/g, '') ?? '')
  const said = /the client said: (.+)/.exec(text)?.[1] ?? ''
  return { master: part('master'), client: part('client'), server: part('server'), said }
}

function recordsIn(bytes: Buffer): TlsRecord[] {
  const reader = new RecordReader()
  reader.add(bytes)
  const records: TlsRecord[] = []
  for (let record = reader.next(); record; record = reader.next()) records.push(record)
  return records
}

/** Handshake messages before the change_cipher_spec, and the protected records behind it. */
function split(records: readonly TlsRecord[]) {
  const change = records.findIndex(({ type }) => type === 'change-cipher-spec')
  const messages = new MessageReader()
  for (const { type, fragment } of records.slice(0, change)) if (type === 'handshake') messages.add(fragment)
  const clear: { type: number; body: Buffer; bytes: Buffer }[] = []
  for (let message = messages.next(); message; message = messages.next()) clear.push(message)
  return { clear, protected: records.slice(change + 1) }
}

for (const file of readdirSync(SESSIONS)) {
  t.test(`${file.replace('.txt', '')}: the keys open the recorded records, the Finished messages are right`, (t) => {
    const { master, client, server, said } = recordedSession(file)
    const [fromClient, fromServer] = [split(recordsIn(client)), split(recordsIn(server))]
    const [helloMessage] = fromClient.clear
    const answer = fromServer.clear.find(({ type }) => type === MESSAGE_TYPES['server-hello'])
    const hello = decodeClientHello(helloMessage?.bytes ?? Buffer.alloc(0), { framing: 'tls', recordVersion: 0x0301 })
    const { version, random, suite } = serverHello.decode(answer?.body ?? Buffer.alloc(0))
    const known = suiteByNumber(suite)
    const recipe = known && recipeOf(known)
    if (!recipe) throw new Error(`suite ${suite}`)
    const keys = sessionKeys(version, recipe, master, { client: hello.random, server: random })

    // In the order in which they were said: a new session ticket comes between the two Finished messages.
    const early = fromServer.clear.filter(({ type }) => type !== NEW_SESSION_TICKET)
    const tickets = fromServer.clear.filter(({ type }) => type === NEW_SESSION_TICKET)
    const before = [...fromClient.clear.slice(0, 1), ...early, ...fromClient.clear.slice(1)].map(({ bytes }) => bytes)
    const clientOpens = opening(version, recipe, keys.client)
    const [finished, ...spoken] = fromClient.protected.map((record) => open(clientOpens, record))
    const clientVerify = verifyData(version, recipe, master, 'client', Buffer.concat(before))
    t.strictSame(finished, frameMessage('finished', clientVerify), 'the Finished of the client')

    const serverOpens = opening(version, recipe, keys.server)
    const [serverFinished] = fromServer.protected.map((record) => open(serverOpens, record))
    const all = Buffer.concat([...before, finished ?? Buffer.alloc(0), ...tickets.map(({ bytes }) => bytes)])
    const serverVerify = verifyData(version, recipe, master, 'server', all)
    t.strictSame(serverFinished, frameMessage('finished', serverVerify), 'the Finished of the server')
    t.match(Buffer.concat(spoken).toString('latin1'), said, 'what the client said')

    sealsTheSame(t, version, recipe, keys.client, fromClient.protected, [finished ?? Buffer.alloc(0), ...spoken])
    t.end()
  })
}

function open(protection: Protection, { type, version, fragment }: TlsRecord): Buffer {
  const clear = protection.apply(type, version, fragment)
  if (!clear) throw new Error('a record that could not be opened')
  return clear
}

/** Where nothing is random, sealing gives the recorded bytes; GnuTLS pads CBC as it likes, and AEAD nonces are free. */
function sealsTheSame(
  t: Test,
  version: number,
  recipe: SuiteRecipe,
  keys: Parameters<typeof sealing>[2],
  records: readonly TlsRecord[],
  clear: readonly Buffer[],
): void {
  if (recipe.cipher.kind !== 'stream' && recipe.cipher.kind !== 'null') return
  const seals = sealing(version, recipe, keys)
  for (const [at, record] of records.entries()) {
    t.strictSame(seals.apply(record.type, record.version, clear[at] ?? Buffer.alloc(0)), record.fragment)
  }
}

const RECIPES = new Map(
  [0x0004, 0x003c, 0x009c].flatMap((number) => {
    const suite = suiteByNumber(number)
    return suite ? [[suite.name, recipeOf(suite)] as const] : []
  }),
)

t.test('protection opens only what was sealed with the same keys, in the same order', (t) => {
  for (const name of [
    'TLS_RSA_WITH_RC4_128_MD5',
    'TLS_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
  ]) {
    const recipe = RECIPES.get(name)
    if (!recipe) throw new Error(name)
    const randoms = { client: randomBytes(32), server: randomBytes(32) }
    const { client } = sessionKeys(TLS1_2, recipe, randomBytes(48), randoms)
    const seals = sealing(TLS1_2, recipe, client)
    const [first, second] = ['one', 'two'].map((text) => seals.apply('application-data', TLS1_2, Buffer.from(text)))
    const opens = () => opening(TLS1_2, recipe, client)
    t.equal(
      opens()
        .apply('application-data', TLS1_2, first as Buffer)
        ?.toString(),
      'one',
    )
    t.equal(opens().apply('handshake', TLS1_2, first as Buffer), null, 'another type')
    t.equal(opens().apply('application-data', TLS1_2, second as Buffer), null, 'out of order')
    for (let at = 0; at < (first?.length ?? 0); at++) {
      const spoilt = Buffer.from(first as Buffer)
      spoilt[at] = (spoilt[at] ?? 0) ^ 1
      t.equal(opens().apply('application-data', TLS1_2, spoilt), null, `${name}, byte ${at}`)
    }
    for (const length of [0, 1, 15, 16]) t.equal(opens().apply('application-data', TLS1_2, Buffer.alloc(length)), null)
  }
  t.equal(UNPROTECTED.apply('handshake', TLS1_2, Buffer.from('x'))?.toString(), 'x')
  t.end()
})

const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)

t.test('the groups of Diffie-Hellman are what their names say', (t) => {
  const bits = (name: string) => toNumber((dhGroup(name) as DhGroup).p).toString(2).length
  for (const length of [480, 512, 768, 1024, 1536, 2048]) t.equal(bits(`dh${length}`), length)
  for (const name of DH_GROUP_NAMES) {
    const { p } = dhGroup(name) as DhGroup
    t.equal(checkPrimeSync(p), name !== 'dh-composite', name)
    if (/^dh\d/.test(name)) t.ok(checkPrimeSync((toNumber(p) - 1n) / 2n), `${name} is a safe prime`)
  }
  const { p, g } = dhGroup('dh-small-subgroup') as DhGroup
  const ring = new Set<string>()
  for (let element = toNumber(g); !ring.has(String(element)); element = (element * toNumber(g)) % toNumber(p)) {
    ring.add(String(element))
  }
  t.equal(ring.size, 65_537)
  t.equal(dhGroup('constructor'), null)
  t.end()
})

t.test('two keys of each group agree, and OpenSSL agrees with the short one where it still can', (t) => {
  for (const name of DH_GROUP_NAMES) {
    const group = dhGroup(name) as DhGroup
    const [one, other] = [newDhKey(group), newDhKey(group)]
    t.strictSame(one.agree(other.publicKey), other.agree(one.publicKey), name)
    for (const bad of [Buffer.alloc(0), Buffer.from([0]), Buffer.from([1])]) t.equal(one.agree(bad), null, name)
  }
  // The arithmetic for groups that OpenSSL refuses, in one that it does not: 511 bits need it, 512 do not.
  const wide = dhGroup('dh512') as DhGroup
  const ours = newDhKey(wide, 'own')
  const theirs = createDiffieHellman(wide.p, wide.g)
  theirs.generateKeys()
  t.equal(
    toNumber(ours.agree(theirs.getPublicKey()) ?? Buffer.from([0])),
    toNumber(theirs.computeSecret(ours.publicKey)),
  )
  t.end()
})

t.test('a premaster secret that is wrong in any way is another one, and nobody hears why', (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const premaster = Buffer.concat([Buffer.from([3, 1]), randomBytes(46)])
  const pkcs1 = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, premaster)
  t.strictSame(decryptPremaster(privateKey, pkcs1, 0x0301), premaster)
  const bare = (block: Buffer) => publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block)
  const padded = (change: (block: Buffer) => void) => {
    const block = Buffer.concat([Buffer.from([0, 2]), Buffer.alloc(128 - 51, 7), Buffer.from([0]), premaster])
    change(block)
    return bare(block)
  }
  t.strictSame(
    decryptPremaster(
      privateKey,
      padded(() => {}),
      0x0301,
    ),
    premaster,
  )
  for (const [what, encrypted, version] of [
    ['another version', pkcs1, 0x0303],
    ['block type 1', padded((block) => block.writeUInt8(1, 1)), 0x0301],
    ['a zero inside the padding', padded((block) => block.writeUInt8(0, 20)), 0x0301],
    ['no zero behind it', padded((block) => block.writeUInt8(7, 79)), 0x0301],
    [
      'a secret that is too short',
      publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, premaster.subarray(1)),
      0x0301,
    ],
    ['no block at all', Buffer.from('short'), 0x0301],
    ['more than the modulus', Buffer.alloc(128, 0xff), 0x0301],
  ] as const) {
    const found = decryptPremaster(privateKey, encrypted, version)
    t.equal(found.length, 48, what)
    t.notOk(found.equals(premaster), what)
    t.notOk(found.equals(decryptPremaster(privateKey, encrypted, version)), `${what}: not the same twice`)
  }
  t.end()
})
