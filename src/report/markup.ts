// Templates for HTML and XML in which every value is text, unless it was made by such a template itself.
import { visibleBlock } from './plain-text.ts'

/** Markup that needs no escaping any more. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: text is escaped, lists are joined, what is absent leaves nothing. */
export type MarkupValue = string | number | Markup | null | undefined | false | readonly MarkupValue[]

/** The template; `html` and `xml` are its names where editors know them. */
function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts: string[] = []
  for (const [at, string] of strings.entries()) {
    parts.push(string)
    if (at < values.length) add(parts, values[at])
  }
  return new Markup(parts.join(''))
}

export { markup as html, markup as xml }

/**
 * Safe as text and inside quoted attributes, in HTML and in XML 1.0: what hides or turns text round is spelled out, and
 * no character is left that XML forbids (XML 1.0 section 2.2).
 */
export function escapeMarkup(text: string): string {
  return visibleBlock(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function add(parts: string[], value: MarkupValue): void {
  if (value === null || value === undefined || value === false) return
  if (value instanceof Markup) parts.push(value.text)
  else if (typeof value === 'string') parts.push(escapeMarkup(value))
  else if (typeof value === 'number') parts.push(String(value))
  else for (const each of value) add(parts, each)
}
