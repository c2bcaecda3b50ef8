// A file that is there whole or not at all.
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Writes beside the file and renames, so that whoever waits for it finds it whole. Rejects with what stood in the way. */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const place = await realpath(file).catch(() => file)
  // A pipe or a device takes what comes, and must stay what it is.
  if (await isSpecial(place)) return writeFile(place, content)
  const beside = `${place}.${process.pid}`
  try {
    await writeFile(beside, content)
    await rename(beside, place)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {})
    // Nobody knows the file beside.
    if (error instanceof Error) error.message = error.message.replaceAll(beside, file)
    throw error
  }
}

/** Why a file could not be written, as far as that can be seen without a write; null where nothing stands in the way. */
export async function whyUnwritable(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null)
  if (found?.isDirectory()) return `EISDIR: ${file} is a folder`
  // The slash asks for a folder, and no file of that name.
  const needed = found && !found.isFile() ? file : `${dirname(resolve(file))}/`
  return access(needed, constants.W_OK).then(
    () => null,
    (error: Error) => error.message,
  )
}

async function isSpecial(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}
