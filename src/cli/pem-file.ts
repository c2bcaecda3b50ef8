// A file of certificates or of a key that an option names.
import { readFile } from 'node:fs/promises'
import type { Arguments } from './arguments.ts'
import { UsageError } from './exit.ts'

/** Undefined without the option. Throws UsageError for what cannot be read, or is no PEM. */
export async function pemOf(given: Arguments, option: string): Promise<string | undefined> {
  const file = given.text(option)
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`--${option} ${file}: the file cannot be read: ${error.message}.`)
  })
  if (text.includes('-----BEGIN ')) return text
  throw new UsageError(`--${option} ${file}: expected PEM, which has a line "-----BEGIN ...".`)
}
