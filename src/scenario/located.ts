// Gives mistakes the place where they stand in their file, and puts them in the order in which a reader meets them.
import type { LocatedProblem } from './scenario-error.ts'
import type { Problem } from './shape.ts'
import type { Source } from './yaml-file.ts'

/** Gives each problem the place of its key in the file that holds it, else of the nearest key around it. */
export function located(problems: readonly Problem[], chain: readonly Source[]): LocatedProblem[] {
  return problems.map((problem) => {
    for (let depth = problem.path.length; depth >= 0; depth--) {
      const path = problem.path.slice(0, depth)
      const atKey = problem.atKey === true && depth === problem.path.length
      for (const source of chain) {
        const place = source.place(path, atKey)
        if (place) return { ...problem, ...place }
      }
    }
    return { ...problem, file: chain[0]?.file ?? null, line: 0, column: 0 }
  })
}

/** By file, the scenario's own first, then by line. What an unquoted reply makes of its value is not told a second time. */
export function sorted(problems: readonly LocatedProblem[], chain: readonly Source[]): LocatedProblem[] {
  const files = [...new Set([...chain, ...problems].map(({ file }) => file))]
  const rank = ({ file, line, column }: LocatedProblem) => [files.indexOf(file), line, column] as const
  const unquoted = ({ code }: LocatedProblem) => code === 'SCENARIO_UNQUOTED_REPLY'
  return problems
    .filter((one, i) => !problems.slice(0, i).some((earlier) => unquoted(earlier) && samePlace(earlier, one)))
    .sort((a, b) => compare(rank(a), rank(b)))
}

function samePlace(a: LocatedProblem, b: LocatedProblem): boolean {
  return a.line > 0 && a.file === b.file && a.line === b.line && a.column === b.column
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, index) => value !== b[index])
  return i < 0 ? 0 : (a[i] ?? 0) - (b[i] ?? 0)
}
