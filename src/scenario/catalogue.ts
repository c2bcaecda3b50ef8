// Where scenarios and personas lie: names, paths and folders.
import { readdir } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { near } from './shape.ts'

/** Folder of the personas inside the catalogue. */
export const PERSONAS = 'personas'

/** Whether a reference is a path (`./x.yaml`, `dir/x`), not a bare name (`tls10-reject`). */
export function isPath(reference: string): boolean {
  return /[\\/]/.test(reference) || /\.ya?ml$/i.test(reference)
}

/** The file that a reference names: a bare name lies in `folder`, a path is relative to `from`. */
export function fileOf(reference: string, folder: string, from?: string): string {
  if (!isPath(reference)) return shown(join(folder, `${reference}.yaml`))
  return from === undefined || isAbsolute(reference) ? reference : join(from, reference)
}

export function nameOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/i, '')
}

/** Names of the scenarios in a folder itself, sorted, without `.yaml`; a folder that cannot be read throws. */
export async function listScenarios(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => nameOf(entry.name))
    .sort()
}

/** Names of the personas of a catalogue, sorted. */
export function listPersonas(catalogue: string): Promise<string[]> {
  return listScenarios(join(catalogue, PERSONAS))
}

/** The name nearest to the one that was not found: in the folder that was meant, then in the catalogue. */
export async function nearestName(file: string, catalogue: string): Promise<{ didYouMean?: string }> {
  for (const folder of [dirname(file), catalogue]) {
    const names = await listScenarios(folder).catch(() => [])
    const found = near(nameOf(file), names)
    if (found.didYouMean) return found
  }
  return {}
}

/** A path as a person would write it: relative to the working folder when it lies inside. */
function shown(file: string): string {
  const inside = relative('', file)
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? inside : file
}
