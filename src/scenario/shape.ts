// The vocabulary of vocabularies: a shape checks a value, types it, and describes itself to schema and docs.

/** Where a value stands: keys and list positions from the top of the document. */
export type Path = readonly (string | number)[]

/** One mistake in a scenario, before it is given a line and a column (see load.ts). */
export interface Problem {
  /** Stable code, `SCENARIO_...`, listed in docs/reference/error-codes.md. */
  code: string
  path: Path
  /** What was found, as a clause: `"expird" is not known`. */
  found: string
  /** What was expected, as a noun phrase: `one of expired, self-signed`. */
  expected: string
  /** The nearest known word, when one is near. */
  didYouMean?: string
  /** The next step for the reader. */
  hint?: string
  /** The key itself is wrong, not its value: point at the key. */
  atKey?: boolean
}

export type JsonSchema = { [key: string]: unknown }

/** Checks and types one value. `parse` never throws: it adds to `problems` and returns a harmless value. */
export interface Shape<T> {
  parse(value: unknown, path: Path, problems: Problem[]): T
  /** JSON Schema (draft-07) of the values that `parse` takes. */
  json(): JsonSchema
  /** A noun phrase for messages and the reference pages: `a duration such as 2s`. */
  readonly says: string
  /** The keys of a mapping, for the reference pages. */
  readonly fields?: Readonly<Record<string, Field<unknown, boolean>>>
  /** Shapes that this one is made of (list items, alternatives), for the reference pages. */
  readonly parts?: readonly Shape<unknown>[]
}

export type ValueOf<S> = S extends Shape<infer T> ? T : never

export interface Field<T, Required extends boolean> {
  readonly shape: Shape<T>
  readonly required: Required
  readonly doc: string
}

type Fields = Record<string, Field<unknown, boolean>>
type FieldValue<F> = F extends Field<infer T, boolean> ? T : never
type Flat<T> = { [K in keyof T]: T[K] }
export type MappingOf<F extends Fields> = Flat<
  { [K in keyof F as F[K]['required'] extends true ? K : never]: FieldValue<F[K]> } & {
    [K in keyof F as F[K]['required'] extends true ? never : K]?: FieldValue<F[K]>
  }
>

export function required<T>(shape: Shape<T>, doc: string): Field<T, true> {
  return { shape, required: true, doc }
}

export function optional<T>(shape: Shape<T>, doc: string): Field<T, false> {
  return { shape, required: false, doc }
}

/** A mapping with known keys; an unknown key is a problem with the nearest known one. */
export function mapping<F extends Fields>(fields: F, says = 'a mapping'): Shape<MappingOf<F>> {
  const names = Object.keys(fields)
  return {
    says,
    fields,
    parse(value, path, problems) {
      if (!isMapping(value)) {
        problems.push(wrongType(value, path, `${says} with keys from: ${names.join(', ')}`))
        return {} as MappingOf<F>
      }
      const result: Record<string, unknown> = {}
      for (const [key, entry] of Object.entries(value)) {
        if (entry === undefined) continue
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined
        if (field) result[key] = field.shape.parse(entry, [...path, key], problems)
        else problems.push(unknownKey(key, names, path))
      }
      for (const [key, field] of Object.entries(fields)) {
        if (field.required && (!Object.hasOwn(value, key) || value[key] === undefined)) {
          problems.push({
            code: 'SCENARIO_MISSING_KEY',
            path,
            found: `"${key}" is missing`,
            expected: field.shape.says,
          })
        }
      }
      return result as MappingOf<F>
    },
    json: () => ({
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, { shape, doc }]) => [key, { description: doc, ...shape.json() }]),
      ),
      ...(names.some((n) => fields[n]?.required) && { required: names.filter((n) => fields[n]?.required) }),
    }),
  }
}

/** A mapping whose keys are free within `keys` and whose values all have one shape. */
export function mapOf<K extends string, T>(
  keys: Shape<K>,
  values: Shape<T>,
  says: string,
): Shape<Partial<Record<K, T>>> {
  return {
    says,
    parts: [keys, values],
    parse(value, path, problems) {
      const result: Partial<Record<K, T>> = {}
      if (!isMapping(value)) {
        problems.push(wrongType(value, path, says))
        return result
      }
      for (const [key, entry] of Object.entries(value)) {
        if (entry === undefined) continue
        const before = problems.length
        const known = keys.parse(key, [...path, key], problems)
        for (const problem of problems.slice(before)) problem.atKey = true
        result[known] = values.parse(entry, [...path, key], problems)
      }
      return result
    },
    json: () => ({ type: 'object', propertyNames: keys.json(), additionalProperties: values.json() }),
  }
}

export function text({ says = 'text', pattern }: { says?: string; pattern?: RegExp } = {}): Shape<string> {
  return {
    says,
    parse(value, path, problems) {
      if (typeof value !== 'string') problems.push(wrongType(value, path, says))
      else if (pattern && !pattern.test(value)) problems.push(wrongValue(value, path, says))
      else return value
      return ''
    },
    json: () => ({ type: 'string', ...(pattern && { pattern: pattern.source }) }),
  }
}

export function number({
  min,
  max,
  integer = false,
  says,
}: {
  min?: number
  max?: number
  integer?: boolean
  says: string
}): Shape<number> {
  return {
    says,
    parse(value, path, problems) {
      if (typeof value !== 'number' || !Number.isFinite(value)) problems.push(wrongType(value, path, says))
      else if ((integer && !Number.isInteger(value)) || value < (min ?? value) || value > (max ?? value)) {
        problems.push(wrongValue(value, path, says))
      } else return value
      return min ?? 0
    },
    json: () => ({
      type: integer ? 'integer' : 'number',
      ...(min !== undefined && { minimum: min }),
      ...(max !== undefined && { maximum: max }),
    }),
  }
}

export function flag(): Shape<boolean> {
  return {
    says: 'true or false',
    parse(value, path, problems) {
      if (typeof value === 'boolean') return value
      problems.push(wrongType(value, path, 'true or false'))
      return false
    },
    json: () => ({ type: 'boolean' }),
  }
}

/** One word of a closed list; `code` and `help` make the message of an unknown one specific. */
export function oneOf<const T extends string>(
  words: readonly T[],
  { code = 'SCENARIO_UNKNOWN_WORD', help }: { code?: string; help?: string } = {},
): Shape<T> {
  const says = `one of ${words.join(', ')}`
  return {
    says,
    parse(value, path, problems) {
      if (typeof value === 'string' && (words as readonly string[]).includes(value)) return value as T
      if (typeof value !== 'string') problems.push(wrongType(value, path, says))
      else {
        problems.push({
          code,
          path,
          found: `${JSON.stringify(value)} is not known`,
          expected: says,
          ...near(value, words),
          ...(help && { hint: help }),
        })
      }
      return words[0] as T
    },
    json: () => ({ enum: [...words] }),
  }
}

export function list<T>(
  item: Shape<T>,
  { says = `a list, each entry ${item.says}`, min = 0 }: { says?: string; min?: number } = {},
): Shape<T[]> {
  return {
    says,
    parts: [item],
    parse(value, path, problems) {
      if (!Array.isArray(value)) problems.push(wrongType(value, path, says))
      else {
        if (value.length < min) {
          problems.push({
            code: 'SCENARIO_WRONG_VALUE',
            path,
            found: `the list has ${value.length} entries`,
            expected: says,
          })
        }
        return value.map((entry, index) => item.parse(entry, [...path, index], problems))
      }
      return []
    },
    json: () => ({ type: 'array', items: item.json(), ...(min && { minItems: min }) }),
  }
}

/** One item or a list of them; always typed as a list. */
export function oneOrMore<T>(item: Shape<T>): Shape<T[]> {
  const many = list(item, { min: 1 })
  return {
    says: `${item.says}, or a list of them`,
    parts: [item],
    parse: (value, path, problems) =>
      Array.isArray(value) ? many.parse(value, path, problems) : [item.parse(value, path, problems)],
    json: () => ({ anyOf: [item.json(), many.json()] }),
  }
}

type Kind = 'text' | 'number' | 'flag' | 'list' | 'mapping'

/** Alternatives told apart by the kind of the YAML value, so that messages speak of the one that was meant. */
export function byKind<A extends Partial<Record<Kind, Shape<unknown>>>>(alternatives: A): Shape<ValueOf<A[keyof A]>> {
  const shapes = Object.values(alternatives) as Shape<unknown>[]
  const says = shapes.map((shape) => shape.says).join(', or ')
  return {
    says,
    parts: shapes,
    parse(value, path, problems) {
      const shape = alternatives[kindOf(value) as Kind]
      if (shape) return shape.parse(value, path, problems) as ValueOf<A[keyof A]>
      problems.push(wrongType(value, path, says))
      return undefined as ValueOf<A[keyof A]>
    },
    json: () => ({ anyOf: shapes.map((shape) => shape.json()) }),
  }
}

const DURATION_UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
const SIZE_UNITS = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const

/** A time with its unit (`200ms`, `2s`, `1m`, `1h`); typed in milliseconds. */
export function duration(): Shape<number> {
  return withUnit('a duration with its unit, such as 200ms, 2s, 1m', 'SCENARIO_WRONG_UNIT', DURATION_UNITS)
}

/** A number of bytes with its unit (`512B`, `4KiB`, `35MiB`); typed in bytes. */
export function size(): Shape<number> {
  return withUnit('a size with its unit, such as 512B, 4KiB, 35MiB', 'SCENARIO_WRONG_UNIT', SIZE_UNITS)
}

function withUnit(says: string, code: string, units: Readonly<Record<string, number>>): Shape<number> {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)(${Object.keys(units).join('|')})$`)
  return {
    says,
    parse(value, path, problems) {
      const match = typeof value === 'string' ? pattern.exec(value) : null
      if (match) return Number(match[1]) * (units[match[2] as string] as number)
      problems.push({ code, path, found: `${show(value)} is not ${says}`, expected: says })
      return 0
    },
    json: () => ({ type: 'string', pattern: pattern.source }),
  }
}

/** Adds a check of its own to a shape: return a problem's words, or nothing. */
export function checked<T, U = T>(
  shape: Shape<T>,
  check: (value: T) => { value: U } | { found: string; expected: string; code?: string; hint?: string },
  says: string = shape.says,
): Shape<U> {
  return {
    ...shape,
    says,
    parse(value, path, problems) {
      const before = problems.length
      const parsed = shape.parse(value, path, problems)
      if (problems.length > before) return undefined as U
      const result = check(parsed)
      if ('value' in result) return result.value
      problems.push({ code: 'SCENARIO_WRONG_VALUE', path, ...result })
      return undefined as U
    },
  }
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The known word nearest to `word`, if it is near enough to have been meant. */
export function near(word: string, words: readonly string[]): { didYouMean?: string } {
  const limit = Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const known of words) {
    const distance = editDistance(word.toLowerCase(), known.toLowerCase())
    if (distance < least) [best, least] = [known, distance]
  }
  return best === undefined ? {} : { didYouMean: best }
}

export function unknownKey(key: string, known: readonly string[], path: Path): Problem {
  return {
    code: 'SCENARIO_UNKNOWN_KEY',
    path: [...path, key],
    found: `the key "${key}" is not known`,
    expected: `one of ${known.join(', ')}`,
    ...near(key, known),
    atKey: true,
  }
}

function wrongType(value: unknown, path: Path, expected: string): Problem {
  return { code: 'SCENARIO_WRONG_TYPE', path, found: `${show(value)} is ${aKind(value)}`, expected }
}

function wrongValue(value: unknown, path: Path, expected: string): Problem {
  return { code: 'SCENARIO_WRONG_VALUE', path, found: `${show(value)} does not fit`, expected }
}

function kindOf(value: unknown): Kind | 'nothing' {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'flag'
  return typeof value === 'number' ? 'number' : 'mapping'
}

function aKind(value: unknown): string {
  return {
    text: 'text',
    number: 'a number',
    flag: 'true/false',
    list: 'a list',
    mapping: 'a mapping',
    nothing: 'nothing',
  }[kindOf(value)]
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'this list'
  if (isMapping(value)) return 'this mapping'
  const shown = JSON.stringify(value) ?? 'nothing'
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown
}

// Damerau's optimal string alignment, since swapped neighbours are one slip of the fingers.
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)])
  for (let j = 1; j <= b.length; j++) (rows[0] as number[])[j] = j
  const at = (i: number, j: number) => (rows[i] as number[])[j] as number
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1)
      ;(rows[i] as number[])[j] = cost
    }
  }
  return at(a.length, b.length)
}
