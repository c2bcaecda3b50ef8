// What the arguments of a command name: scenarios by name or path, and folders for all that lie in them.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isPath, listScenarios } from '../scenario/catalogue.ts'

/** One reference per scenario; a folder becomes its own `*.yaml`, sorted by name. */
export async function scenarioReferences(given: readonly string[]): Promise<string[]> {
  const found = await Promise.all(given.map((reference) => scenariosOf(reference)))
  return found.flat()
}

async function scenariosOf(reference: string): Promise<string[]> {
  const isFolder = await stat(reference).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  // A bare word is a name of the catalogue first: `simulate healthy` works beside a folder of that name.
  if (!isFolder) return [reference]
  const names = await listScenarios(reference)
  return names.length > 0 || isPath(reference) ? names.map((name) => join(reference, `${name}.yaml`)) : [reference]
}
