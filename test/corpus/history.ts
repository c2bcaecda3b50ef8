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

/** Every commit of the clone in `folder` that changed a label, the newest first. A merge takes over what both sides did. */
export async function relabellings(folder: string): Promise<Relabelling[]> {
  const commits = await git(
    folder,
    'log',
    '--no-merges',
    '--format=%H',
    '--diff-filter=M',
    '--',
    `${PAIRS_PATH}/*.yaml`,
  )
  const found: Relabelling[] = []
  for (const commit of linesOf(commits)) {
    const relabelling = await relabellingOf(folder, commit)
    if (relabelling.changed.length > 0) found.push(relabelling)
  }
  return found
}

async function relabellingOf(folder: string, commit: string): Promise<Relabelling> {
  const files = linesOf(await git(folder, 'diff-tree', '--no-commit-id', '--name-only', '-r', commit))
  const changed: string[] = []
  for (const file of files.filter((each) => each.startsWith(PAIRS_PATH))) {
    const [before, after] = [await labelsAt(folder, `${commit}^`, file), await labelsAt(folder, commit, file)]
    for (const [id, label] of before) {
      const now = after.get(id)
      if (now !== undefined && now !== label) changed.push(id)
    }
  }
  const wrong: string[] = []
  if (changed.length > 1) wrong.push(`${changed.length} labels in one commit`)
  if (files.length > 1) wrong.push(`${files.length} files in the commit that changes a label`)
  if ((await git(folder, 'log', '-1', '--format=%b', commit)).trim() === '') wrong.push('no word of why')
  return { commit, changed, wrong }
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

/** Whether `folder` is the top of a clone; unpacked files, and what lies inside another clone, are not. */
export async function isClone(folder: string): Promise<boolean> {
  return git(folder, 'rev-parse', '--show-prefix').then(
    (prefix) => prefix.trim() === '',
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
