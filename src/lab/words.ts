// How labs are told, the same on paper and on the page. Imports types only.
import type { LabRun } from './run.ts'
import type { Tool } from './schema.ts'

export const TOOL_WORDS: Readonly<Record<Tool, string>> = {
  log: 'The log of the sender',
  queue: 'The queue of the sender',
  report: 'The report that came back to the author',
  settings: 'The settings of the sender',
  header: 'The Received lines of the mail, the newest first',
}

/** Way of a mail and verdict in one line; a client that rightly keeps its mail passes. */
export function runWords(run: Pick<LabRun, 'verdict' | 'travels' | 'leak'> | null): string {
  if (!run) return 'Not run.'
  const leak = run.leak === 'none' ? '' : ` What was sent in clear: ${run.leak}.`
  return `${TRAVEL_WORDS[run.travels]}${leak} Verdict on the client: ${run.verdict}.`
}

const TRAVEL_WORDS: Readonly<Record<LabRun['travels'], string>> = {
  encrypted: 'The mail went through, encrypted.',
  'in-clear': 'The mail went through, in clear.',
  none: 'The mail did not go through.',
}
