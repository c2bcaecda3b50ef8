// How a client comes to trust the simulator: --ca-dir, --ca-file, `simulate ca`.
import { X509Certificate } from 'node:crypto'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import t from 'tap'
import { connect } from '../raw-client.ts'
import { folder, simulate, start } from './command.ts'

/** The certificate that a server shows, checked against `ca`. */
async function securedBy(port: number, ca: string, options: object = {}) {
  await using client = await connect({ port })
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await client.asks('STARTTLS', '220 *')
  const secured = await client.starttls({ ca, ...options })
  await client.asks('EHLO client.test', '250 *')
  return secured.getPeerX509Certificate()
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8)
}

t.test('--ca-file is there when the server says it is ready', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'ca.pem')
  await using run = await start(['healthy', '--port', '0', '--ca-file', file])
  const port = await run.port()
  const ca = await readFile(file, 'utf8')
  t.ok(new X509Certificate(ca).ca)
  t.notMatch(ca, 'PRIVATE KEY')
  await securedBy(port, ca)
})

t.test('--ca-dir is made once, is used again, and keeps its key to the user', async (t) => {
  await using place = await folder()
  const directory = join(place.path, 'ca')
  const certificates: string[] = []
  for (let run = 1; run <= 2; run++) {
    await using server = await start(['healthy', '--port', '0', '--ca-dir', directory])
    const port = await server.port()
    certificates.push(await readFile(join(directory, 'ca.pem'), 'utf8'))
    await securedBy(port, certificates[0] ?? '')
    await server.stop()
  }
  t.equal(certificates[1], certificates[0])
  t.same((await readdir(directory)).sort(), ['ca-key.pem', 'ca.pem'])
  t.equal(await modeOf(join(directory, 'ca-key.pem')), '600')
  t.match(await readFile(join(directory, 'ca-key.pem'), 'utf8'), 'PRIVATE KEY')
})

t.test('without --ca-dir nothing is written and every run has an authority of its own', async (t) => {
  await using place = await folder()
  const run = async () =>
    (await simulate(['healthy', '--port', '0', '--json', '--timeout', '1ms'], { cwd: place.path })).stdout
  const [one, other] = [await run(), await run()]
  const certificate = /"ca":"([^"]*)"/
  t.not(certificate.exec(one)?.[1], certificate.exec(other)?.[1])
  t.same(await readdir(place.path), [])
})

t.test('a broken --ca-dir is told before a server starts', async (t) => {
  await using place = await folder()
  await writeFile(join(place.path, 'ca.pem'), 'not a certificate')
  const { stdout, stderr, exit } = await simulate(['healthy', '--port', '0', '--ca-dir', place.path])
  t.match(stderr, 'holds ca.pem but no ca-key.pem')
  t.equal(stdout, '')
  t.equal(exit, 2)
})

t.test('simulate ca makes an authority, says how to trust it, and leaves an old one alone', async (t) => {
  await using place = await folder()
  const first = await simulate(['ca', 'my-ca'], { cwd: place.path })
  t.equal(first.exit, 0)
  t.equal(first.stderr, '', 'it judges nobody')
  t.match(first.stdout, 'NODE_EXTRA_CA_CERTS=my-ca/ca.pem\n')
  t.match(first.stdout, '--cacert my-ca/ca.pem\n')
  const ca = await readFile(join(place.path, 'my-ca/ca.pem'), 'utf8')
  t.equal((await simulate(['ca', 'my-ca'], { cwd: place.path })).exit, 0)
  t.equal(await readFile(join(place.path, 'my-ca/ca.pem'), 'utf8'), ca)
})

t.test('simulate ca --client makes a certificate that servers of this authority accept', async (t) => {
  await using place = await folder()
  const { stdout, exit } = await simulate(['ca', place.path, '--client', 'probe 1', '--p12'])
  t.equal(exit, 0)
  const base = join(place.path, 'probe-1')
  const [, passphrase = ''] = /probe-1\.p12 {2}password (\S+)\n/.exec(stdout) ?? []
  t.equal(stdout, `${base}.pem\n${base}-key.pem\n${base}.p12  password ${passphrase}\n`)
  for (const file of [`${base}-key.pem`, `${base}.p12`]) t.equal(await modeOf(file), '600', file)

  const cert = await readFile(`${base}.pem`, 'utf8')
  t.match(new X509Certificate(cert).subject, 'CN=probe 1')
  const pfx = await readFile(`${base}.p12`)
  t.ok(createSecureContext({ pfx, passphrase }), 'Node reads the PKCS#12 file')
  t.throws(() => createSecureContext({ pfx, passphrase: 'wrong' }), /mac verify failure/)

  await using run = await start(['client-cert-required-reply', '--port', '0', '--ca-dir', place.path])
  const port = await run.port()
  const ca = await readFile(join(place.path, 'ca.pem'), 'utf8')
  await securedBy(port, ca, { cert, key: await readFile(`${base}-key.pem`, 'utf8') })
  await securedBy(port, ca, { pfx, passphrase })
  await t.rejects(securedBy(port, ca), /No client certificate presented/)
})

t.test('simulate ca --fault makes one that they do not accept', async (t) => {
  await using place = await folder()
  t.equal((await simulate(['ca', place.path, '--client', 'late', '--fault', 'expired'])).exit, 0)
  const certificate = new X509Certificate(await readFile(join(place.path, 'late.pem')))
  t.ok(new Date(certificate.validTo) < new Date())
  const unknown = await simulate(['ca', place.path, '--client', 'late', '--fault', 'expird'])
  t.match(unknown.stderr, '--fault expird is not known. Did you mean expired? Known: ')
  t.equal(unknown.exit, 2)
})

t.test('a client certificate never lands on the authority, nor outside the folder', async (t) => {
  await using place = await folder()
  const directory = join(place.path, 'in')
  await simulate(['ca', directory])
  const before = await readFile(join(directory, 'ca.pem'), 'utf8')
  for (const name of ['ca', 'CA', 'ca-key', 'ca key', '.', '..', '../x', 'a/b', '-x', '', ' x', 'x'.repeat(65)]) {
    const { stderr, exit } = await simulate(['ca', directory, `--client=${name}`])
    t.match(stderr, `--client ${name}: `)
    t.equal(exit, 2, name)
  }
  t.equal(await readFile(join(directory, 'ca.pem'), 'utf8'), before)
  t.same((await readdir(place.path, { recursive: true })).sort(), ['in', 'in/ca-key.pem', 'in/ca.pem'])
})

t.test('a key is for the user only, also where a file with other rights lay before', async (t) => {
  await using place = await folder()
  const file = join(place.path, 'probe-key.pem')
  await writeFile(file, 'old')
  await chmod(file, 0o644)
  t.equal((await simulate(['ca', place.path, '--client', 'probe'])).exit, 0)
  t.equal(await modeOf(file), '600')
  t.match(await readFile(file, 'utf8'), 'PRIVATE KEY')
})

t.test('what cannot be meant is a mistake', async (t) => {
  await using place = await folder()
  for (const [args, message] of [
    [[], 'Which folder? As in "simulate ca ./my-ca".'],
    [[place.path, '--p12'], '--fault and --p12 are about a client certificate: add --client NAME.'],
    [[place.path, '--fault', 'expired'], '--fault and --p12 are about a client certificate: add --client NAME.'],
  ] as const) {
    const { stderr, exit } = await simulate(['ca', ...args])
    t.match(stderr, message)
    t.equal(exit, 2)
  }
  t.same(await readdir(place.path), [], 'and nothing was made')
})
