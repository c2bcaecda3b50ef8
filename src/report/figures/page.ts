// A report in figures as a page that stands alone: the sentence, the charts, the tables, and the sessions that they count.

import { conversation } from '../html-conversation.ts'
import { standaloneHead } from '../html-head.ts'
import { STYLE } from '../html-style.ts'
import { html, type Markup } from '../markup.ts'
import type { ScenarioResult } from '../result.ts'
import { chartFigure } from './chart.ts'
import {
  type Cell,
  type Column,
  counted,
  durationWords,
  type Figures,
  isShare,
  refWords,
  shareWords,
  type Table,
} from './figures.ts'
import { FIGURES_STYLE } from './style.ts'
import type { Connection, SessionRef } from './traffic.ts'

export interface FiguresPage {
  title: string
  figures: Figures
  connections: readonly Connection[]
  results: readonly ScenarioResult[]
  generatedAt: Date
}

/** Sessions whose conversation is in the page; more than that nobody reads. Those without a whole TLS come first. */
const OPENED = 150
/** Sessions that one row links. */
const LINKED = 300

export function figuresPage({ title, figures, connections, results, generatedAt }: FiguresPage): string {
  const shown = shownSessions(connections)
  const links = new Set(shown.map(refWords))
  const page = html`${standaloneHead(`${title} - smtp-simulator`, STYLE + FIGURES_STYLE)}<body>
<header>
<p class="product">smtp-simulator</p>
<h1>${title}</h1>
<p class="sentence">${figures.sentence}</p>
<p class="meta">Written <time datetime="${generatedAt.toISOString()}">${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time></p>
</header>
<main>
${figures.charts.filter(({ bars }) => bars.length > 0).map(chartFigure)}
${figures.tables.map((table) => tableSection(table, links))}
${figures.notes.length > 0 && html`<ul class="notes">${figures.notes.map((note) => html`<li>${note}</li>\n`)}</ul>`}
${sessionsSection(shown, connections.length, results)}
</main>
</body>
</html>
`
  return page.text
}

function shownSessions(connections: readonly Connection[]): Connection[] {
  const rank = ({ tls }: Connection) => Number(tls === 'tls')
  const chosen = new Set([...connections].sort((a, b) => rank(a) - rank(b)).slice(0, OPENED))
  return connections.filter((each) => chosen.has(each))
}

function tableSection({ title, columns, rows, empty }: Table, links: ReadonlySet<string>): Markup {
  const body = html`<div class="wide-table" tabindex="0" role="region" aria-label="${title}">
<table class="figures">
<thead><tr>${columns.map(({ title: head, kind }) => html`<th scope="col" class="${kind}">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${columns.map((column, at) => cell(row[column.key] ?? null, column, at === 0, links))}</tr>\n`)}</tbody>
</table>
</div>`
  return html`<section>
<h2>${title}</h2>
${rows.length === 0 ? html`<p class="calm">${empty}</p>` : body}
</section>
`
}

function cell(value: Cell, { kind }: Column, isHead: boolean, links: ReadonlySet<string>): Markup {
  const inside = cellMarkup(value, kind, links)
  return isHead ? html`<th scope="row" class="${kind}">${inside}</th>` : html`<td class="${kind}">${inside}</td>`
}

function cellMarkup(value: Cell, kind: Column['kind'], links: ReadonlySet<string>): Markup {
  if (value === null) return html`<span class="calm">-</span>`
  if (typeof value === 'number') return html`${kind === 'ms' ? durationWords(value) : value}`
  if (typeof value === 'string')
    return kind === 'lines'
      ? html`${value.split('\n').map((line) => html`<span class="line">${line}</span>`)}`
      : html`${value}`
  if (isShare(value)) return html`${shareWords(value)}`
  return sessionLinks(value, links)
}

function sessionLinks(refs: readonly SessionRef[], links: ReadonlySet<string>): Markup {
  if (refs.length === 0) return html`<span class="calm">-</span>`
  const each = (ref: SessionRef) => {
    const words = refWords(ref)
    return links.has(words) ? html`<a href="#${anchorOf(ref)}">${words}</a> ` : html`${words} `
  }
  if (refs.length <= FEW) return html`${refs.map(each)}`
  const more = refs.length - LINKED
  return html`<details class="refs"><summary>${counted(refs.length, 'session')}</summary>${refs.slice(0, LINKED).map(each)}${more > 0 && `and ${more} more`}</details>`
}

/** So many stand in the row itself. */
const FEW = 3

function sessionsSection(shown: readonly Connection[], all: number, results: readonly ScenarioResult[]): Markup | null {
  if (shown.length === 0) return null
  const left = all - shown.length
  return html`<section>
<h2>Sessions</h2>
${left > 0 && html`<p class="calm">${counted(left, 'session')} more ${left === 1 ? 'is' : 'are'} not opened here; a run that is kept with --save has all.</p>`}
${shown.map((each) => sessionDetails(each, results))}
</section>`
}

function sessionDetails(connection: Connection, results: readonly ScenarioResult[]): Markup | null {
  const { server, session, scenario, from, tls, tries } = connection
  const result = results[server - 1]
  if (!result) return null
  const taken = tries.filter(({ id }) => id !== null).length
  const own = {
    ...result,
    judgement: { ...result.judgement, failed: [], diagnoses: [] },
    events: result.events.filter((event) => event.session === session),
  }
  return html`<details class="one">
<summary><b>${refWords(connection)}</b> <span class="state ${tls}">${STATES[tls]}</span> <span>from ${from}, ${scenario}, ${counted(taken, 'message')} taken</span></summary>
<div id="${anchorOf(connection)}">${conversation(own, server)}</div>
</details>
`
}

const STATES: Readonly<Record<Connection['tls'], string>> = { tls: 'TLS', 'in-clear': 'in clear', failed: 'TLS failed' }

/** Made of numbers only: no content gets into it. */
function anchorOf({ server, session }: SessionRef): string {
  return `t${server}-${session}`
}
