// The pseudorandom functions of TLS against published vectors.
import t from 'tap'
import {
  masterSecret,
  pHash,
  prf,
  sessionKeys,
  TLS1_0,
  TLS1_1,
  TLS1_2,
} from '../../../src/tls/scripted/key-derivation.ts'
import { recipeOf } from '../../../src/tls/scripted/suites.ts'
import { suiteByName } from '../../../src/tls/wire/names.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')

// https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/, the vectors of the TLS working group.
const TLS12 = {
  sha256: {
    secret: '9bbe436ba940f017b17652849a71db35',
    seed: 'a0ba9f936cda311827a6f796ffd5198c',
    output: `e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0
      22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66`,
  },
  sha384: {
    secret: 'b80b733d6ceefcdc71566ea48e5567df',
    seed: 'cd665cf6a8447dd6ff8b27555edb7465',
    output: `7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534
      cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd
      4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f`,
  },
} as const

for (const [hash, { secret, seed, output }] of Object.entries(TLS12)) {
  t.test(`TLS 1.2 with ${hash}`, (t) => {
    const whole = hex(output)
    for (const length of [1, 12, 48, whole.length]) {
      const made = prf(TLS1_2, hash as keyof typeof TLS12, hex(secret), 'test label', hex(seed), length)
      t.equal(made.toString('hex'), whole.subarray(0, length).toString('hex'))
    }
    t.end()
  })
}

// NIST's vectors for the key derivation of TLS 1.0 and 1.1 (CAVP, SP 800-135), as OpenSSL's own tests have them.
const PREMASTER = 'bded7fa5c1699c010be23dd06ada3a48349f21e5f86263d512c0c5cc379f0e780ec55d9844b2f1db02a96453513568d0'
const MASTER = '2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d9896395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62'
const KEY_BLOCK = `3088825988e77fce68d19f756e18e43eb7fe672433504feaf99b3c503d9091b164f166db301d70c9fc0870b4a94563907bee1a61
  fb786cb717576890bcc51cb9ead97e01d0a2fea99c953377b195205ff07b369589178796edc963fd80fdbe518a2fc1c35c18ae8d`

/** One of the block's length: two MAC keys of SHA-1, two keys of 3DES, two IVs of 8 bytes. */
const TRIPLE_DES = 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'

t.test('TLS 1.0: a master secret, and the keys of both directions in their order', (t) => {
  const suite = suiteByName(TRIPLE_DES)
  const recipe = suite && recipeOf(suite)
  if (!recipe) throw new Error(`no ${TRIPLE_DES}`)
  for (const version of [TLS1_0, TLS1_1]) {
    const master = masterSecret(
      version,
      recipe,
      hex(PREMASTER),
      {
        client: hex('e5acaf549cd25c22d964c0d930fa4b5261d2507fad84c33715b7b9a864020693'),
        server: hex('135e4d557fdf3aa6406d82975d5c606a9734c9334b42136e96990fbd5358cdb2'),
      },
      null,
    )
    t.equal(master.toString('hex'), MASTER)
    const keys = sessionKeys(version, recipe, master, {
      client: hex('d58a7b1cd4fedaa232159df652ce188f9d997e061b9bf48e83b62990440931f6'),
      server: hex('67267e650eb32444119d222a368c191af3082888dc35afe8368e638c828874be'),
    })
    const inOrder = [
      ...[keys.client.macKey, keys.server.macKey, keys.client.key, keys.server.key],
      // Since TLS 1.1 each record brings its own.
      ...(version === TLS1_0 ? [keys.client.iv, keys.server.iv] : []),
    ]
    const made = Buffer.concat(inOrder)
    t.equal(made.toString('hex'), hex(KEY_BLOCK).subarray(0, made.length).toString('hex'))
    t.equal(made.length, version === TLS1_0 ? 104 : 88)
  }
  t.end()
})

t.test('a secret of odd length gives its middle byte to both halves', (t) => {
  // RFC 2246 section 5.
  const secret = hex('0102030405')
  const made = prf(TLS1_0, 'sha256', secret, 'x', Buffer.alloc(0), 20)
  const [md5, sha1] = [
    pHash('md5', hex('010203'), Buffer.from('x'), 20),
    pHash('sha1', hex('030405'), Buffer.from('x'), 20),
  ]
  t.same(
    [...made],
    [...md5].map((byte, at) => byte ^ (sha1[at] as number)),
  )
  t.end()
})
