// What users get: the files of the package, its command, its library, its types, without anything of this clone.
import { execFile, spawn } from 'node:child_process'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { alone, cleanEnv, ROOT } from '../built.ts'
import { folder, Running, talk } from '../cli/command.ts'
import { installInto, npm } from './tarball.ts'

const run = promisify(execFile)

t.test('the package has what is needed to run, and nothing that is needed to build or test', async (t) => {
  const [{ files }] = JSON.parse(await npm('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'])) as [
    { files: { path: string }[] },
  ]
  const paths = files.map(({ path }) => path)
  for (const path of [
    'package.json',
    'LICENSE',
    'dist/simulate.cjs',
    'dist/index.js',
    'dist/types/index.d.ts',
    'dist/send.js',
  ]) {
    t.ok(paths.includes(path), path)
  }
  for (const directory of ['scenarios', 'docs']) {
    const entries = await readdir(join(ROOT, directory), { recursive: true, withFileTypes: true })
    const lying = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    t.same(
      paths.filter((path) => path.startsWith(`${directory}/`)).sort(),
      lying.map((file) => file.slice(ROOT.length)).sort(),
      `all of ${directory}`,
    )
  }
  const expected = /^(dist\/|scenarios\/|docs\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/
  t.same(
    paths.filter((path) => !expected.test(path) || /\.test\.|\.map$/.test(path)),
    [],
  )
})

t.test('installed alone in a folder, the command runs and the library serves', async (t) => {
  await using place = await folder()
  const target = await installInto(place.path)
  const args = [join(target, 'dist/simulate.cjs'), 'healthy', '--once', '--port', '0']
  await using server = new Running(
    spawn(...alone(args), { cwd: place.path, env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  await talk(await server.port())
  const { stdout, exit } = await server.ended
  t.match(stdout, '\n1 session, 0 messages\n')
  t.equal(exit, 4)

  await writeFile(join(place.path, 'test.mjs'), IN_JAVASCRIPT)
  t.equal((await run(...alone(['test.mjs']), { cwd: place.path, env: cleanEnv() })).stdout, 'no-starttls 220\n')
})

t.test('the types fit the example of the design, checked as strictly as can be', async (t) => {
  await using place = await folder()
  await installInto(place.path)
  const modules = join(place.path, 'node_modules')
  // What npm would install beside it: the types that its own types mention.
  await symlink(join(ROOT, 'node_modules/postal-mime'), join(modules, 'postal-mime'))
  await mkdir(join(modules, '@types'))
  await symlink(join(ROOT, 'node_modules/@types/node'), join(modules, '@types/node'))
  await symlink(join(ROOT, 'node_modules/undici-types'), join(modules, 'undici-types'))
  await writeFile(join(place.path, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  await writeFile(join(place.path, 'example.ts'), IN_TYPESCRIPT)
  const tsc = () => run(...alone([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.']), { cwd: place.path })
  t.equal((await tsc().catch((error) => error)).stdout, '')
  await writeFile(join(place.path, 'example.ts'), `${IN_TYPESCRIPT}\nserver.port = 1\n`)
  t.match((await tsc().catch((error) => error)).stdout, /read-only/, 'and they do say what is wrong')
})

t.test('npx simulate works in the clone', async (t) => {
  t.match(await npm('npx', ['--no-install', 'simulate', '--version']), /^\d+\.\d+\.\d+\n$/)
  t.match(await npm('npx', ['--no-install', 'smtp-simulator', 'list', 'no-starttls', '--names']), /^no-starttls$/m)
})

const IN_JAVASCRIPT = `
import { once } from 'node:events'
import { connect } from 'node:net'
import { startScenario } from 'smtp-simulator'
const server = await startScenario('no-starttls')
try {
  const socket = connect(server.port, '127.0.0.1')
  const [greeting] = await once(socket, 'data')
  console.log(server.name, greeting.toString().slice(0, 3))
  socket.destroy()
} finally {
  await server.stop()
}
`

const IN_TYPESCRIPT = `
import { type SendReport, sendAs, startSender } from 'smtp-simulator/send'
import { type ScenarioServer, startScenario, type TranscriptEvent } from 'smtp-simulator'

declare function myMailer(options: { host: string; port: number; ca: string }): { send(mail: string): Promise<void> }
const mail = 'Subject: status\\r\\n\\r\\nhello\\r\\n'

await using server = await startScenario('tls10-reject')
await myMailer({ host: server.host, port: server.port, ca: server.ca }).send(mail).catch(server.reportClientError)
const judgement = await server.judge({ policy: 'mandatory' })
const [failed] = judgement.failed
console.log(judgement.verdict === 'pass', judgement.explain(), failed?.expected, judgement.diagnoses[0]?.advice)

const { clientOptions, clientCertificate, nextSession, reset, stop }: ScenarioServer = server
const session = await nextSession({ timeoutMs: 1000 })
const version: string | null = session.tlsVersion
const { cert, key } = await clientCertificate({ fault: 'expired' })
const established = server.transcript.find((event: TranscriptEvent) => event.event === 'tls.established')
if (established?.event === 'tls.established') console.log(established.version, established.bits + 1)
const subject: string | undefined = (await server.messages[0]?.parsed())?.subject
const target = { host: server.host, port: server.port, ca: server.ca }
const { says, secured, log }: SendReport = await sendAs('careful', { User: 'anna' }, target)
const hello = (await sendAs('careful', {}, target)).events.find((event) => event.event === 'tls.hello-sent')
if (hello?.event === 'tls.hello-sent') console.log(says, secured, log.length, hello.hello.suites.length)
await using probe = startSender('careful', {}, target, { hostname: 'probe.example.com' })
const [sent] = await probe.submit({ from: 'a@example.com', to: ['b@example.org'], text: mail })
console.log(sent?.entry.nextTryAt?.getTime(), probe.queue().join())
reset()
await stop()
console.log(clientOptions.tls.ca, version, cert, key, subject, server.clientErrors.length, server.sessions.length)
`

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    // postal-mime takes TextDecoder from the DOM's types.
    lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    preserveSymlinks: true,
  },
  include: ['example.ts'],
}
