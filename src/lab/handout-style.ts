// How a handout looks: made for paper first, readable on a screen, light or dark.
export const HANDOUT_STYLE = `
:root { color-scheme: light dark; --ink: #1d1f22; --soft: #5c6168; --line: #c9c6bf; --paper: #fff; --wash: #f5f4f0;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --ink: #e2e0da; --soft: #a2a7af; --line: #3b4047; --paper: #15171a; --wash: #1d2024; } }
* { box-sizing: border-box; margin: 0; }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin-bottom: .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
p + p, ul + p, p + ul, ol + p { margin-top: .5rem; }
ul, ol { padding-left: 1.4rem; }
li { margin: .2rem 0; }
.soft { color: var(--soft); }
blockquote { margin: .75rem 0; padding: .5rem 0 .5rem 1rem; border-left: 3px solid var(--line); }
pre { padding: .6rem .75rem; background: var(--wash); border: 1px solid var(--line); white-space: pre-wrap;
  overflow-wrap: anywhere; font: .75rem/1.45 var(--mono); }
code, .mono { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .75rem; table-layout: fixed; }
td { padding: .1rem .5rem .1rem 0; vertical-align: top; font-family: var(--mono); overflow-wrap: anywhere; }
td:first-child { width: 2.75rem; color: var(--soft); text-align: right; }
.answers { list-style: none; padding-left: 0; }
.answers li { padding-left: 1.6rem; text-indent: -1.6rem; }
.answers li::before { content: "\\2610"; display: inline-block; width: 1.6rem; text-indent: 0; }
.steps li::before { content: "__"; }
.answers li.right::before { content: "\\2611"; }
.write { margin: .6rem 0 0; border-bottom: 1px solid var(--line); height: 1.6rem; }
a { color: inherit; }
@media print {
  @page { margin: 18mm 16mm; }
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #999; --paper: #fff; --wash: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  section.question, tr, blockquote { break-inside: avoid; }
}
`
