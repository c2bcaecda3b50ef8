// The reports on all clients as a page that stands alone: no script, nothing loaded, readable on a phone and on paper.
import { standaloneHead } from '../report/html-head.ts'
import { STYLE } from '../report/html-style.ts'
import { helloFacts } from '../report/html-tls.ts'
import { html, type Markup } from '../report/markup.ts'
import { TerminalTranscript } from '../report/terminal.ts'
import type { ClientFacts } from './facts.ts'
import { MARK_WORDS, type Mark, type Row } from './row.ts'
import { countsOf, nameOf, sectionsOf } from './sections.ts'

export function htmlReport(all: readonly ClientFacts[], generatedAt: Date): string {
  const title = all.length === 1 ? 'Report on a sender' : `Reports on ${all.length} senders`
  const page = html`${standaloneHead(`${title} - smtp-simulator`, `${STYLE}${OWN_STYLE}`)}<body>
<header>
<p class="product">smtp-simulator</p>
<h1>${title}</h1>
<p class="meta"><time datetime="${generatedAt.toISOString()}">${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time></p>
</header>
<main>
${all.length === 0 ? html`<p class="calm">Nobody has come.</p>` : all.map(clientMarkup)}
</main>
</body>
</html>
`
  return page.text
}

function clientMarkup(facts: ClientFacts): Markup {
  const sections = sectionsOf(facts)
  return html`<section class="sender">
<h2>${nameOf(facts)}</h2>
<p class="meta">Scenario <b>${facts.scenario}</b>, ${facts.sessions.length === 1 ? 'session' : 'sessions'} ${facts.sessions.join(', ')}: ${countsOf(sections)}</p>
${sections.map(({ title, rows }) => html`<h3>${title}</h3>\n<dl class="sight">${rows.map(rowMarkup)}</dl>\n`)}${extras(facts)}</section>
`
}

function rowMarkup({ label, value, mark, note }: Row): Markup {
  return html`<div class="${mark ? CLASSES[mark] : 'plain'}"><dt>${label}</dt><dd>${mark && html`<b class="mark">${MARK_WORDS[mark]}</b> `}${value}${note !== undefined && html`<p class="note">${note}</p>`}</dd></div>`
}

const CLASSES: Readonly<Record<Mark, string>> = { good: 'pass', warn: 'warn', bad: 'fail' }

function extras({ hello, headers, transcript }: ClientFacts): Markup[] {
  const terminal = new TerminalTranscript({ colour: false })
  return [
    ...(hello ? [html`<h3>ClientHello</h3>\n${helloFacts(hello)}\n`] : []),
    ...(headers
      ? [html`<h3>Headers</h3>\n<pre class="output">${headers.map(({ name, value }) => `${name}: ${value}\n`)}</pre>\n`]
      : []),
    ...(transcript
      ? [
          html`<h3>Transcript</h3>\n<pre class="output">${transcript.flatMap((event) => terminal.lines(event).map((line) => `${line}\n`))}</pre>\n`,
        ]
      : []),
  ]
}

const OWN_STYLE = `
.sender h3 { margin: 1.5rem 0 .35rem; }
.sender h2 { overflow-wrap: anywhere; }
.sight { margin: 0; border-bottom: 1px solid var(--line); }
.sight > div { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); column-gap: 1rem; padding: .4rem 0;
  border-top: 1px solid var(--hair); }
.sight dt { color: var(--soft); }
.sight dd { margin: 0; overflow-wrap: anywhere; }
.sight .note { color: var(--soft); font-size: .875rem; }
.sight .mark { padding: 0 .4em; border: 1px solid var(--mine); border-radius: 2px; color: var(--mine);
  font: 600 .6875rem var(--sans); vertical-align: .08em; }
@media (max-width: 44rem) {
  .sight > div { grid-template-columns: minmax(0, 1fr); }
  .sender .hello { margin-left: 0; }
}
`
