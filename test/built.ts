// The built package: made anew once when a source is newer than it, however many tests ask for it at the same time.
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The folder of the package. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url))

const LOCK = join(ROOT, '.tap', 'build.lock')
const SOURCES = ['src', '.scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json']
const MADE = ['dist/simulate.cjs', 'dist/index.js', 'dist/types/index.d.ts']

/** Resolves to the path of the command once dist/ is up to date. */
export async function built(): Promise<string> {
  while (await isStale()) {
    // The build removes dist/ first: whoever comes second waits for whoever came first.
    if (!(await lock())) await wait(50)
    else
      try {
        if (await isStale()) await run(...alone(['.scripts/build.mjs']), { cwd: ROOT, env: cleanEnv() })
      } finally {
        await rm(LOCK, { recursive: true, force: true })
      }
  }
  return join(ROOT, 'dist', 'simulate.cjs')
}

/** The environment without what would change colours or Node itself. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, NODE_OPTIONS, ...env } = process.env
  return env
}

/**
 * How to start Node, or another command, with these arguments and nothing more. tap puts itself into the NODE_OPTIONS of every child, after
 * we have chosen its environment, and would watch its modules and signals.
 */
export function alone(args: readonly string[], command = process.execPath): [command: string, args: string[]] {
  if (process.platform === 'win32') return [command, [...args]]
  return ['/bin/sh', ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', command, ...args]]
}

async function isStale(): Promise<boolean> {
  // While somebody builds, what is there is neither old nor new.
  if (await isThere(LOCK)) return true
  const made = await Promise.all(MADE.map((file) => changedAt(join(ROOT, file))))
  const sources = await Promise.all(SOURCES.map((path) => newestIn(join(ROOT, path))))
  return Math.min(...made) < Math.max(...sources)
}

/** False when another process holds it; a lock whose process is gone is removed. */
async function lock(): Promise<boolean> {
  await mkdir(join(ROOT, '.tap'), { recursive: true })
  const taken = await mkdir(LOCK).then(
    () => true,
    () => false,
  )
  if (taken) await writeFile(join(LOCK, 'pid'), String(process.pid))
  else if (await isAbandoned()) await rm(LOCK, { recursive: true, force: true })
  return taken
}

async function isAbandoned(): Promise<boolean> {
  const pid = Number(await readFile(join(LOCK, 'pid'), 'utf8').catch(() => ''))
  // Between making the folder and writing the file there is no number yet.
  if (!pid) return Date.now() - (await changedAt(LOCK)) > 5000
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true }).catch(() => [])
  return Math.max(...(await Promise.all(['', ...entries].map((entry) => changedAt(join(path, entry))))))
}

/** Milliseconds since 1970; 0 for what is not there. */
async function changedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

async function isThere(path: string): Promise<boolean> {
  return (await changedAt(path)) > 0
}
