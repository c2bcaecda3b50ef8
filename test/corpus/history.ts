// What the commits of a clone have done to the labels of a corpus: a changed label has to be a commit of its own that
// says why.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Label, pairsOf, readPairs } from './pair.ts'

const PAIRS_PATH = 'test/corpus/pairs'

/** A commit that changes a label that was written before it, and what is not right about that. */
export interface Relabelling {
  commit: string
  /** Ids of the pairs. */
  changed: string[]
  /** Other files of the commit, more labels than one, or a commit that does not say why; empty where all is well. */
  wrong: string[]
}

/**
 * Every commit of the clone in `folder` that changed a label, the oldest first. A label that was withdrawn, or whose file
 * was moved, is known all the same. A merge takes over what both sides did.
 */
export async function relabellings(folder: string): Promise<Relabelling[]> {
  const range = ['log', '--reverse', '--no-merges', '--format=%H', '--', `${PAIRS_PATH}/*.yaml`]
  const known = new Map<string, string>()
  const found: Relabelling[] = []
  for (const commit of linesOf(await git(folder, ...range))) {
    const files = linesOf(await git(folder, 'show', '--format=', '--name-only', '--no-renames', commit))
    const changed: string[] = []
    for (const file of files.filter((each) => each.startsWith(PAIRS_PATH))) {
      for (const [id, label] of await labelsAt(folder, commit, file)) {
        if ((known.get(id) ?? label) !== label) changed.push(id)
        known.set(id, label)
      }
    }
    if (changed.length > 0) found.push({ commit, changed, wrong: await wrongWith(folder, commit, { files, changed }) })
  }
  return found
}

async function wrongWith(
  folder: string,
  commit: string,
  { files, changed }: { files: readonly string[]; changed: readonly string[] },
): Promise<string[]> {
  const wrong: string[] = []
  if (changed.length > 1) wrong.push(`${changed.length} labels in one commit`)
  if (files.length > 1) wrong.push(`${files.length} files in the commit that changes a label`)
  if ((await git(folder, 'log', '-1', '--format=%b', commit)).trim() === '') wrong.push('no word of why')
  return wrong
}

/** The labels by the ids of their pairs, as text to compare; none where the file was not there. */
async function labelsAt(folder: string, commit: string, file: string): Promise<Map<string, string>> {
  const text = await git(folder, 'show', `${commit}:${file}`).catch(() => '')
  if (text === '') return new Map()
  const labelled = pairsOf(readPairs(text)).flatMap(({ id, label }) =>
    label ? [[id, judgementOf(label)] as const] : [],
  )
  return new Map(labelled)
}

/** Without the reason, which may be put better at any time. */
function judgementOf({ verdict, outcome, diagnosis }: Label): string {
  return `${verdict}, ${outcome}, ${diagnosis}`
}

/** Whether `folder` is the top of a clone with all its commits; unpacked files, and what lies inside another clone, are not. */
export async function hasHistory(folder: string): Promise<boolean> {
  return git(folder, 'rev-parse', '--is-shallow-repository', '--show-prefix').then(
    (said) => said.trim() === 'false',
    () => false,
  )
}

const run = promisify(execFile)

/** Reads only; a clone that belongs to another user is read as well. */
async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, '-c', 'safe.directory=*', ...args], {
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
