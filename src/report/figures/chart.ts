// A chart of bars, drawn as SVG between words in HTML, so that it fits a phone and paper, and needs no script.

import { html, type Markup } from '../markup.ts'
import type { Chart } from './figures.ts'

/** More bars than these say nothing at one look. */
const BARS = 30

export function chartFigure({ title, parts, bars }: Chart): Markup {
  const shown = bars.slice(0, BARS)
  const named = parts.some((part) => part.title !== '')
  const longest = Math.max(...shown.map(({ values }) => sum(values)), 1)
  const rows = shown.map(({ label, values, words }) => {
    const told = parts.flatMap((part, at) => (values[at] ? [`${values[at]} ${part.title}`] : []))
    const says = named ? `${words}: ${told.join(', ')}` : words
    return html`<div class="bar"><dt>${label}</dt><dd>${bar(values, parts, longest, `${label}: ${says}`)}<span>${says}</span></dd></div>
`
  })
  const left = bars.length - shown.length
  return html`<figure class="chart">
<figcaption>${title}${named && html`<ul>${parts.map((part) => html`<li><svg class="key" viewBox="0 0 1 1" aria-hidden="true"><rect class="${part.tone}" width="1" height="1"/></svg>${part.title}</li>`)}</ul>`}</figcaption>
<dl>
${rows}</dl>
${left > 0 && html`<p class="calm">and ${left} more, in the table</p>`}
</figure>
`
}

/** Stretched to the width that it gets: one unit is a hundredth of it. */
function bar(values: readonly number[], parts: Chart['parts'], longest: number, words: string): Markup {
  let at = 0
  const rects = values.map((value, part) => {
    const x = at
    const width = (value / longest) * 100
    at += width
    return (
      value > 0 &&
      html`<rect class="${parts[part]?.tone ?? 'plain'}" x="${x.toFixed(3)}" width="${width.toFixed(3)}" height="1"/>`
    )
  })
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${words}">${rects}</svg>`
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
