// The premaster secret of RSA: whatever is wrong in it, the handshake goes on with one that nobody knows.
import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto'
import t from 'tap'
import { decryptPremaster } from '../../../src/tls/scripted/key-exchange.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const LENGTH = 128

/** 0x0303 is TLS 1.2. */
const VERSION = 0x0303
const premaster = Buffer.concat([Buffer.of(3, 3), randomBytes(46)])

/** Encrypts a whole block, its padding included (RFC 8017 section 7.2.1). */
function encryptBlock(block: Buffer): Buffer {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block)
}

function nonZero(length: number): Buffer {
  return randomBytes(length).map((byte) => byte || 1) as Buffer
}

function padded(secret: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0, 2), nonZero(LENGTH - 3 - secret.length), Buffer.of(0), secret])
}

t.test('what OpenSSL encrypts comes out as it was', (t) => {
  const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, premaster)
  t.ok(decryptPremaster(privateKey, encrypted, VERSION).equals(premaster))
  t.ok(decryptPremaster(privateKey, encryptBlock(padded(premaster)), VERSION).equals(premaster))
  t.end()
})

/** A block with one byte of it changed. */
function changed(at: number, value: number): Buffer {
  const block = padded(premaster)
  block[at] = value
  return block
}

const START = LENGTH - premaster.length

const WRONG: Readonly<Record<string, Buffer>> = {
  'a first byte that is not 0': changed(0, 1),
  'padding for signatures': changed(1, 1),
  'padding of no kind': changed(1, 0),
  'a zero in the first eight bytes of the padding': changed(5, 0),
  'a zero further on: the secret is too long': changed(40, 0),
  'a zero right in front of the separator': changed(START - 2, 0),
  'no separator': changed(START - 1, 7),
  'a secret of 47 bytes': padded(premaster.subarray(1)),
  'a secret of 49 bytes': padded(Buffer.concat([premaster, Buffer.of(9)])),
  'no secret at all': padded(Buffer.alloc(0)),
  'nothing but zeros': Buffer.alloc(LENGTH),
  'an older version': padded(Buffer.concat([Buffer.of(3, 1), premaster.subarray(2)])),
  'a newer version': padded(Buffer.concat([Buffer.of(3, 4), premaster.subarray(2)])),
  'another major version': padded(Buffer.concat([Buffer.of(2, 3), premaster.subarray(2)])),
}

t.test('what is wrong gives another secret of the same length, a new one each time, and no exception', (t) => {
  for (const [name, block] of Object.entries(WRONG)) {
    const encrypted = encryptBlock(block)
    const [one, other] = [1, 2].map(() => decryptPremaster(privateKey, encrypted, VERSION)) as [Buffer, Buffer]
    t.equal(one.length, 48, name)
    t.notOk(one.equals(premaster), name)
    t.notOk(one.equals(block.subarray(-48)), name)
    t.notOk(one.equals(other), name)
  }
  t.end()
})

t.test('so does what is no result of an encryption', (t) => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.of(1),
    randomBytes(LENGTH - 1),
    Buffer.alloc(LENGTH, 0xff),
    randomBytes(300),
  ]) {
    const secrets = [1, 2].map(() => decryptPremaster(privateKey, bytes, VERSION)) as [Buffer, Buffer]
    t.equal(secrets[0].length, 48)
    t.notOk(secrets[0].equals(secrets[1]))
  }
  t.end()
})

t.test('the version is that of the ClientHello, whatever was agreed on', (t) => {
  const encrypted = encryptBlock(padded(premaster))
  t.ok(decryptPremaster(privateKey, encrypted, 0x0303).equals(premaster))
  for (const version of [0x0300, 0x0301, 0x0302, 0x0304, 0x0203]) {
    t.notOk(decryptPremaster(privateKey, encrypted, version).equals(premaster))
  }
  t.end()
})

t.test('keys of 512 bits, as EXPORT has them, leave room for just that', (t) => {
  const short = generateKeyPairSync('rsa', { modulusLength: 512 })
  const encrypted = publicEncrypt({ key: short.publicKey, padding: constants.RSA_PKCS1_PADDING }, premaster)
  t.ok(decryptPremaster(short.privateKey, encrypted, VERSION).equals(premaster))
  t.end()
})
