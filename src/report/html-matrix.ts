// All scenarios at one look, each a link to its section.

import { scenarioAnchor } from './html-anchors.ts'
import { icon } from './html-icons.ts'
import { html, type Markup } from './markup.ts'
import { outcomeWords, type ScenarioResult } from './result.ts'
import { leadingCause, standingOf, standingWords } from './standing.ts'

export function matrix(results: readonly ScenarioResult[]): Markup {
  return html`<section aria-labelledby="matrix">
<h2 id="matrix">Scenarios</h2>
<table class="matrix">
<thead><tr><th scope="col">Scenario</th><th scope="col">Verdict</th><th scope="col">Outcome</th><th scope="col">Leak</th><th scope="col" class="wide">Basis</th><th scope="col">Diagnosis</th></tr></thead>
<tbody>
${results.map(row)}</tbody>
</table>
</section>`
}

function row(result: ScenarioResult, at: number): Markup {
  const standing = standingOf(result)
  const { outcome, leak, basis } = result.judgement
  const ran = standing !== 'skipped'
  return html`<tr class="${standing}">
<th scope="row"><a href="#${scenarioAnchor(at + 1)}">${result.scenario}</a></th>
<td class="verdict">${icon(standing)}${standingWords(result)}</td>
<td class="outcome-${outcome}">${ran && outcomeWords(result.judgement)}</td>
<td class="leak-${leak}">${ran && leak}</td>
<td class="wide">${ran && basis}</td>
<td class="cause">${leadingCause(result)}</td>
</tr>
`
}
