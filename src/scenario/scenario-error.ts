// The error of a wrong scenario: every mistake with its place, in the form that people and editors read.
import type { Path, Problem } from './shape.ts'

/** A mistake with its place; `file` is null for a scenario given as an object, line and column are 0 when unknown. */
export interface LocatedProblem extends Problem {
  file: string | null
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units as editors count. */
  column: number
}

/** A scenario that cannot be used as it is written. `problems` has every mistake found, in file order. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly problems: readonly LocatedProblem[]
  /** Code of the first problem. */
  readonly code: string

  constructor(problems: readonly LocatedProblem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
    this.code = problems[0]?.code ?? 'SCENARIO_UNREADABLE'
  }
}

/** Two lines: `file:line:column  key what was found.  [CODE]`, then what was meant or expected and the next step. */
export function formatProblem(problem: LocatedProblem): string {
  const { file, line, column, code, found, expected, didYouMean, hint, atKey } = problem
  const place = file === null ? 'scenario object' : line > 0 ? `${file}:${line}:${column}` : file
  const key = formatPath(atKey ? problem.path.slice(0, -1) : problem.path)
  const next = [
    didYouMean !== undefined && `Did you mean "${didYouMean}"?`,
    !(didYouMean !== undefined && hint) && expected && `Expected ${expected}.`,
    hint,
  ].filter(Boolean)
  return `${place}  ${key ? `${key} ` : ''}${found}.  [${code}]${next.length > 0 ? `\n  ${next.join('  ')}` : ''}`
}

/** `server.rules[0].reply` */
export function formatPath(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('')
}
