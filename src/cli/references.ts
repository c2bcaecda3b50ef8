// What the arguments of a command name: scenarios by name or path, and folders for all that lie in them.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '../catalogue.ts'
import { isPath, listScenarios, nameOf } from '../scenario/catalogue.ts'
import { UsageError } from './exit.ts'

/** One reference per scenario; a folder becomes its own `*.yaml`, sorted by name. Throws UsageError for one without. */
export async function scenarioReferences(given: readonly string[]): Promise<string[]> {
  const found = await Promise.all(given.map((reference) => scenariosOf(reference)))
  return found.flat()
}

async function scenariosOf(reference: string): Promise<string[]> {
  const isFolder = await stat(reference).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  if (!isFolder) return [reference]
  // A bare word is a name of the catalogue first: `simulate healthy` works beside a folder of that name.
  if (!isPath(reference) && (await listScenarios(CATALOGUE)).includes(reference)) return [reference]
  const entries = await readdir(reference, { withFileTypes: true })
  const files = entries.filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
  if (files.length === 0) throw new UsageError(`The folder ${reference} holds no scenario: no *.yaml lies in it.`)
  const byName = files.map(({ name }) => ({ file: join(reference, name), name: nameOf(name) }))
  return byName.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ file }) => file)
}
