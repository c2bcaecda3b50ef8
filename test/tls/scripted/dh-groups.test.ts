// The groups of Diffie-Hellman: what they are said to be, and that Node's arithmetic agrees with ours.
import { checkPrimeSync, createDiffieHellman, getDiffieHellman } from 'node:crypto'
import t from 'tap'
import { DH_GROUP_NAMES, type DhGroup, dhGroup, newDhKey } from '../../../src/tls/scripted/dh-groups.ts'

const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)
const group = (name: string) => dhGroup(name) as DhGroup

/** By the definition, one multiplication at a time: for exponents that are small. */
function powerOf(base: bigint, exponent: number, modulus: bigint): bigint {
  let result = 1n
  for (let times = 0; times < exponent; times++) result = (result * base) % modulus
  return result
}

const SAFE = ['dh480', 'dh512', 'dh768', 'dh1024', 'dh1536', 'dh2048']

for (const name of SAFE) {
  t.test(`${name} has a safe prime of its length`, (t) => {
    const p = number(group(name).p)
    t.equal(p.toString(2).length, Number(name.slice(2)))
    t.ok(checkPrimeSync(p), 'p')
    t.ok(checkPrimeSync((p - 1n) / 2n), '(p - 1) / 2')
    t.equal(number(group(name).g), 2n)
    t.end()
  })
}

t.test('all groups by name are looked at here', (t) => {
  t.same([...DH_GROUP_NAMES].sort(), [...SAFE, 'dh-composite', 'dh-small-subgroup'].sort())
  t.equal(dhGroup('dh4096'), null)
  t.equal(dhGroup('toString'), null)
  t.end()
})

t.test('the groups of RFCs are those that Node has under their names', (t) => {
  for (const [name, theirs] of [
    ['dh768', 'modp1'],
    ['dh1024', 'modp2'],
    ['dh1536', 'modp5'],
    ['dh2048', 'modp14'],
  ] as const) {
    t.ok(group(name).p.equals(getDiffieHellman(theirs).getPrime()), name)
  }
  t.end()
})

t.test('dh-composite is no prime, and cannot be told from one by its length or by small factors', (t) => {
  const p = number(group('dh-composite').p)
  t.equal(p.toString(2).length, 1024)
  t.notOk(checkPrimeSync(p))
  for (let factor = 2n; factor < 100_000n; factor++) {
    if (p % factor === 0n) t.fail(`divided by ${factor}`)
  }
  t.end()
})

t.test('dh-small-subgroup has a prime, and a generator that comes back to 1 after 65537 steps and not before', (t) => {
  const { p, g } = group('dh-small-subgroup')
  const modulus = number(p)
  t.equal(modulus.toString(2).length, 1024)
  t.ok(checkPrimeSync(modulus))
  // The order of an element divides 65537, which is a prime: it is 1 for 1, and 65537 for any other.
  t.ok(checkPrimeSync(65_537n))
  t.not(number(g) % modulus, 1n)
  t.equal(powerOf(number(g), 65_537, modulus), 1n)
  t.end()
})

/** Both of ours on one side and the other. */
function agreeWith(name: string, rounds: number, t: { ok(value: boolean, name: string): unknown }): void {
  const { p, g } = group(name)
  for (let round = 0; round < rounds; round++) {
    const ours = newDhKey({ name, doc: '', p, g })
    const theirs = createDiffieHellman(p, g)
    const theirKey = theirs.generateKeys()
    // Node keeps the zeros in front, TLS does not (RFC 5246 section 8.1.2).
    const secret = theirs.computeSecret(ours.publicKey)
    const first = secret.findIndex((byte) => byte !== 0)
    t.ok(ours.agree(theirKey)?.equals(secret.subarray(first)) ?? false, `${name}, round ${round}`)
  }
}

t.test("what both share is the same with Node's own keys", (t) => {
  for (const name of DH_GROUP_NAMES.filter((each) => each !== 'dh480')) agreeWith(name, 3, t)
  t.end()
})

t.test('our own arithmetic, which serves what Node refuses, agrees with Node where both can', (t) => {
  // dh480 is too short for Node to make keys with; a multiple of its modulus is a longer one of the same residues.
  const { p, g } = group('dh480')
  const modulus = number(p)
  for (let round = 0; round < 20; round++) {
    const [one, other] = [newDhKey(group('dh480')), newDhKey(group('dh480'))]
    t.equal(one.publicKey.length, p.length)
    const secret = one.agree(other.publicKey)
    t.ok(secret?.equals(other.agree(one.publicKey) ?? Buffer.alloc(0)))
    t.not(secret?.[0], 0, 'no zeros in front')
  }
  // A long modulus p * m: what Node computes in it is, modulo p, what is due in dh480.
  const long = Buffer.from(`0${(modulus * ((1n << 64n) + 1n)).toString(16)}`.slice(-136), 'hex')
  for (let round = 0; round < 20; round++) {
    const theirs = createDiffieHellman(long, g)
    theirs.generateKeys()
    const exponent = number(theirs.getPrivateKey())
    const ours = newDhKey(group('dh480'))
    const publicInShort = number(theirs.getPublicKey()) % modulus
    const bytes = Buffer.from(publicInShort.toString(16).padStart(120, '0'), 'hex')
    const expected = number(theirs.computeSecret(ours.publicKey)) % modulus
    t.equal(number(ours.agree(bytes) ?? Buffer.of(0)), expected, `exponent of ${exponent.toString(2).length} bits`)
  }
  t.end()
})

t.test('a public key that no honest client sends gives no secret', (t) => {
  for (const name of ['dh480', 'dh1024']) {
    const { p } = group(name)
    const modulus = number(p)
    const bytes = (value: bigint) => Buffer.from(value.toString(16).padStart(2 * p.length, '0'), 'hex')
    const key = newDhKey(group(name))
    for (const wrong of [0n, 1n, modulus - 1n, modulus]) t.equal(key.agree(bytes(wrong)), null, `${name}: ${wrong}`)
    t.equal(key.agree(Buffer.alloc(0)), null)
    t.not(key.agree(bytes(2n)), null)
  }
  t.end()
})
