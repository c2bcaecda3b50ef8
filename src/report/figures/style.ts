// What a page of figures has beside the style of all pages: charts, wide tables, sessions to open.

export const FIGURES_STYLE = `
:root { --clear: #c07a12; --old: #b8a23a; --plain: #4a7fae; }
@media (prefers-color-scheme: dark) { :root { --clear: #d9963a; --old: #cdbb5c; --plain: #6fa3d0; } }
.sentence { max-width: 46rem; font-size: 1.0625rem; }
.chart { margin-top: 1.75rem; padding: 1rem 1.1rem 1.1rem; background: var(--card); border: 1px solid var(--line); }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; font-weight: 620; }
.chart ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; list-style: none; font-weight: 400; font-size: .8125rem; }
.key { width: .8em; height: .8em; margin-right: .4em; }
.chart .bar { display: grid; grid-template-columns: minmax(6rem, 16rem) minmax(0, 1fr); gap: 0 1rem; margin-top: .7rem; }
.chart dt { color: var(--ink); overflow-wrap: anywhere; font-size: .875rem; }
.chart dd svg { display: block; width: 100%; height: 1rem; margin-top: .15rem; background: var(--hair); }
.chart dd span { color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }
.chart rect { stroke: var(--card); stroke-width: 2px; vector-effect: non-scaling-stroke; }
rect.tls { fill: var(--tls); } rect.old { fill: var(--old); } rect.clear { fill: var(--clear); }
rect.failed { fill: var(--fail); } rect.plain { fill: var(--plain); }
.wide-table { overflow-x: auto; }
.figures th, .figures td { padding: .36rem 1.1rem .36rem 0; vertical-align: baseline; }
.figures thead th { vertical-align: bottom; }
.figures tbody > tr > * { border-top: 1px solid var(--hair); }
.figures tbody tr:hover { background: var(--card); }
.figures tbody th { overflow-wrap: anywhere; min-width: 10.5rem; font-weight: 450; }
.figures td.text { overflow-wrap: anywhere; min-width: 9rem; }
.figures thead .share { min-width: 6.5rem; }
.figures .count, .figures .share, .figures .ms { text-align: right; font-variant-numeric: tabular-nums; }
.figures tbody .count, .figures tbody .share, .figures tbody .ms, .figures .time { white-space: nowrap; }
.figures .lines { min-width: 14rem; overflow-wrap: anywhere; }
.figures .line { display: block; }
.figures .sessions { min-width: 6.5rem; padding-right: 0; }
.figures tbody .sessions { font-size: .875rem; }
.refs summary { white-space: nowrap; }
.notes { margin-top: 2rem; padding-left: 1.1rem; color: var(--soft); font-size: .875rem; max-width: 46rem; }
.one { border-top: 1px solid var(--line); }
.one > div { scroll-margin-top: 3rem; }
.one:last-of-type { border-bottom: 1px solid var(--line); }
.one > summary { padding: .5rem 0; overflow-wrap: anywhere; }
.one[open] { padding-bottom: 1.25rem; }
.one b { display: inline-block; min-width: 3.2rem; font-variant-numeric: tabular-nums; }
.one > div:target { outline: 2px solid var(--proof-line); outline-offset: 4px; }
.state { font-weight: 600; } .state.tls { color: var(--tls); background: none; }
.state.in-clear { color: var(--warn); } .state.failed { color: var(--fail); }
@media (max-width: 44rem) {
  .chart .bar { grid-template-columns: minmax(0, 1fr); }
  .figures tbody th { min-width: 6.5rem; }
  .figures td.text { min-width: 5rem; }
}
@media print { .wide-table { overflow: visible; } details.one::details-content { display: none; } }
`
