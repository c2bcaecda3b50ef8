// What people see at the end of a check: a table, then what went wrong and what to change, then the counts.
import { styleText } from 'node:util'
import { shortened, visibleLine, wrap } from './plain-text.ts'
import { outcomeWords, type ScenarioResult } from './result.ts'
import type { ResultReport } from './result-report.ts'
import { controlWords, countWords, leadingCause, standingOf, standingWords } from './standing.ts'
import { COLOURS, type Paint, storyLines, WIDTH } from './story.ts'
import type { Style } from './terminal.ts'

export const tableReport: ResultReport = {
  name: 'default',
  doc: 'A table for people, then what went wrong and what to change',
  media: { type: 'text/plain', extension: 'txt' },
  render(results, { colour, policy, control }) {
    const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text)
    const said = controlWords(control)
    const blocks = [
      ...(said === null ? [] : [wrap(`control: ${visibleLine(said)}`, WIDTH)]),
      tableLines(results, paint),
      ...results.flatMap((result) => (needsWords(result) ? [storyLines(result, paint)] : [])),
      [`${countWords(results)} (policy ${visibleLine(policy)})`],
    ]
    return `${blocks.map((lines) => lines.map(noCommand).join('\n')).join('\n\n')}\n`
  },
}

/** In the log of GitHub Actions `::` at the start of a line, and `##[` anywhere, would be a command. */
function noCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1').replace(/##(?=\[)/g, '#')
}

function tableLines(results: readonly ScenarioResult[], paint: Paint): string[] {
  const rows = results.map((result) => {
    const { leak } = result.judgement
    const standing = standingOf(result)
    const cells = [
      shortened(visibleLine(result.scenario), NAME),
      outcomeWords(result.judgement),
      leak,
      standingWords(result),
    ]
    return { cells, standing, cause: visibleLine(leadingCause(result)) }
  })
  const head = ['scenario', 'outcome', 'leak', 'verdict']
  const widths = head.map((title, at) => longest([title, ...rows.map(({ cells }) => cells[at] ?? '')]))
  const before = widths.reduce((sum, width) => sum + width + GAP.length, 0)
  // All causes stand in their column, or all below their rows: a table that changes half-way is hard to read.
  const beside = before + longest(['diagnosis', ...rows.map(({ cause }) => cause)]) <= WIDTH
  const line = (cells: readonly string[], style: Style, cause: string) => {
    const parts = cells.map((cell, at) => {
      const space = ' '.repeat((widths[at] ?? 0) - cell.length)
      return at < cells.length - 1 ? cell + space : paint(style, cell) + (beside && cause !== '' ? space : '')
    })
    return [...parts, ...(beside && cause !== '' ? [cause] : [])].join(GAP)
  }
  return [
    line(head, 'reset', 'diagnosis'),
    '-'.repeat(beside ? WIDTH : before - GAP.length),
    ...rows.flatMap(({ cells, standing, cause }) => [
      line(cells, COLOURS[standing], cause),
      ...(beside || cause === '' ? [] : [`  ${shortened(cause, WIDTH - 2)}`]),
    ]),
  ]
}

const GAP = '  '
const NAME = 32

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0)
}

/** What passes, or is known and accepted, is only a row. */
function needsWords(result: ScenarioResult): boolean {
  return !['pass', 'unconfirmed', 'accepted'].includes(standingOf(result))
}
