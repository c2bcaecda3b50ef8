// The authority of a run: of this process, or kept in a folder; and its certificate as a file for clients.
import { writeFile } from 'node:fs/promises'
import type { Authority } from '../ca/authority.ts'
import { UsageError } from './exit.ts'

/** Throws CaError for a folder that cannot be used, before a server starts. */
export async function authorityIn(folder: string | undefined): Promise<Authority> {
  const { createAuthority, processAuthority } = await import('../ca/authority.ts')
  if (folder === undefined) return processAuthority()
  const authority = createAuthority({ directory: folder })
  await authority.certificatePem()
  return authority
}

/** Throws UsageError for a file that cannot be written. */
export async function writeCertificate(file: string, authority: Authority): Promise<void> {
  const certificate = await authority.certificatePem()
  await writeFile(file, certificate).catch((error: Error) => {
    throw new UsageError(`--ca-file ${file}: the file cannot be written: ${error.message}.`)
  })
}
