// Reading one file of the scenario format: what can go wrong with a file, each with its own answer.
import { resolve } from 'node:path'
import { isPath, nameOf, nearestName } from './catalogue.ts'
import type { LocatedProblem } from './scenario-error.ts'
import { parseYamlFile, type ReadFile, readFromDisk, type Source } from './yaml-file.ts'

export interface ReadOptions {
  /** Folder of the shipped scenarios; personas lie in `personas/` inside. */
  catalogue: string
  /** Default: from disk, never much more than the size limit. */
  readFile?: ReadFile
}

export interface FileRead {
  source: Source | null
  problems: LocatedProblem[]
}

/** Reads and parses `file`; `reference` is what the user wrote, `folder` where its like are kept. Never throws. */
export async function readSource(
  file: string,
  reference: string,
  folder: string,
  options: ReadOptions,
): Promise<FileRead> {
  try {
    return await parseYamlFile(file, await (options.readFile ?? readFromDisk)(file))
  } catch (error) {
    const found = await unreadable(file, reference, folder, error as NodeJS.ErrnoException)
    return { source: null, problems: [{ path: [], file, line: 0, column: 0, ...found }] }
  }
}

/** One key for one file, however it is named. */
export function fileIdentity(file: string): string {
  return resolve(file)
}

async function unreadable(file: string, reference: string, folder: string, error: NodeJS.ErrnoException) {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    const nearest = await nearestName(file, folder)
    const found = isPath(reference) ? 'the file does not exist' : `no scenario is named "${nameOf(file)}"`
    const expected = 'the path of a scenario file or a name that "simulate list" shows'
    return { code: 'SCENARIO_NOT_FOUND', found, expected, ...nearest }
  }
  if (error.code === 'EISDIR') {
    const hint = 'Give one of its files, or use "simulate check" and "simulate list" with the folder.'
    return { code: 'SCENARIO_IS_FOLDER', found: 'this is a folder', expected: 'a scenario file', hint }
  }
  if (error.code === undefined) throw error
  const found = `the file cannot be read (${error.code})`
  return { code: 'SCENARIO_UNREADABLE', found, expected: 'a file that this user may read' }
}
