// A report in figures as four reporters: text under its name, and `-json`, `-csv`, `-html`.
import { csvLine } from '../csv.ts'
import { shortened, visibleLine, wrap } from '../plain-text.ts'
import type { ScenarioResult } from '../result.ts'
import type { ResultReport } from '../result-report.ts'
import { visibleJson } from '../terminal.ts'
import {
  type Cell,
  type Column,
  durationWords,
  type Figures,
  isShare,
  refWords,
  shareNumber,
  shareWords,
  type Table,
} from './figures.ts'
import { figuresPage } from './page.ts'
import { type Connection, type Traffic, trafficOf } from './traffic.ts'

export interface FiguresReport {
  /** What `--reporter` takes for text. */
  name: string
  title: string
  /** One line for the help and the reference. */
  doc: string
  /** Counts; pure. */
  count(traffic: Traffic): Figures
}

/** The reporters of one report. */
export function figureReports({ name, title, doc, count }: FiguresReport): readonly ResultReport[] {
  const figuresOf = (results: readonly ScenarioResult[]) => count(trafficOf(results))
  return [
    {
      name,
      doc,
      media: { type: 'text/plain', extension: 'txt' },
      render: (results) => textOf(title, figuresOf(results)),
    },
    {
      name: `${name}-json`,
      doc: `What ${name} counts, as JSON, with all sessions`,
      media: { type: 'application/json', extension: 'json' },
      render(results) {
        const traffic = trafficOf(results)
        return `${visibleJson(jsonOf(name, count(traffic), traffic.connections))}\n`
      },
    },
    {
      name: `${name}-csv`,
      doc: `What ${name} counts, as CSV, all tables in one: the first column names the table`,
      media: { type: 'text/csv', extension: 'csv' },
      render: (results) => csvOf(figuresOf(results).tables),
    },
    {
      name: `${name}-html`,
      doc: `What ${name} counts, as a page that stands alone, with charts; its rows open the sessions that they count`,
      media: { type: 'text/html', extension: 'html' },
      render(results, { generatedAt }) {
        const traffic = trafficOf(results)
        return figuresPage({ title, figures: count(traffic), connections: traffic.connections, results, generatedAt })
      },
    },
  ]
}

const WIDTH = 100
const LONGEST = 44
/** Sessions that a row of text names. */
const NAMED = 6

function textOf(title: string, { sentence, notes, tables }: Figures): string {
  const blocks = [
    [title, '', ...wrap(visibleLine(sentence), WIDTH)],
    ...tables.map((table) => [`${table.title}:`, ...(table.rows.length === 0 ? [table.empty] : tableLines(table))]),
    ...(notes.length === 0 ? [] : [notes.flatMap((note) => wrap(visibleLine(note), WIDTH))]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function tableLines({ columns, rows }: Table): string[] {
  const cells = rows.map((row) => columns.map(({ key, kind }) => cellWords(row[key] ?? null, kind)))
  const head = columns.map(({ title }) => title)
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        RIGHT.has(columns[at]?.kind ?? 'text') ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...cells.map(line)]
}

const RIGHT: ReadonlySet<Column['kind']> = new Set(['count', 'share', 'ms'])

function cellWords(cell: Cell, kind: Column['kind']): string {
  if (cell === null) return '-'
  if (typeof cell === 'number') return kind === 'ms' ? durationWords(cell) : String(cell)
  if (typeof cell === 'string')
    return kind === 'lines' ? visibleLine(cell.replaceAll('\n', '; ')) : shortened(visibleLine(cell), LONGEST)
  if (isShare(cell)) return shareWords(cell)
  const more = cell.length - NAMED
  return `${cell.slice(0, NAMED).map(refWords).join(' ')}${more > 0 ? ` and ${more} more` : ''}` || '-'
}

function jsonOf(report: string, { sentence, notes, tables }: Figures, connections: readonly Connection[]): object {
  return {
    ...{ version: 1, report, sentence, notes },
    tables: Object.fromEntries(
      tables.map(({ name, columns, rows }) => [name, rows.map((row) => rowObject(columns, row))]),
    ),
    sessions: connections.map(
      ({ server, session, scenario, from, helo, startedAt, openedAtMs, tls, failure, secured, tries }) => ({
        ...{ server, session, scenario, from, helo, startedAt, openedAtMs, tls },
        ...{ failure: failure?.words ?? null, tlsVersion: secured?.version ?? null, suite: secured?.suite ?? null },
        messages: tries.flatMap(({ id }) => id ?? []),
      }),
    ),
  }
}

/** A share becomes two fields: `failed` and `failedPercent`. */
function rowObject(columns: readonly Column[], row: Table['rows'][number]): object {
  return Object.fromEntries(
    columns.flatMap(({ key, kind }): [string, unknown][] => {
      const cell = row[key] ?? null
      if (kind === 'lines') return [[key, typeof cell === 'string' && cell !== '' ? cell.split('\n') : []]]
      if (kind !== 'share') return [[key, cell]]
      const share = isShare(cell) ? cell : null
      return [
        [key, share?.count ?? null],
        [`${key}Percent`, share && shareNumber(share)],
      ]
    }),
  )
}

/** RFC 4180: all tables under one head, so that each line has as many cells; a column is one column, whatever its table. */
function csvOf(tables: readonly Table[]): string {
  const columns = new Map<string, (row: Table['rows'][number]) => string | number>()
  for (const { key, title, kind } of tables.flatMap((table) => table.columns)) {
    const cellOf = (row: Table['rows'][number]) => row[key] ?? null
    columns.set(kind === 'ms' ? `${title} (ms)` : title, (row) => csvValue(cellOf(row)))
    if (kind !== 'share') continue
    columns.set(`${title} (%)`, (row) => {
      const cell = cellOf(row)
      return isShare(cell) ? (shareNumber(cell) ?? '') : ''
    })
  }
  const lines = tables.flatMap(({ name, rows }) =>
    rows.map((row) => csvLine([name, ...[...columns.values()].map((valueIn) => valueIn(row))])),
  )
  return [csvLine(['table', ...columns.keys()]), ...lines].join('')
}

function csvValue(cell: Cell): string | number {
  if (cell === null) return ''
  if (typeof cell === 'number') return cell
  if (typeof cell === 'string') return cell.split('\n').map(visibleLine).join('\n')
  return isShare(cell) ? cell.count : cell.map(refWords).join(' ')
}
