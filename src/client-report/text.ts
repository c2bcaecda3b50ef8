// The report on one client for a terminal, and as the plain part of a mail.
import { visibleLine, wrap } from '../report/plain-text.ts'
import { TerminalTranscript } from '../report/terminal.ts'
import type { ClientFacts } from './facts.ts'
import type { Mark, Row } from './row.ts'
import { countsOf, nameOf, sectionsOf } from './sections.ts'

const WIDTH = 100
const LABEL = 18

/** Lines with their ends; whatever the client sent is made visible. */
export function textReport(facts: ClientFacts): string {
  const sections = sectionsOf(facts)
  const lines = [
    visibleLine(`Report on ${nameOf(facts)} (scenario ${facts.scenario}): ${countsOf(sections)}`),
    ...sections.flatMap(({ title, rows }) => ['', title, ...rows.flatMap(linesOf)]),
    ...extraLines(facts),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function linesOf({ label, value, mark, note }: Row): string[] {
  const [first = '', ...more] = wrap(visibleLine(value), WIDTH - LABEL - 6)
  const indent = ' '.repeat(LABEL + 6)
  return [
    `  ${mark ? SIGNS[mark] : ' '} ${label.padEnd(LABEL)}  ${first}`,
    ...more.map((line) => `${indent}${line}`),
    ...(note === undefined ? [] : wrap(note, WIDTH - LABEL - 8).map((line) => `${indent}  ${line}`)),
  ]
}

const SIGNS: Readonly<Record<Mark, string>> = { good: '+', warn: '!', bad: '-' }

function extraLines({ hello, transcript, headers }: ClientFacts): string[] {
  const lines: string[] = []
  if (hello) {
    const { suites, signatureAlgorithms, extensions, ja3, ja4 } = hello
    lines.push('', 'ClientHello')
    for (const row of [
      { label: 'suites', value: suites.join(' ') },
      { label: 'signatures', value: signatureAlgorithms.join(' ') },
      { label: 'extensions', value: extensions.join(' ') },
      { label: 'JA3', value: ja3 },
      { label: 'JA4', value: ja4 },
    ]) {
      lines.push(...linesOf(row))
    }
  }
  if (headers) lines.push('', 'Headers', ...headers.map(({ name, value }) => `  ${visibleLine(`${name}: ${value}`)}`))
  if (transcript) {
    const terminal = new TerminalTranscript({ colour: false })
    lines.push('', 'Transcript', ...transcript.flatMap((event) => terminal.lines(event)))
  }
  return lines
}
