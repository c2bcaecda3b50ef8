// The matchers inside the runners that they are for, from the built package, as a user's project has it.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { alone, built, cleanEnv, ROOT } from '../built.ts'

type Tap = Pick<typeof t, 'match' | 'teardown'>

const MODULES = join(ROOT, 'node_modules')

t.test('vitest: a right client passes, a careless one fails with the explanation', async (t) => {
  const folder = await project(t, { 'client.test.mjs': 'vitest.mjs' })
  const run = await start([join(MODULES, 'vitest', 'vitest.mjs'), 'run', '--root', folder, '--no-cache'], folder)
  t.equal(run.code, 1)
  t.match(run.output, /1 failed \| 1 passed/)
  explained(t, run.output)
})

t.test('jest: a right client passes, a careless one fails with the explanation', async (t) => {
  const folder = await project(t, { 'client.test.mjs': 'jest.mjs' })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'a-project', type: 'module', jest: { testMatch: ['**/*.test.mjs'], transform: {} } }),
  )
  const jest = [join(MODULES, 'jest', 'bin', 'jest.js'), '--rootDir', folder, '--no-cache', '--runInBand']
  const run = await start(['--experimental-vm-modules', '--no-warnings', ...jest], folder)
  t.equal(run.code, 1)
  t.match(run.output, /1 failed, 1 passed/)
  explained(t, run.output)
})

t.test('the types of both runners know the matchers', async (t) => {
  const folder = await project(t, { 'types.ts': 'types.ts' })
  const options = {
    module: 'NodeNext',
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['types.ts'] }))
  const run = await start([join(MODULES, 'typescript', 'bin', 'tsc'), '-p', folder], folder)
  t.equal(run.code, 0, run.output)
})

function explained(test: Tap, output: string): void {
  test.match(output, 'expected the verdict to be pass')
  test.match(output, 'fail: policy mandatory, outcome in-clear')
  test.match(output, '<<<<<')
  test.match(output, 'starttls-not-offered')
}

/** A project that has the package and the runners installed, and these fixtures by their new names. */
async function project(test: Tap, files: Readonly<Record<string, string>>): Promise<string> {
  await built()
  const folder = await mkdtemp(join(tmpdir(), 'smtp-simulator-matchers-'))
  test.teardown(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'a-project', type: 'module' }))
  await symlink(resolve(ROOT), join(folder, 'node_modules', 'smtp-simulator'))
  for (const name of ['vitest', '@jest', '@types', 'expect', 'nodemailer']) {
    await symlink(join(MODULES, name), join(folder, 'node_modules', name))
  }
  const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url))
  for (const [name, fixture] of Object.entries(files)) await copyFile(join(fixtures, fixture), join(folder, name))
  return folder
}

function start(args: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const [command, argv] = alone(args)
  return new Promise((resolve) => {
    const child = execFile(
      command,
      argv,
      { cwd, env: { ...cleanEnv(), CI: 'true', NO_COLOR: '1' } },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` })
      },
    )
  })
}
