// A scenario that came as text over HTTP: checked like a file, and kept from the files and the network of this machine.

import { join, resolve } from 'node:path'
import { CATALOGUE } from '../catalogue.ts'
import { isPath, PERSONAS } from '../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../scenario/load.ts'
import { type LocatedProblem, ScenarioError } from '../scenario/scenario-error.ts'
import { isMapping, type Path } from '../scenario/shape.ts'
import { parseYamlFile, readFromDisk } from '../scenario/yaml-file.ts'
import { vocabulary } from '../vocabulary.ts'

/** Beside those of every scenario. */
export const POSTED_ERROR_CODES = {
  SCENARIO_NOT_OVER_HTTP: 'A scenario that was posted to the HTTP API names a real server, or a file of the machine.',
} as const

/** Its name in messages. */
const POSTED = './posted.yaml'

/** Rejects with a ScenarioError that holds every mistake. */
export async function loadPosted(yaml: string): Promise<LoadedScenario> {
  const bytes = Buffer.from(yaml)
  const { source } = await parseYamlFile(POSTED, bytes)
  if (source) {
    const problems = forbidden(source.value).map(({ path, found, expected }): LocatedProblem => {
      const place = source.place(path, true)
      const where = { file: POSTED, line: place?.line ?? 0, column: place?.column ?? 0 }
      return { code: 'SCENARIO_NOT_OVER_HTTP', path, found, expected, ...where }
    })
    if (problems.length > 0) throw new ScenarioError(problems)
  }
  const loaded = await loadScenario(POSTED, {
    vocabulary,
    catalogue: CATALOGUE,
    readFile: (file) => (file === POSTED ? Promise.resolve(bytes) : readFromCatalogue(file)),
  })
  // It lies nowhere: nothing of it is relative to a folder.
  return { ...loaded, file: null, name: 'posted' }
}

/** Belt and braces: whatever a scenario names, only the catalogue is read. */
async function readFromCatalogue(file: string): Promise<Uint8Array> {
  const folder = resolve(join(file, '..'))
  if (folder === resolve(CATALOGUE) || folder === resolve(CATALOGUE, PERSONAS)) return readFromDisk(file)
  throw Object.assign(new Error('not in the catalogue'), { code: 'EACCES' })
}

interface Forbidden {
  path: Path
  found: string
  expected: string
}

function forbidden(value: Record<string, unknown>): Forbidden[] {
  const found: Forbidden[] = []
  if ('upstream' in value) {
    const expected = 'a played server: a real one takes "simulate" on the command line'
    found.push({ path: ['upstream'], found: 'is not taken over HTTP', expected })
  }
  for (const path of [['extends'], ['persona'], ['relay', 'scenario']]) {
    const reference = path.reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), value)
    if (typeof reference !== 'string' || !isPath(reference)) continue
    found.push({ path, found: `"${reference}" is a path`, expected: 'a bare name of the catalogue' })
  }
  return [...found, ...ownFiles(value, [])]
}

/** Certificates of the user's own are files of this machine. */
function ownFiles(value: unknown, path: Path): Forbidden[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => ownFiles(each, [...path, at]))
  if (!isMapping(value)) return []
  return Object.entries(value).flatMap(([key, each]) => {
    const inside = [...path, key]
    const isFile = (key === 'pem' || key === 'pfx') && path.includes('certificate')
    if (!isFile) return ownFiles(each, inside)
    return [{ path: inside, found: 'names a file of this machine', expected: 'the name of a certificate fault' }]
  })
}
