// Groups of Diffie-Hellman by name: the usual ones, too short ones, and broken ones.
import { createDiffieHellman, getDiffieHellman, randomBytes } from 'node:crypto'

export interface DhGroup {
  name: string
  doc: string
  /** Modulus and generator, in network byte order. */
  p: Buffer
  g: Buffer
}

/** A key of the server for one session. */
export interface DhKey {
  publicKey: Buffer
  /** What both sides share; null for a public key of the client that no honest client sends. */
  agree(clientKey: Buffer): Buffer | null
}

interface Entry {
  doc: string
  make(): { p: Buffer; g: Buffer }
}

// The short and the broken moduli were made for this project with OpenSSL's generator.
const GROUPS: Readonly<Record<string, Entry>> = {
  dh480: { doc: 'A safe prime of 480 bits.', make: () => ofHex(DH480, '02') },
  dh512: { doc: 'A safe prime of 512 bits, the length that EXPORT allowed.', make: () => ofHex(DH512, '02') },
  dh768: { doc: 'Oakley group 1 (RFC 2409 section 6.1), 768 bits.', make: () => ofOpenssl('modp1') },
  dh1024: { doc: 'Oakley group 2 (RFC 2409 section 6.2), 1024 bits.', make: () => ofOpenssl('modp2') },
  dh1536: { doc: 'Group 5 (RFC 3526 section 2), 1536 bits.', make: () => ofOpenssl('modp5') },
  dh2048: { doc: 'Group 14 (RFC 3526 section 3), 2048 bits.', make: () => ofOpenssl('modp14') },
  'dh-composite': { doc: 'A modulus of 1024 bits that is no prime.', make: () => ofHex(COMPOSITE, '02') },
  'dh-small-subgroup': {
    doc: 'A prime of 1024 bits with a generator of a subgroup of 65,537 elements, so that a secret can be guessed.',
    make: () => ofHex(SMALL_SUBGROUP.p, SMALL_SUBGROUP.g),
  },
}

/** The names for `server.tls.groups`. */
export const DH_GROUP_NAMES: readonly string[] = Object.keys(GROUPS)

export function dhGroup(name: string): DhGroup | null {
  const entry = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined
  return entry ? { name, doc: entry.doc, ...entry.make() } : null
}

/** `by` is OpenSSL unless it refuses the length of the modulus. */
export function newDhKey({ p, g }: DhGroup, by = p.length * 8 >= OPENSSL_LEAST_BITS ? 'openssl' : 'own'): DhKey {
  return by === 'openssl' ? opensslKey(p, g) : ownKey(p, g)
}

/** OpenSSL 3 refuses a shorter modulus (`DH_MIN_MODULUS_BITS`). */
const OPENSSL_LEAST_BITS = 512

function opensslKey(p: Buffer, g: Buffer): DhKey {
  const key = createDiffieHellman(p, g)
  const publicKey = key.generateKeys()
  return {
    publicKey,
    agree(clientKey) {
      try {
        return withoutLeadingZeros(key.computeSecret(clientKey))
      } catch {
        return null
      }
    },
  }
}

/** What OpenSSL does not do any more; slower, and not in constant time: these keys protect nothing. */
function ownKey(p: Buffer, g: Buffer): DhKey {
  const modulus = toNumber(p)
  const secret = toNumber(randomBytes(32))
  return {
    publicKey: toBytes(power(toNumber(g), secret, modulus), p.length),
    agree(clientKey) {
      const theirs = toNumber(clientKey)
      if (theirs < 2n || theirs > modulus - 2n) return null
      return withoutLeadingZeros(toBytes(power(theirs, secret, modulus), p.length))
    },
  }
}

/** RFC 5246 section 8.1.2: leading zeros of the shared value are not part of the secret. */
function withoutLeadingZeros(value: Buffer): Buffer {
  const first = value.findIndex((byte) => byte !== 0)
  return value.subarray(first < 0 ? value.length : first)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function toNumber(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
}

function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex')
}

function ofHex(p: string, g: string) {
  return { p: Buffer.from(p, 'hex'), g: Buffer.from(g, 'hex') }
}

function ofOpenssl(name: string) {
  const group = getDiffieHellman(name)
  return { p: group.getPrime(), g: group.getGenerator() }
}

const DH480 =
  'f2412da53acef9aa306a4cbcce5e7b1e4f73b5c88d5fb1a11e5026b8b0b1e66fc31793fca09fc00d93dfc451f914b907' +
  'd0db234e2842314e488d8a9f'

const DH512 =
  'e1f838742878f8457d73ee5eb717fbebcf80733ebaeac65315eff316aa5f62e61d62d0b7426459df74f1deabefa1c6b1' +
  'cb428da953a4b1eceb817bdfe1e5c28b'

const COMPOSITE =
  'b4d38d4762a468aaedddbd464acd131c78b2cb0e4b358c55588af0a31e58167a6256f96c3ed2a559ab062c1e50fd7aec' +
  'b51be81bf7ba20cd5bae6fe621fb66b7056a8fdd97309c842baf6f356d7887c5b9b1ccac7c11b2609d3e03221352fb22' +
  '74886c4e84a9ba9864143860d3e2a854aa5a3bdd533a818704c54a103877e9bd'

const SMALL_SUBGROUP = {
  p:
    '80000aa6e2ab67cb58b40dff65527d655c3d5e522fc5838f2ff60ea472adae74ebae714c7fbbdb593805c882ebb3ae11' +
    'd7491a29f4ef7ce1fcba1506bf1d3755664be7d6ff8ef33d5f2dca8bfa834a663b7ee3b7f62bd4ea78182f790cfb4f37' +
    '0eed4afde487de93ebbe0368feb4610c18654dbda2ac75623b50a7ddc59612e5',
  g:
    '3289ed5809952b4d3f90224daba559b2d966551d77a87f121b3313c8a3fc1f927b3f4adee25b0cb5cae194124ef3ad11' +
    'ecd31b658d8a1fdc12c3e1342340568a197beea990ca8a8b6f3145c6532735443fb47b5167e6964fca628d0e6772907e' +
    '06d10e5be5e59f7ebce2b950fc5f35586e0af54e05c5d7911973f23b32fc7791',
}
