// The signs of the page: each verdict has its own shape, so that it can be told without colour.
import { html, Markup } from './markup.ts'
import type { Standing } from './standing.ts'

export function icon(standing: Standing): Markup {
  return html`<svg class="icon" aria-hidden="true"><use href="#i-${standing}"/></svg>`
}

const STROKE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'

/** Drawn on 16 x 16; filled shapes are for what needs a reader. */
const SHAPES: Readonly<Record<Standing, string>> = {
  pass: `<g ${STROKE}><circle cx="8" cy="8" r="6.6"/><path d="M5 8.3l2.1 2.1L11 6"/></g>`,
  unconfirmed: `<g ${STROKE}><circle cx="8" cy="8" r="6.6" stroke-dasharray="2.3 2.9"/><path d="M5 8.3l2.1 2.1L11 6"/></g>`,
  warn: '<path d="M8 1.2 15.4 14.4H.6z" fill="currentColor"/><path class="cut" d="M8 6v4M8 12.1v.2"/>',
  fail: '<path d="M5 .9h6L15.1 5v6L11 15.100H5L.9 11V5z" fill="currentColor"/><path class="cut" d="M5.6 5.600l4.8 4.800M10.4 5.600l-4.8 4.8"/>',
  changed:
    '<path d="M5 .9h6L15.1 5v6L11 15.100H5L.9 11V5z" fill="currentColor"/><path class="cut" d="M5 6h6M9.300 4.300 11 6M11 10H5M6.700 11.700 5 10"/>',
  accepted: `<g ${STROKE}><path d="M5 .9h6L15.1 5v6L11 15.100H5L.9 11V5z"/><path d="M5 8.3l2.1 2.1L11 6"/></g>`,
  inconclusive: `<g ${STROKE}><path d="M8 .9 15.1 8 8 15.1.9 8z"/><path d="M6.3 6.500c.1-2 3.4-2 3.3 0 0 1.2-1.6 1.2-1.6 2.500M8 11.100v.1"/></g>`,
  skipped: `<g ${STROKE}><circle cx="8" cy="8" r="6.6"/><path d="M5 8h6"/></g>`,
  bug: '<path d="M1.2 1.200h13.600v13.600H1.200z" fill="currentColor"/><path class="cut" d="M8 4v5M8 11.700v.2"/>',
}

/** Once per page, before the first icon. */
export const ICONS = new Markup(
  `<svg class="defs" aria-hidden="true">${Object.entries(SHAPES)
    .map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
)
