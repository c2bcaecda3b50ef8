// What all reference pages share: the head of a page, tables, the options of a shape.
import { type Field, isMapping, type Shape } from '../../src/scenario/shape.ts'

/** A page with the word that it is generated; empty lines around every part. */
export function page(title: string, source: string, parts: readonly string[]): string {
  const generated = `<!-- Generated from ${source} by "npm run generate"; a test fails when it is stale. -->`
  return `# ${title}\n${generated}\n\n${parts.join('\n\n')}\n`
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

export function code(text: string): string {
  return `\`${text}\``
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

/** The keys of a mapping as a table; keys marked * are needed. */
export function fieldsTable(fields: Readonly<Record<string, Field<unknown, boolean>>>): string {
  return table(
    ['key', 'value', 'meaning'],
    Object.entries(fields).map(([key, { shape, required, doc }]) => [
      `${code(key)}${required ? ' *' : ''}`,
      shape.says,
      doc,
    ]),
  )
}

/** The forms that a value can take: a short one in words, a mapping as a table of its keys. */
export function formsOf(name: string, shape: Shape<unknown>): string[] {
  if (shape.fields) {
    return Object.keys(shape.fields).length > 0 ? [fieldsTable(shape.fields)] : ['It has no options.']
  }
  const parts = shape.parts ?? []
  const short = parts.filter((part) => !part.fields).map((part) => `Short form: ${code(`${name}:`)} with ${part.says}.`)
  const long = parts.flatMap((part) => (part.fields ? [fieldsTable(part.fields)] : []))
  return [...short, ...long]
}

/** Alternatives below a shape that have keys of their own, in order. */
export function mappingsOf(shape: Shape<unknown>): Shape<unknown>[] {
  if (shape.parts) return shape.parts.flatMap(mappingsOf)
  return isMapping(shape.fields) ? [shape] : []
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
