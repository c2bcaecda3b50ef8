// One scenario: verdict, expected beside what the client did, diagnoses, the conversation, the client's own words.
import { compare } from './comparison.ts'
import { eventAnchor, findingAnchor, scenarioAnchor } from './html-anchors.ts'
import { conversation, secondConversation } from './html-conversation.ts'
import { icon } from './html-icons.ts'
import { html, type Markup } from './markup.ts'
import type { ScenarioResult } from './result.ts'
import { baselineWords, reasonWords, simulatorBug, standingOf, standingWords } from './standing.ts'
import { clientWords } from './story.ts'

/** `number` is its place in the page, from 1. */
export function scenarioSection(result: ScenarioResult, number: number): Markup {
  const standing = standingOf(result)
  const open = !['pass', 'unconfirmed', 'accepted', 'skipped'].includes(standing)
  return html`<details class="scenario ${standing}"${open && ' open'}>
<summary>${icon(standing)}<h3>${result.scenario}</h3><span class="title">${result.title}</span><span class="verdict">${standingWords(result)}</span></summary>
<div class="body" id="${scenarioAnchor(number)}">
${facts(result)}
${known(result)}
${doubts(result)}
${differences(result, number)}
${diagnoses(result, number)}
${transcript(result, number)}
${secondTranscript(result, number)}
${output(result)}
</div>
</details>
`
}

function facts({ judgement, client, sessions, durationMs, skipped }: ScenarioResult): Markup | null {
  if (skipped !== null) return null
  const { outcome, leak, onward, basis } = judgement
  const pairs: [string, string][] = [
    ['Outcome', outcome],
    ['Leak', leak],
    ...(onward ? [['Onward', `${onward.outcome}, leak ${onward.leak}`] as [string, string]] : []),
    ['Basis', basis],
    ...(client === null ? [] : [['Client', clientWords(client)] as [string, string]]),
    ['Sessions', `${sessions} in ${(durationMs / 1000).toFixed(1)} s`],
  ]
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function known(result: ScenarioResult): Markup | null {
  const words = baselineWords(result)
  return words === null ? null : html`<p class="doubt">Baseline: ${words}.</p>`
}

function doubts(result: ScenarioResult): Markup | null {
  const bug = simulatorBug(result)
  if (bug !== null) return html`<p class="doubt">The simulator itself broke:</p><pre class="output">${bug}</pre>`
  const reason = reasonWords(result)
  return reason === null ? null : html`<p class="doubt">${reason}</p>`
}

function differences({ judgement, events }: ScenarioResult, number: number): Markup | null {
  const rows = compare(judgement, events)
  if (rows.length === 0) return null
  const positions = new Map(judgement.failed.map((failed, at) => [failed, at]))
  return html`<table class="compare">
<thead><tr><th scope="col">Expected</th><th scope="col">Client did</th></tr></thead>
<tbody>
${rows.map(({ expected, did, failed }) => {
  if (!failed) return html`<tr><td>${expected}</td><td>${did}</td></tr>\n`
  const id = findingAnchor(number, 'x', positions.get(failed) ?? 0)
  return html`<tr class="differs ${failed.verdict}" id="${id}"><td>${expected}</td><td><span class="mark" aria-label="differs">&lt;&lt;&lt;&lt;&lt;</span>${did}${evidence(failed.events, number)}</td></tr>\n`
})}</tbody>
</table>`
}

function diagnoses({ judgement }: ScenarioResult, number: number): Markup | null {
  if (judgement.diagnoses.length === 0) return null
  return html`<ol class="causes">${judgement.diagnoses.map(
    ({ id, cause, advice, reference, events }, at) => html`<li id="${findingAnchor(number, 'd', at)}">
<div><h4><code>${id}</code></h4>
<p class="meta">${evidence(events, number)}</p>
${reference !== '' && html`<p class="meta">see ${reference}</p>`}</div>
<div><p>${cause}</p>
${advice !== '' && html`<p class="advice">${advice}</p>`}</div>
</li>`,
  )}</ol>`
}

/** Links to the events that show it; more than a few say no more. */
function evidence(events: readonly number[], number: number): Markup | null {
  if (events.length === 0) return null
  const more = events.length - EVIDENCE
  return html`<span class="evidence-links">evidence ${events
    .slice(0, EVIDENCE)
    .map((seq) => html`<a href="#${eventAnchor(number, seq)}">${seq}</a> `)}${more > 0 && `and ${more} more`}</span>`
}

const EVIDENCE = 8

function transcript(result: ScenarioResult, number: number): Markup | null {
  if (result.events.length === 0) return null
  return html`<details class="part" open><summary><h4>Conversation</h4></summary>
${conversation(result, number)}
</details>`
}

function secondTranscript({ secondHop }: ScenarioResult, number: number): Markup | null {
  if (!secondHop || secondHop.events.length === 0) return null
  return html`<details class="part" open><summary><h4>Conversation with the second server, ${secondHop.scenario}</h4></summary>
<p class="meta">Its client is the first server, which relays. Nobody is judged here.</p>
${secondConversation(secondHop, number)}
</details>`
}

function output({ client }: ScenarioResult): Markup | null {
  if (client === null || client.output === '') return null
  return html`<details class="part"><summary><h4>What the client printed</h4></summary>
<pre class="output">${client.output}</pre>
</details>`
}
