// The command starts from code that V8 compiled when the package was built, and as well without it.

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { cacheOf, compiled, exportsOf } from '../../src/cli/compiled.ts'
import { alone, built, cleanEnv } from '../built.ts'

const run = promisify(execFile)

t.test('V8 takes the cache that the build has made', async (t) => {
  const file = join(dirname(await built()), 'command.cjs')
  const script = compiled(file, readFileSync(cacheOf(file)))
  t.equal(script.cachedDataRejected, false)
  t.type((exportsOf(script, file) as { main: unknown }).main, 'function')
})

for (const [what, spoil] of [
  ['without a cache', (cache: string) => rmSync(cache)],
  ['with a cache that is cut off', (cache: string) => writeFileSync(cache, readFileSync(cache).subarray(0, 1000))],
  ['with an empty cache', (cache: string) => writeFileSync(cache, '')],
  ['with a cache of another program', (cache: string) => writeFileSync(cache, 'not from V8')],
] as const) {
  t.test(`the command works ${what}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'smtp-simulator-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const dist = dirname(await built())
    for (const part of ['dist', 'scenarios']) cpSync(join(dist, '..', part), join(folder, part), { recursive: true })
    const [cache = ''] = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.v8'))
    spoil(join(folder, 'dist', cache))
    const { stdout } = await run(...alone([join(folder, 'dist', 'simulate.cjs'), 'list', 'tls10']), { env: cleanEnv() })
    t.match(stdout, 'tls10-reject')
  })
}
