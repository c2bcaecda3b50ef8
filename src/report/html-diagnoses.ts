// On top of the page: what to change, each cause once, with the scenarios where it showed.

import type { Diagnosis } from '../verdict/judgement.ts'
import { scenarioAnchor } from './html-anchors.ts'
import { icon } from './html-icons.ts'
import { html, type Markup } from './markup.ts'
import type { ScenarioResult } from './result.ts'
import { reasonWords, type Standing, standingOf } from './standing.ts'

export function whatToChange(results: readonly ScenarioResult[]): Markup {
  const found = gathered(results)
  return html`<section aria-labelledby="change">
<h2 id="change">What to change</h2>
${
  found.length === 0
    ? html`<p class="calm">${nothingToSay(results)}</p>`
    : html`<ol class="causes">${found.map(causeItem)}</ol>`
}
</section>`
}

interface Found extends Pick<Diagnosis, 'id' | 'cause' | 'advice' | 'reference'> {
  /** The worst of its scenarios. */
  standing: Standing
  where: { name: string; number: number }[]
}

const ASKS: readonly Standing[] = ['fail', 'changed', 'bug', 'inconclusive', 'warn']

/** By cause as it was told: the same words in ten scenarios are one thing to change. */
function gathered(results: readonly ScenarioResult[]): Found[] {
  const found = new Map<string, Found>()
  for (const [at, result] of results.entries()) {
    const standing = standingOf(result)
    const root = rootOf(result)
    if (!root || !ASKS.includes(standing)) continue
    const { id, cause, advice, reference } = root
    const key = `${id}\n${cause}\n${advice}`
    const known = found.get(key)
    const where = { name: result.scenario, number: at + 1 }
    if (!known) found.set(key, { id, cause, advice, reference, standing, where: [where] })
    else {
      known.where.push(where)
      if (ASKS.indexOf(standing) < ASKS.indexOf(known.standing)) known.standing = standing
    }
  }
  return [...found.values()].sort(
    (a, b) => ASKS.indexOf(a.standing) - ASKS.indexOf(b.standing) || b.where.length - a.where.length,
  )
}

/** The leading diagnosis: what stands below it is told in the scenario's own section. Without one, why nothing is known. */
function rootOf(result: ScenarioResult): Pick<Found, 'id' | 'cause' | 'advice' | 'reference'> | null {
  const { diagnoses, reason, verdict } = result.judgement
  if (standingOf(result) === 'changed' && (verdict === 'pass' || verdict === 'skipped')) return BETTER
  const words = reasonWords(result)
  if (words !== null) return { id: reason ?? 'skipped', cause: words, advice: '', reference: '' }
  return diagnoses[0] ?? null
}

/** A client that does better than it did: only the file has to follow. */
const BETTER = {
  id: 'baseline',
  cause: 'The baseline knows another result.',
  advice: 'Look at what has changed; --update-baseline accepts it, so that the next step back is noticed.',
  reference: 'docs/how-to/put-a-client-into-ci.md',
}

function causeItem({ id, cause, advice, reference, standing, where }: Found): Markup {
  return html`<li class="${standing}">
<div><h3>${icon(standing)}<code>${id}</code></h3>
<p class="meta">in ${where.map(({ name, number }, at) => html`${at > 0 && ', '}<a href="#${scenarioAnchor(number)}">${name}</a>`)}</p>
${reference !== '' && html`<p class="meta">see ${reference}</p>`}</div>
<div><p>${cause}</p>
${advice !== '' && html`<p class="advice">${advice}</p>`}</div>
</li>`
}

function nothingToSay(results: readonly ScenarioResult[]): string {
  return results.some((result) => ASKS.includes(standingOf(result)))
    ? 'No known cause was recognised. The sections below show what the client did.'
    : 'Nothing: the client did right everywhere.'
}
