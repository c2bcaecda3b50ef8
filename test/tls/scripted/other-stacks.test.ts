// Key derivation and record protection against sessions of stacks that share no code with ours: recorded ones of JSSE, which has
// all versions and ciphers, and live ones of Node's OpenSSL with itself.
import { constants, createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { connect, createSecureContext, type SecureVersion, TLSSocket } from 'node:tls'
import t, { type Test } from 'tap'
import { processAuthority } from '../../../src/ca/authority.ts'
import { issue, serverNames } from '../../../src/ca/certificate.ts'
import { masterSecret, SSL3, TLS1_1 } from '../../../src/tls/scripted/key-derivation.ts'
import { decryptPremaster } from '../../../src/tls/scripted/key-exchange.ts'
import { opening, sealing } from '../../../src/tls/scripted/protection.ts'
import { clientKeyExchange } from '../../../src/tls/wire/handshake/client-key-exchange.ts'
import { MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import { suiteByName, VERSION_NUMBERS } from '../../../src/tls/wire/names.ts'
import { SAID, SERVER_KEY, SESSIONS } from './recordings/sessions.ts'
import { type Direction, type ReadSession, readSession, shownIn, type WireSession } from './wire-session.ts'

for (const session of SESSIONS) {
  t.test(`JSSE: ${session.version} ${session.suite}`, (t) => {
    const read = readSession(session)
    fits(t, read, SAID)
    t.ok(masterFrom(read, SERVER_KEY).equals(session.master), 'the master secret')
    t.equal(read.extendedMasterSecret, read.version > SSL3)
    t.end()
  })
}

t.test('the recordings hold every kind of cipher in every version that has it', (t) => {
  const kinds = new Set(SESSIONS.map(({ version, suite }) => `${version} ${/_WITH_(.+)_\w+?$/.exec(suite)?.[1]}`))
  const usual = ['NULL', 'RC4_128', '3DES_EDE_CBC', 'AES_128_CBC']
  const expected = {
    SSLv3: [...usual, 'RC4_40', 'DES40_CBC', 'DES_CBC'],
    TLSv1: [...usual, 'RC4_40', 'DES40_CBC', 'DES_CBC', 'AES_256_CBC'],
    'TLSv1.1': [...usual, 'DES_CBC', 'AES_256_CBC'],
    'TLSv1.2': [...usual, 'AES_256_CBC', 'AES_128_GCM', 'AES_256_GCM'],
  }
  const wanted = Object.entries(expected).flatMap(([version, ciphers]) =>
    ciphers.map((cipher) => `${version} ${cipher}`),
  )
  t.same([...kinds].sort(), wanted.sort())
  t.end()
})

const LIVE: readonly (readonly [SecureVersion, ...suites: string[]])[] = [
  ['TLSv1', 'TLS_RSA_WITH_NULL_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  ['TLSv1.1', 'TLS_RSA_WITH_NULL_MD5', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  ['TLSv1.2', 'TLS_RSA_WITH_NULL_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  ['TLSv1.2', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'],
]

for (const [version, ...suites] of LIVE) {
  for (const suite of suites) {
    t.test(`OpenSSL: ${version} ${suite}`, async (t) => {
      const { key, ...session } = await talk(version, suite)
      const read = readSession(session)
      fits(t, read, SAID)
      t.ok(read.extendedMasterSecret)
      if (suite.startsWith('TLS_RSA_')) t.ok(masterFrom(read, key).equals(session.master), 'the master secret')
    })
  }
}

/** Both sides said what they said, and both Finished messages are what ours would have been. */
function fits(t: Test, read: ReadSession, said: { toServer: string; toClient: string }): void {
  const { version, recipe, keys, client, server, verifyData } = read
  t.equal(client.text, said.toServer)
  t.equal(server.text, said.toClient)
  t.equal(shownIn(client, version).toString('hex'), verifyData.client.toString('hex'), 'Finished of the client')
  t.equal(shownIn(server, version).toString('hex'), verifyData.server.toString('hex'), 'Finished of the server')
  for (const [side, { records }] of [
    ['client', client],
    ['server', server],
  ] as const) {
    const [ours, back] = [sealing(version, recipe, keys[side]), opening(version, recipe, keys[side])]
    for (const [index, { sealed, content }] of records.entries()) {
      const record = ours.apply(sealed.type, sealed.version, content ?? Buffer.alloc(0)) ?? Buffer.alloc(0)
      const name = `record ${index} of the ${side}`
      // With a nonce or an IV of its own choice, no two stacks protect a record alike.
      if (hasOwnChoice(read)) t.ok(back.apply(sealed.type, sealed.version, record)?.equals(content ?? record), name)
      else t.equal(record.toString('hex'), sealed.fragment.toString('hex'), name)
      t.equal(record.length, sealed.fragment.length, name)
    }
  }
  refusesChanges(t, read, server)
}

function hasOwnChoice({ version, recipe: { cipher } }: ReadSession): boolean {
  return cipher.kind === 'aead' || (cipher.kind === 'block' && version >= TLS1_1)
}

/** A record with one bit changed, of another type, or in another place is none. */
function refusesChanges(t: Test, { version, recipe, keys }: ReadSession, { records }: Direction): void {
  const [first, second] = records
  if (!first || !second) throw new Error('no two records')
  const fresh = () => opening(version, recipe, keys.server)
  const { type, version: named, fragment } = first.sealed
  for (const at of [0, fragment.length >> 1, fragment.length - 1]) {
    const changed = Buffer.from(fragment)
    changed[at] = (changed[at] as number) ^ 0x01
    t.equal(fresh().apply(type, named, changed), null, `byte ${at} changed`)
  }
  t.equal(fresh().apply('application-data', named, fragment), null, 'another type')
  t.equal(fresh().apply(second.sealed.type, named, second.sealed.fragment), null, 'out of order')
  t.equal(fresh().apply(type, named, fragment.subarray(0, -1)), null, 'cut')
}

/** From the client's own message to the master secret. */
function masterFrom(read: ReadSession, keyPem: string): Buffer {
  const { version, recipe, randoms, client, sessionHash, extendedMasterSecret } = read
  const message = client.clear.find(({ type }) => type === MESSAGE_TYPES['client-key-exchange'])
  const encrypted = clientKeyExchange('rsa', { bare: version === SSL3 }).decode(message?.body ?? Buffer.alloc(0))
  const premaster = decryptPremaster(createPrivateKey(keyPem), encrypted, version)
  return masterSecret(version, recipe, premaster, randoms, extendedMasterSecret ? sessionHash : null)
}

/** A session of node:tls with itself in memory, each side answering the other line by line. */
async function talk(version: SecureVersion, suite: string): Promise<WireSession & { key: string }> {
  const [credential] = await issue(processAuthority(), { key: 'rsa' }, serverNames('smtp.test'))
  if (!credential || !('certificatePem' in credential)) throw new RangeError('Nothing was issued')
  const options = {
    minVersion: version,
    maxVersion: version,
    ciphers: `${suiteByName(suite)?.openssl}:@SECLEVEL=0`,
    // What is sealed another way is not ours to read.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_ENCRYPT_THEN_MAC,
  }
  const [near, far] = pipe()
  const { certificatePem: cert, keyPem: key } = credential
  const server = new TLSSocket(far.end, {
    isServer: true,
    secureContext: createSecureContext({ ...options, cert, key }),
  })
  const client = connect({ socket: near.end, rejectUnauthorized: false, ...options })
  let master = ''
  client.on('keylog', (line: Buffer) => {
    master = line.toString('latin1').trim().split(' ')[2] ?? ''
  })
  await Promise.all([once(server, 'secure'), once(client, 'secureConnect')])
  const lines = (text: string) => text.split(/(?<=\n)/)
  const answers = lines(SAID.toClient)
  for (const [index, line] of lines(SAID.toServer).entries()) {
    const heard = once(server, 'data')
    client.write(line)
    await heard
    const answered = once(client, 'data')
    server.write(answers[index] as string)
    await answered
  }
  const session = { toServer: Buffer.concat(near.sent), toClient: Buffer.concat(far.sent) }
  client.destroy()
  server.destroy()
  if (!(version in VERSION_NUMBERS)) throw new RangeError(version)
  return { version, suite, key, master: Buffer.from(master, 'hex'), ...session }
}

interface End {
  end: Duplex
  sent: Buffer[]
}

/** Two streams, each of which hears what the other says; and what each has said. */
function pipe(): [End, End] {
  const sent: [Buffer[], Buffer[]] = [[], []]
  const end = (mine: Buffer[], other: () => Duplex) =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        mine.push(chunk)
        other().push(chunk)
        done()
      },
    })
  const one: Duplex = end(sent[0], () => two)
  const two: Duplex = end(sent[1], () => one)
  return [
    { end: one, sent: sent[0] },
    { end: two, sent: sent[1] },
  ]
}
