// Saved runs by the folders that people name: a run, or a folder of runs.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SavedRunError } from './error.ts'
import { holdsRun, readSavedRun, type SavedRun } from './read.ts'

export { holdsRun }

export interface FoundRuns {
  runs: SavedRun[]
  /** Folders beside the runs that cannot be read as one, a sentence each. */
  problems: string[]
}

/** Reads a run, or all runs that lie in a folder. Throws SavedRunError where there is none. */
export async function readSavedRuns(folder: string): Promise<FoundRuns> {
  try {
    return { runs: [await readSavedRun(folder)], problems: [] }
  } catch (error) {
    if (!isMissing(error)) throw error
    const found = await readInside(folder)
    if (found.runs.length === 0 && found.problems.length === 0) throw error
    return found
  }
}

async function readInside(folder: string): Promise<FoundRuns> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: FoundRuns = { runs: [], problems: [] }
  for (const name of entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()) {
    try {
      found.runs.push(await readSavedRun(join(folder, name)))
    } catch (error) {
      if (!(error instanceof SavedRunError)) throw error
      // What is no run at all lies there for another reason.
      if (!isMissing(error)) found.problems.push(error.message)
    }
  }
  return found
}

function isMissing(error: unknown): boolean {
  return error instanceof SavedRunError && error.code === 'SAVED_RUN_MISSING'
}
