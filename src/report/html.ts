// A page that stands alone: no network, no script, one file. What to change is on top, then the matrix, then each story.

import { whatToChange } from './html-diagnoses.ts'
import { standaloneHead } from './html-head.ts'
import { ICONS, icon } from './html-icons.ts'
import { matrix } from './html-matrix.ts'
import { scenarioSection } from './html-scenario.ts'
import { STYLE } from './html-style.ts'
import { html, type Markup } from './markup.ts'
import type { ScenarioResult } from './result.ts'
import type { ResultReport, ResultReportOptions } from './result-report.ts'
import { controlWords, countStandings, STANDING_WORDS, verdictSentence } from './standing.ts'

export const htmlReport: ResultReport = {
  name: 'html',
  doc: 'A page that stands alone: diagnosis, matrix, and every conversation opened up',
  media: { type: 'text/html', extension: 'html' },
  render(results, options) {
    const page = html`${standaloneHead(`${verdictSentence(results)} - smtp-simulator`, STYLE)}<body>
${ICONS}
${pageHead(results, options)}
<main>
${whatToChange(results)}
${matrix(results)}
${results.map((result, at) => scenarioSection(result, at + 1))}
${controlSection(options)}
</main>
</body>
</html>
`
    return page.text
  },
}

function pageHead(results: readonly ScenarioResult[], { policy, generatedAt, control }: ResultReportOptions): Markup {
  const said = controlWords(control)
  const healthy = control?.judgement.outcome === 'encrypted'
  return html`<header>
<p class="product">smtp-simulator</p>
<h1>${verdictSentence(results)}</h1>
<ul class="counts">${countStandings(results).map(
    ([standing, count]) =>
      html`<li class="${standing}">${icon(standing)}<b>${count}</b> ${STANDING_WORDS[standing]}</li>`,
  )}</ul>
<p class="meta">Policy <b>${policy}</b>, judged <time datetime="${generatedAt.toISOString()}">${minute(generatedAt)}</time></p>
${said !== null && html`<p class="control${!healthy && ' broken'}">${icon(healthy ? 'pass' : 'inconclusive')}<span>Control run, ${said}</span></p>`}
</header>`
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A control that could not deliver is why all else is in doubt: it can be read like any scenario. */
function controlSection({ control }: ResultReportOptions): Markup | null {
  if (!control || control.judgement.outcome === 'encrypted') return null
  return html`<h2>The control run</h2>
${scenarioSection(control, 0)}`
}
