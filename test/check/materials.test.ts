// What a client command is given: words in braces, the environment, files; and that nothing of it stays.
import { X509Certificate } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import t from 'tap'
import { folder, start } from '../cli/command.ts'
import { check, client, clientFile, Lifeline } from './command.ts'

interface Told {
  args: string[]
  env: Record<string, string>
  folder: string
  folderMode: string
  files: Record<string, string>
  contents: Record<string, string>
}

/** Runs a client that tells what it was given, once; nothing comes of its mail. */
async function toldWith(...args: string[]) {
  const place = await folder()
  const file = join(place.path, 'told.ndjson')
  const temporary = join(place.path, 'tmp')
  const { mkdir } = await import('node:fs/promises')
  await mkdir(temporary)
  const command = [process.execPath, clientFile('teller'), file, ...args]
  const ended = await check(['healthy', '--no-control', '--wait', '1ms'], command, { env: { TMPDIR: temporary } })
  const told = JSON.parse(await readFile(file, 'utf8')) as Told
  const left = await readdir(temporary)
  return { ...ended, told, left, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() }
}

t.test('placeholders are replaced inside arguments, and stand in the environment as well', async (t) => {
  const words = ['host', 'port', 'ca', 'user', 'pass', 'from', 'to', 'message']
  await using run = await toldWith(...words.map((word) => `--${word}={${word}},{${word}}`))
  const { args, env } = run.told
  t.same(
    args,
    words.map((word) => `--${word}=${env[word.toUpperCase()]},${env[word.toUpperCase()]}`),
  )
  t.match(env, { HOST: 'localhost', PORT: /^\d+$/, USER: String, PASS: String, FROM: /@/, TO: /@/ })
  t.ok(new X509Certificate(run.told.contents.CA ?? '').ca)
  t.match(run.told.contents.MESSAGE, /^From: <sender@example\.com>\r\n(.+\r\n)+\r\n/)
})

t.test('other braces stay as they are, and no shell looks at anything', async (t) => {
  const args = ['{nobody}', '{constructor}', '{}', '{ host }', '$HOME', '*', '; exit 1', '"quoted"', '']
  await using run = await toldWith(...args)
  t.same(run.told.args, args)
})

t.test('a key is written only for who asks for it', async (t) => {
  await using run = await toldWith('{ca}')
  t.same(Object.keys(run.told.files).sort(), ['ca.pem', 'dialogue.txt', 'message.eml'])
  t.equal(run.told.folderMode, '700')
  for (const name of ['CERT', 'KEY', 'P12', 'P12PASS']) t.notOk(name in run.told.env, name)
})

t.test('{cert}, {key} and {p12} are a client certificate, for this user only, gone afterwards', async (t) => {
  await using run = await toldWith('{cert}', '{key}', '{p12}', '{p12pass}')
  const { files, contents, args } = run.told
  t.match(files, { 'client-key.pem': '600', 'client.p12': '600' })
  const [cert = '', key = '', , passphrase = ''] = args
  t.equal(cert, run.told.env.CERT)
  t.ok(key.startsWith(run.told.folder))
  t.ok(createSecureContext({ cert: contents.CERT ?? '', key: contents.KEY ?? '' }))
  const pfx = Buffer.from(contents.P12 ?? '', 'latin1')
  t.ok(createSecureContext({ pfx, passphrase }))
  t.throws(() => createSecureContext({ pfx, passphrase: 'wrong' }))
  t.same(run.left, [], 'nothing is left in the temporary folder')
})

t.test('{tlsa} is what the TLSA records of this server hold, one a line, for who asks', async (t) => {
  await using run = await toldWith('{tlsa}')
  const [records = ''] = run.told.args
  t.match(records, /^3 1 1 [0-9a-f]{64}\n3 1 1 [0-9a-f]{64}\n2 1 1 [0-9a-f]{64}$/)
  t.equal(run.told.env.TLSA, records)
  await using other = await toldWith('{ca}')
  t.notOk('TLSA' in other.told.env)
})

t.test('asked for {p12} alone, no key lies there in the open', async (t) => {
  await using run = await toldWith('{p12}')
  t.same(Object.keys(run.told.files).sort(), ['ca.pem', 'client.p12', 'dialogue.txt', 'message.eml'])
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} ends the clients, removes the files, and tells what was judged`, async (t) => {
    await using place = await folder()
    await using lifeline = await Lifeline.open()
    const command = client('odd', 'hangs', lifeline.port, '{key}')
    const args = ['check', 'healthy', 'no-starttls', '--no-control', '--jobs', '1', '--json', '--', ...command]
    await using run = await start(args, { env: { TMPDIR: place.path } })
    await lifeline.came(2)
    const { stdout, stderr, exit } = await run.stop(signal)
    await lifeline.empty()
    t.same(JSON.parse(stdout), { version: 1, results: [] })
    t.equal(stderr, 'Ended by a signal: 0 of 2 scenarios are judged.\nexit 4 (inconclusive)\n')
    t.equal(exit, 4)
    t.same(await readdir(place.path), [])
  })
}

t.test('a second signal ends all at once, and leaves nothing either', async (t) => {
  await using place = await folder()
  await using lifeline = await Lifeline.open()
  const command = client('odd', 'hangs', lifeline.port, '{key}')
  const args = ['check', 'healthy', '--no-control', '--json', '--', ...command]
  // Told from inside that the first signal has come, so that the second cannot run into it.
  const before = `process.once('SIGTERM', () => process.stderr.write('first\\n'))`
  await using run = await start(args, { env: { TMPDIR: place.path }, before })
  await lifeline.came(2)
  run.child.kill('SIGTERM')
  await run.shows('the first signal', (_, stderr) => /first/.exec(stderr))
  t.equal((await run.stop('SIGINT')).exit, 130)
  await lifeline.empty()
  t.same(await readdir(place.path), [])
})
