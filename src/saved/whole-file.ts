// A file that is there whole or not at all.
import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes beside the file and renames, so that whoever waits for it finds it whole. Rejects with what stood in the way. */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const beside = `${file}.${process.pid}`
  try {
    await writeFile(beside, content)
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    // Nobody knows the file beside.
    if (error instanceof Error) error.message = error.message.replaceAll(beside, file)
    throw error
  }
}
