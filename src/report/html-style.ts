// How the page looks: one column, dense and calm, light or dark, from a phone to paper.

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f8f7f4; --card: #fffefc; --ink: #24262a; --soft: #62666d; --line: #e1ded7; --hair: #edeae4;
  --pass: #2c6b47; --warn: #8a5c06; --fail: #a32a22; --inconclusive: #565a92; --skipped: #6a6e74;
  --tls: #0f655c; --tls-wash: #edf5f2; --proof: #fdf8e8; --proof-line: #d3a021; --link: #1f5a86;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --card: #1b1e22; --ink: #e2e0da; --soft: #9a9fa7; --line: #32363c; --hair: #282c31;
    --pass: #82c79b; --warn: #dfb055; --fail: #f08d83; --inconclusive: #aab0ea; --skipped: #9a9fa7;
    --tls: #74c9ba; --tls-wash: #17272599; --proof: #2a2618; --proof-line: #c79a2b; --link: #8fbfe6;
  }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { max-width: 68rem; margin: 0 auto; padding: 2.25rem 1.5rem 5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 var(--sans); }
code, pre, time, .talk .say p, .lock { font-family: var(--mono); font-size: .8125rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.defs { position: absolute; width: 0; height: 0; }
.icon { width: 1em; height: 1em; flex: none; vertical-align: -.12em; margin-right: .45em; color: var(--mine); }
.cut { fill: none; stroke: var(--card); stroke-width: 1.8; stroke-linecap: round; }
.pass, .unconfirmed { --mine: var(--pass); }
.warn { --mine: var(--warn); }
.fail, .bug, .changed { --mine: var(--fail); }
.inconclusive { --mine: var(--inconclusive); }
.skipped, .accepted { --mine: var(--skipped); }

.product { color: var(--soft); font-family: var(--mono); font-size: .8125rem; }
h1 { margin: .1rem 0 .75rem; font-size: 1.75rem; line-height: 1.2; font-weight: 620; letter-spacing: -.015em; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.125rem; font-weight: 620; letter-spacing: -.005em; }
h3, h4, h5 { font-size: 1em; font-weight: 620; }
.meta { color: var(--soft); font-size: .875rem; }
.meta b { color: var(--ink); font-weight: 550; }
.counts { display: flex; flex-wrap: wrap; gap: .35rem 1.5rem; padding: 0; margin-bottom: .6rem; list-style: none; }
.counts li { display: flex; align-items: center; }
.counts b { margin-right: .35em; font-variant-numeric: tabular-nums; }
.control { display: flex; margin-top: .5rem; color: var(--soft); font-size: .875rem; --mine: var(--pass); }
.control .icon { margin-top: .25em; }
.control.broken { --mine: var(--inconclusive); margin-top: 1rem; padding: .7rem .9rem; background: var(--card);
  border: 1px solid var(--line); border-left: 3px solid var(--mine); color: var(--ink); }
.calm { color: var(--soft); }

.causes { padding: 0; list-style: none; border-bottom: 1px solid var(--line); }
.causes li { display: grid; grid-template-columns: 15.5rem minmax(0, 44rem); column-gap: 1.5rem; padding: .75rem 0;
  border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.causes h3, .causes h4 { overflow-wrap: anywhere; }
.causes h3 code, .causes h4 code { font-weight: 650; color: var(--mine, var(--ink)); }
.causes .icon { font-size: .9375rem; }
.causes .meta, .causes .evidence-links { margin-top: .15rem; font-size: .8125rem; overflow-wrap: anywhere; }
.causes .advice { margin-top: .3rem; }
.causes .advice::before { content: "To do  "; font-weight: 620; }
.body .causes { border-bottom: 0; font-size: .9375rem; }
.body .causes li { padding: .6rem 0; border-top-color: var(--hair); }

table { width: 100%; border-collapse: collapse; text-align: left; }
th { font-weight: 550; }
.matrix tbody th { font-weight: 450; }
thead th { padding: 0 .9rem .35rem 0; color: var(--soft); font-size: .8125rem; }
.matrix td, .matrix tbody th { padding: .36rem .9rem .36rem 0; border-top: 1px solid var(--hair); vertical-align: baseline; }
.matrix tbody tr:first-child > * { border-top-color: var(--line); }
.matrix tbody tr:hover { background: var(--card); }
.matrix tbody th a { color: inherit; text-decoration-color: var(--line); }
.matrix .verdict { white-space: nowrap; }
.matrix .cause { font-family: var(--mono); font-size: .8125rem; color: var(--soft); overflow-wrap: anywhere; padding-right: 0; }
.matrix .wide, .leak-none { color: var(--soft); }
.fail .verdict, .bug .verdict, .changed .verdict, .warn .verdict, .inconclusive .verdict { color: var(--mine); font-weight: 600; }
.outcome-in-clear, .leak-credentials, .leak-envelope, .leak-content { font-weight: 600; }

h2 + .scenario, section + .scenario { margin-top: 2.75rem; }
.scenario { border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.scenario:last-of-type { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
.scenario > summary { display: flex; align-items: baseline; gap: .25rem .6rem; flex-wrap: wrap; padding: .6rem 0; list-style: none; }
.scenario > summary::-webkit-details-marker { display: none; }
.scenario > summary .icon { align-self: center; margin: 0; }
.scenario > summary .title { color: var(--soft); flex: 1 1 12rem; min-width: 0; }
.scenario > summary::after { content: "+"; width: 1ch; color: var(--soft); font-family: var(--mono); }
.scenario[open] > summary::after { content: "\\2212"; }
.scenario > summary:hover h3 { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em; }
.body { padding: .25rem 0 2rem; scroll-margin-top: 3.5rem; }
.body > * + * { margin-top: 1.1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.75rem; font-size: .875rem; }
.facts div { display: flex; gap: .5em; }
dt { color: var(--soft); }
dd { overflow-wrap: anywhere; }
.doubt { max-width: 46rem; }
.compare { background: var(--card); border: 1px solid var(--line); table-layout: fixed; }
.compare th, .compare td { width: 50%; padding: .3rem .9rem; }
.compare thead th { padding-top: .5rem; }
.compare td { border-top: 1px solid var(--hair); font-family: var(--mono); font-size: .8125rem; overflow-wrap: anywhere;
  vertical-align: top; color: var(--soft); }
.compare td + td, .compare th + th { border-left: 1px solid var(--hair); }
.compare .differs td { color: var(--ink); background: color-mix(in srgb, var(--mine) 8%, transparent); }
.compare .differs td + td { font-weight: 600; }
.compare .mark { float: right; margin-left: .75rem; color: var(--mine); font-weight: 700; }
.evidence-links { font-weight: 400; color: var(--soft); font-family: var(--sans); font-size: .875rem; }
.compare .evidence-links { display: block; margin-top: .15rem; font-size: .8125rem; }
.part > summary { padding: .2rem 0; color: var(--soft); }
.part > summary h4 { display: inline; color: var(--ink); font-size: .9375rem; }
.output { max-height: 24rem; overflow: auto; margin-top: .4rem; padding: .75rem .9rem; background: var(--card);
  border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; }

.session + .session { margin-top: 1.4rem; }
.session h5 { margin: .4rem 0 .3rem; color: var(--soft); font-size: .8125rem; font-weight: 550; }
.talk { padding: .35rem 0; list-style: none; background: var(--card); border: 1px solid var(--line); }
.talk > li { display: grid; grid-template-columns: 4.2rem 2.1rem minmax(0, 1fr); align-items: baseline;
  padding: .09rem .9rem .09rem .75rem; border-left: 3px solid transparent; scroll-margin: 30vh 0; }
.talk time { color: var(--soft); font-size: .6875rem; font-variant-numeric: tabular-nums; opacity: .85; }
.lock { color: var(--tls); font-size: .6875rem; font-weight: 600; }
.talk .say { line-height: 1.45; overflow-wrap: anywhere; }
.talk .say p { white-space: pre-wrap; }
.client > .say { margin-right: 34%; }
.server > .say { margin-left: 34%; padding-left: 2ch; }
.client > .say > p:first-child::before { content: "C "; color: var(--soft); }
.server > .say > p:first-child::before { content: "S "; color: var(--soft); margin-left: -2ch; }
.client > .say { padding-left: 2ch; }
.client > .say > p:first-child::before { margin-left: -2ch; }
.refusal { color: var(--fail); }
.tls { background: var(--tls-wash); border-left-color: var(--tls) !important; }
.fact > .say, .fact > .say p { color: var(--soft); font-family: var(--sans); font-size: .8125rem; }
.fact.tls > .say, .fact.tls > .say p { color: var(--tls); }
.fact.tls > .say, .fact.bad > .say { font-weight: 550; }
.fact.bad > .say, .fact.bad > .say p { color: var(--fail); }
.talk .say .aside, .talk .say .path, .talk .say .proves { font: 400 .8125rem/1.45 var(--sans); color: var(--soft); }
.talk .say .path { color: var(--warn); white-space: normal; }
.talk .say p > .path { margin-left: .9em; }
.talk .say .path code { padding: 0 .3em; border: 1px dashed currentColor; border-radius: 2px; white-space: pre-wrap; }
.talk .evidence { background: var(--proof); border-left-color: var(--proof-line) !important; }
.talk .say .proves::before { content: "\\25C6  "; color: var(--proof-line); }
.talk > li:target { outline: 2px solid var(--proof-line); outline-offset: -1px; }
.compare tr:target td, .causes li:target { background: var(--proof); }
.more > summary { width: fit-content; max-width: 100%; }
.hello { margin: .3rem 0 .6rem; padding: .6rem .8rem; background: var(--card); border: 1px solid var(--line);
  color: var(--ink); font-weight: 400; }
.hello div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); padding: .12rem 0; }
.hello ul { display: flex; flex-wrap: wrap; gap: .05rem 1rem; padding: 0; list-style: none; font: .75rem/1.55 var(--mono); }
.hello .weak { color: var(--fail); }
.hello li b { padding: 0 .35em; border: 1px solid currentColor; border-radius: 2px; font: 600 .6875rem var(--sans); }
.hello .none { color: var(--soft); }

@media (max-width: 44rem) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.4rem; }
  .matrix thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .matrix, .matrix tbody { display: block; }
  .matrix tr { display: flex; flex-wrap: wrap; gap: 0 .9rem; padding: .5rem 0; border-top: 1px solid var(--hair); }
  .matrix td, .matrix tbody th { padding: 0; border: 0; }
  .matrix tbody th { flex: 1 0 60%; }
  .matrix .wide, .matrix td:empty { display: none; }
  .matrix td[class^="outcome"], .matrix td[class^="leak"] { font-size: .875rem; }
  .matrix td[class^="outcome"]::before { content: "outcome "; color: var(--soft); font-weight: 400; }
  .matrix td[class^="leak"]::before { content: "leak "; color: var(--soft); font-weight: 400; }
  .matrix .cause { flex-basis: 100%; }
  .scenario > summary .title { order: 4; flex-basis: 100%; font-size: .875rem; }
  .scenario > summary .verdict { margin-left: auto; }
  .causes li { grid-template-columns: minmax(0, 1fr); row-gap: .35rem; }
  .compare th, .compare td { padding: .3rem .55rem; }
  .talk > li { grid-template-columns: 3.1rem 1.6rem minmax(0, 1fr); padding: .12rem .55rem .12rem .4rem; }
  .client > .say { margin-right: 1.25rem; }
  .server > .say { margin-left: 1.25rem; }
  .hello { margin-left: -4.7rem; }
  .hello div { grid-template-columns: minmax(0, 1fr); padding: .25rem 0; }
}
@media print {
  :root { --paper: #fff; --card: #fff; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  details:not(.more)::details-content { display: block; content-visibility: visible; height: auto; }
  .scenario > summary::after { content: none; }
  .scenario > summary, h2, h4, h5 { break-after: avoid; }
  .causes li, .talk > li, .compare tr { break-inside: avoid; }
  .output { max-height: none; }
  a { color: inherit; text-decoration: none; }
}
`
