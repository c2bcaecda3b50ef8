// A private folder for what peers read and for what is compiled for them; it goes with the process.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string | null = null

/** Path of a file or folder in there that the caller makes. */
export function pathInFolder(name: string): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), 'smtp-simulator-peers-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    folder = made
  }
  return join(folder, name)
}

/** Path of a file with this text, written once for however many jobs that name it. */
export function fileWith(text: string): string {
  const path = pathInFolder(createHash('sha256').update(text).digest('hex').slice(0, 20))
  if (!existsSync(path)) writeFileSync(path, text, { mode: 0o600 })
  return path
}
