// One YAML file: its bytes to a plain value, its mistakes of form, and the place of every key.
import { open } from 'node:fs/promises'
import type { Document, LineCounter, Node, Scalar } from 'yaml'
import type { LocatedProblem } from './scenario-error.ts'
import { isMapping, type Path, type Problem } from './shape.ts'

export interface Place {
  file: string | null
  line: number
  column: number
}

/** A value with the places of its keys: from a YAML file, or handed over as an object. */
export interface Source {
  file: string | null
  value: Record<string, unknown>
  /** Where a value stands, or its key; undefined when this source does not have it. */
  place(path: Path, atKey?: boolean): Place | undefined
  /** Mistakes that leave the value readable. */
  problems: LocatedProblem[]
}

/** Reads a file's bytes; throws Node's errors (`ENOENT`, `EISDIR`, ...). */
export type ReadFile = (file: string) => Promise<Uint8Array>

export const MAX_FILE_BYTES = 1024 * 1024
// Enough for any file written by hand; a bomb of nine levels needs millions.
const MAX_ALIASES = 100
const MAX_DEPTH = 100

/** Reads at most a little over the limit, so that an endless file is refused and not read. */
export const readFromDisk: ReadFile = async (file) => {
  const handle = await open(file)
  try {
    const chunks: Buffer[] = []
    for (let held = 0; held <= MAX_FILE_BYTES; ) {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(64 * 1024) })
      if (bytesRead === 0) break
      chunks.push(buffer.subarray(0, bytesRead))
      held += bytesRead
    }
    return Buffer.concat(chunks)
  } finally {
    await handle.close()
  }
}

/** What a file of its kind holds, for messages, and what it says first. */
export interface FileKind {
  what: string
  begins: string
}

const SCENARIO: FileKind = { what: 'scenario', begins: 'scenario: 1' }

/** Parses the bytes of one file. A file that is no mapping gives `null` and says why in `problems`. */
export async function parseYamlFile(
  file: string,
  bytes: Uint8Array,
  { what, begins }: FileKind = SCENARIO,
): Promise<{ source: Source | null; problems: LocatedProblem[] }> {
  const wrong = (code: string, found: string, expected: string, extra: Partial<LocatedProblem> = {}) => ({
    source: null,
    problems: [{ code, path: [], found, expected, file, line: 0, column: 0, ...extra }],
  })
  if (bytes.length > MAX_FILE_BYTES) return wrong('SCENARIO_TOO_LARGE', 'the file is too large', 'at most 1 MiB')
  const decoded = decode(bytes)
  if ('mistake' in decoded) return wrong('SCENARIO_NOT_TEXT', decoded.mistake, 'YAML in UTF-8')

  const yaml = await import('./yaml-library.ts')
  const counter = new yaml.LineCounter()
  if (isNestedTooDeeply(yaml, decoded.text)) {
    return wrong('SCENARIO_YAML_SYNTAX', 'the file is nested too deeply', `at most ${MAX_DEPTH} levels`)
  }
  const documents = [...yaml.parseAllDocuments(decoded.text, { lineCounter: counter, logLevel: 'silent' })] as Parsed[]
  const at = (offset: number) => position(counter, offset)
  const [document, second] = documents
  if (!document || (isEmpty(document) && !second)) return wrong('SCENARIO_EMPTY', 'the file is empty', `a ${what}`)
  if (second) {
    const place = at(second.range[0])
    return wrong('SCENARIO_SEVERAL_DOCUMENTS', 'the file has several YAML documents', `one ${what} per file`, place)
  }

  const syntax = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  if (syntax) {
    const lineText = lineAt(decoded.text, syntax.pos[0])
    const hint = /^\s*(?:- )?(?:reply|lines):|^\s*- \d{3}/.test(lineText) && {
      hint: 'Quote the reply: without quotes ": " and " #" have a meaning of their own in YAML.',
    }
    const message = (syntax.message.split(/ at line \d+/)[0] ?? '').replace(/[.:]$/, '')
    return wrong('SCENARIO_YAML_SYNTAX', `this is not valid YAML: ${message}`, 'valid YAML', {
      ...at(syntax.pos[0]),
      ...hint,
    })
  }
  const problems = mistakesOfForm(yaml, document, decoded.text).map(({ offset, ...problem }) => ({
    ...problem,
    file,
    ...at(offset),
  }))
  if (problems.some(({ code }) => code === 'SCENARIO_YAML_ALIAS' || code === 'SCENARIO_YAML_KEY')) {
    return { source: null, problems }
  }

  const value = toPlainValue(document)
  if (value === TOO_MANY_ALIASES) {
    return wrong('SCENARIO_YAML_ALIAS', 'its aliases unfold to far too many values', 'a file without alias bombs')
  }
  if (!isMapping(value)) {
    const found = 'the file holds no mapping'
    const place = at(document.contents?.range?.[0] ?? 0)
    return wrong('SCENARIO_NOT_A_MAPPING', found, `keys and values, first of all "${begins}"`, place)
  }
  const place = (path: Path, atKey = false) => {
    const offset = offsetOf(yaml, document, path, atKey)
    return offset === undefined ? undefined : { file, ...at(offset) }
  }
  return { source: { file, value, place, problems }, problems }
}

/** An object given by a program: no file, no lines. */
export function objectSource(value: Record<string, unknown>): Source {
  const place = (path: Path): Place | undefined => {
    let inner: unknown = value
    for (const part of path) {
      if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return undefined
      inner = (inner as Record<string | number, unknown>)[part]
    }
    return { file: null, line: 0, column: 0 }
  }
  return { file: null, value, place, problems: [] }
}

type Yaml = typeof import('./yaml-library.ts')
type Parsed = Document.Parsed

const TOO_MANY_ALIASES = Symbol('too many aliases')

function decode(bytes: Uint8Array): { text: string } | { mistake: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? { mistake: 'the file is binary: it holds a NUL byte' } : { text }
  } catch {
    const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { mistake: marked ? 'the file is UTF-16' : 'the file is not UTF-8 text' }
  }
}

/**
 * Whether the recursive part of the parser would go too deep: Node 20 aborts, and throws nothing, when a regular
 * expression is compiled at the very end of the stack. A block level takes at least one column, a flow level a bracket.
 */
function isNestedTooDeeply(yaml: Yaml, text: string): boolean {
  if (new RegExp(`^[ ?:-]{${2 * MAX_DEPTH},}`, 'm').test(text)) return true
  // To count brackets without asking what they mean is enough for nearly every file, and much faster.
  if (text.split(/[[{]/).length - 1 <= MAX_DEPTH) return false
  let depth = 0
  for (const token of new yaml.Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++
    else if (token === ']' || token === '}') depth--
    if (depth > MAX_DEPTH) return true
  }
  return false
}

function isEmpty(document: Parsed): boolean {
  const { contents } = document
  return document.errors.length === 0 && (contents === null || ('value' in contents && contents.value === null))
}

/** Mistakes that only the YAML shows: duplicate keys, tags, aliases in a circle, unquoted replies with a comment. */
function mistakesOfForm(yaml: Yaml, document: Parsed, text: string): (Problem & { offset: number })[] {
  const found: (Problem & { offset: number })[] = []
  for (const { code, pos } of document.errors) {
    if (code !== 'DUPLICATE_KEY') continue
    const key = /^[^\s:]+/.exec(text.slice(pos[0]))?.[0] ?? ''
    const expected = 'each key once in a mapping'
    found.push({
      code: 'SCENARIO_DUPLICATE_KEY',
      path: [],
      found: `the key ${key} is there twice`,
      expected,
      offset: pos[0],
    })
  }
  for (const { pos, message } of document.warnings) {
    const tag = /Unresolved tag: (\S+)/.exec(message)?.[1] ?? 'this tag'
    const expected = 'plain values without tags'
    found.push({
      code: 'SCENARIO_YAML_TAG',
      path: [],
      found: `the tag ${tag} is not allowed`,
      expected,
      offset: pos[0],
    })
  }
  yaml.visit(document, {
    Pair(_, pair) {
      if (yaml.isScalar(pair.key)) return
      const offset = (pair.key as Node | null)?.range?.[0] ?? 0
      found.push({
        code: 'SCENARIO_YAML_KEY',
        path: [],
        found: 'a key is no plain word',
        expected: 'words as keys',
        offset,
      })
    },
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document)
      const offset = alias.range?.[0] ?? 0
      const expected = `an anchor &${alias.source} before this place, and not around it`
      if (target && !ancestors.includes(target)) return
      const what = target ? 'holds itself' : 'names no anchor'
      found.push({
        code: 'SCENARIO_YAML_ALIAS',
        path: [],
        found: `the alias *${alias.source} ${what}`,
        expected,
        offset,
      })
    },
    Scalar(_, scalar, ancestors) {
      if (scalar.type !== yaml.Scalar.PLAIN || !scalar.range) return
      const path = pathOf(yaml, scalar, ancestors as Node[])
      const lost = /^[ \t]+(#[^\r\n]*)/.exec(text.slice(scalar.range[1]))?.[1]
      if (lost === undefined || path === null || !isReply(path)) return
      const whole = `${text.slice(scalar.range[0], scalar.range[1])} ${lost}`
      found.push({
        code: 'SCENARIO_UNQUOTED_REPLY',
        path,
        found: `the reply ends before "${lost.slice(0, 40)}", which YAML takes as a comment`,
        expected: 'a reply in quotes',
        hint: `Quote it: ${JSON.stringify(whole)}; a real comment goes on a line of its own.`,
        offset: scalar.range[0],
      })
    },
  })
  return found.sort((a, b) => a.offset - b.offset)
}

/** Whether a text at this place is said by the server as a reply. */
function isReply(path: Path): boolean {
  const words = path.filter((part) => typeof part === 'string')
  const last = words.at(-1)
  return last === 'reply' || (last === 'lines' && words.at(-2) === 'reply') || words[0] === 'texts'
}

/** Path of a value; null for a key. */
function pathOf(yaml: Yaml, node: Scalar, ancestors: readonly Node[]): Path | null {
  const chain = [...ancestors, node]
  const path: (string | number)[] = []
  for (const [i, step] of chain.entries()) {
    const child = chain[i + 1]
    if (yaml.isSeq(step)) path.push((step.items as unknown[]).indexOf(child))
    else if (yaml.isPair(step)) {
      if (step.key === child) return null
      path.push(String((step.key as Scalar | null)?.value))
    }
  }
  return path
}

function toPlainValue(document: Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    if (error instanceof ReferenceError) return TOO_MANY_ALIASES
    throw error
  }
}

function offsetOf(yaml: Yaml, document: Parsed, path: Path, atKey: boolean): number | undefined {
  let node: unknown = document.contents
  let keyOffset: number | undefined
  for (const part of path) {
    if (yaml.isAlias(node)) node = node.resolve(document)
    keyOffset = undefined
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => String((key as Scalar | null)?.value ?? key) === String(part))
      if (!pair) return undefined
      keyOffset = (pair.key as Scalar).range?.[0]
      node = pair.value
    } else if (yaml.isSeq(node) && typeof part === 'number' && part < node.items.length) node = node.items[part]
    else return undefined
  }
  const valueOffset = (node as Node | null)?.range?.[0]
  return atKey ? (keyOffset ?? valueOffset) : (valueOffset ?? keyOffset)
}

function position(counter: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = counter.linePos(offset)
  return { line, column: col }
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end < 0 ? undefined : end)
}
