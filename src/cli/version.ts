// The version of this program, from its package.
import { readFile } from 'node:fs/promises'
import { CATALOGUE } from '../catalogue.ts'

export async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(`${CATALOGUE}../package.json`, 'utf8')) as { version: string }
  return manifest.version
}
