// The package as npm would publish it: packed without a network, unpacked without a tool.
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { alone, built, cleanEnv, ROOT } from '../built.ts'

const run = promisify(execFile)
const QUIET = { npm_config_offline: 'true', npm_config_update_notifier: 'false' }

/** Runs a command of npm in the clone; dist/ is up to date, so no script has to build it. */
export async function npm(command: string, args: readonly string[]): Promise<string> {
  await built()
  const { stdout } = await run(...alone(args, command), { cwd: ROOT, env: { ...cleanEnv(), ...QUIET } })
  return stdout
}

/** Unpacks the package into `folder`; returns where it lies. */
export async function installInto(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  // A project of its own: Node and TypeScript look no further up.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const packed = await npm('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  const target = join(folder, 'node_modules', 'smtp-simulator')
  for (const { name, mode, content } of filesOf(gunzipSync(await readFile(join(folder, filename))))) {
    const file = join(target, name.replace(/^package\//, ''))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content, { mode })
  }
  return target
}

/** The regular files of a tar archive (POSIX ustar): headers of 512 bytes, contents padded to that. */
function* filesOf(archive: Buffer): Generator<{ name: string; mode: number; content: Buffer }> {
  const BLOCK = 512
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const text = (from: number, length: number) =>
      archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8)
    const [prefix, name] = [text(345, 155), text(0, 100)]
    const content = archive.subarray(at + BLOCK, at + BLOCK + size)
    if (/^0?$/.test(text(156, 1))) {
      yield { name: prefix === '' ? name : `${prefix}/${name}`, mode: Number.parseInt(text(100, 8), 8), content }
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
}
