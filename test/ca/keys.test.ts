import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { leafKeyPair, makeKeyPair, warm } from '../../src/ca/keys.ts'

t.test('leaf certificates share one pair of each kind, authorities have their own', async (t) => {
  warm()
  t.equal(await leafKeyPair('rsa2048'), await leafKeyPair('rsa2048'))
  t.equal(await leafKeyPair('p256'), await leafKeyPair('p256'))
  t.not((await makeKeyPair('p256')).privatePem, (await leafKeyPair('p256')).privatePem)
})

t.test('a pair has the size or the curve that its kind says', async (t) => {
  const sizes = { rsa2048: 2048, rsa1024: 1024, rsa512: 512 } as const
  for (const kind of ['rsa2048', 'rsa1024', 'rsa512'] as const) {
    const { privateKey, privatePem, publicPem } = await leafKeyPair(kind)
    t.equal(privateKey.asymmetricKeyDetails?.modulusLength, sizes[kind])
    t.match(privatePem, /^-----BEGIN PRIVATE KEY-----/)
    t.match(publicPem, /^-----BEGIN PUBLIC KEY-----/)
  }
  t.equal((await leafKeyPair('p256')).privateKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
})

t.test('importing the room neither loads selfsigned nor makes a key', async (t) => {
  const room = new URL('../../src/ca/', import.meta.url).href
  const script = `
    import { createRequire, syncBuiltinESMExports } from 'node:module'
    import crypto from 'node:crypto'
    let made = 0
    const { generateKeyPair } = crypto
    crypto.generateKeyPair = (...all) => { made++; return generateKeyPair(...all) }
    syncBuiltinESMExports()
    for (const file of ['authority', 'certificate', 'client-certificate', 'vocabulary']) await import('${room}' + file + '.ts')
    const loaded = Object.keys(createRequire('${room}').cache).some((name) => name.includes('selfsigned'))
    const before = made
    ;(await import('${room}keys.ts')).warm()
    console.log(JSON.stringify({ before, after: made, loaded }))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import=tsx',
    '--input-type=module',
    '--eval',
    script,
  ])
  t.strictSame(JSON.parse(stdout), { before: 0, after: 2, loaded: false })
})
