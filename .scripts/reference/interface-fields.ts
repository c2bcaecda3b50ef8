// Reads the fields of an interface from TypeScript source: names, types as written, and the comments above them.
// It knows the few forms that events.ts uses, and throws at anything else rather than leave a field out.

export interface TypedField {
  name: string
  /** As written; empty where the field is a mapping written out, see `fields`. */
  type: string
  optional: boolean
  /** The comment above it, as one line; empty without one. */
  doc: string
  fields?: TypedField[]
}

/** The fields of `export interface NAME { ... }`. Throws where the source is not understood. */
export function readInterface(source: string, name: string): TypedField[] {
  const start = source.indexOf(`export interface ${name} {`)
  if (start < 0) throw new Error(`There is no "export interface ${name} {"`)
  const cursor = { source, at: source.indexOf('{', start) }
  return readFields(cursor)
}

/** The types that are unions of words, by name: `export type Toward = 'client' | 'server'`. */
export function readUnions(source: string): Map<string, string> {
  const unions = source.matchAll(/^export type (\w+) = ('[^\n]*')$/gm)
  return new Map([...unions].map(([, name = '', union = '']) => [name, union]))
}

interface Cursor {
  source: string
  at: number
}

const COMMENT = /\/\*\*(.*?)\*\//sy
const NAME = /(?:'([^']+)'|(\w+))(\??):[ ]/y
const TYPE = /[^{};\n]+/y

/** From `{` to behind its `}`. */
function readFields(cursor: Cursor): TypedField[] {
  const fields: TypedField[] = []
  cursor.at += 1
  for (;;) {
    take(cursor, /[\s;]*/y)
    if (take(cursor, /\}/y)) return fields
    const comment = take(cursor, COMMENT)?.[1] ?? ''
    take(cursor, /\s*/y)
    const [, quoted, plain, question] = take(cursor, NAME) ?? notUnderstood(cursor)
    const field = { name: quoted ?? plain ?? '', optional: question === '?', doc: oneLine(comment) }
    if (cursor.source[cursor.at] === '{') fields.push({ ...field, type: '', fields: readFields(cursor) })
    else fields.push({ ...field, type: (take(cursor, TYPE) ?? notUnderstood(cursor))[0].trim() })
  }
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.source)
  if (match) cursor.at = pattern.lastIndex
  return match
}

function oneLine(comment: string): string {
  return comment
    .replace(/\n\s*\*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function notUnderstood({ source, at }: Cursor): never {
  const line = source.slice(0, at).split('\n').length
  throw new Error(`Line ${line} is not understood: ${JSON.stringify(source.slice(at, at + 40))}`)
}
