// The settings of a product as data: name, values, default, meaning, where it is written. Read from text or values.
import { near } from '../scenario/shape.ts'
import { cipherNames, suiteByName } from '../tls/wire/names.ts'
import { SendError } from './send-error.ts'

/** One setting. `read` takes what was given; undefined says that it does not fit. */
export interface Setting<T> {
  readonly standard: T
  readonly doc: string
  /** Where its meaning is from: a line of a seed (`004:59`), or in words what it rests on. */
  readonly source: string
  /** What it takes, as a noun phrase. */
  readonly says: string
  /** The words of a closed list, for "did you mean". */
  readonly words?: readonly string[]
  read(given: unknown): T | undefined
  /** As the product prints a value. */
  show(value: T): string
}

// biome-ignore lint/suspicious/noExplicitAny: a table of settings holds values of any type
export type Settings = Readonly<Record<string, Setting<any>>>
export type ValuesOf<S extends Settings> = { -readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never }
export type Given = Readonly<Record<string, unknown>>

interface About<T> {
  standard: T
  doc: string
  source: string
}

/** Yes or no, as `True` and `False`; `$true` and `on` do as well. */
export function flag(about: About<boolean>): Setting<boolean> {
  const words = ['True', 'False']
  return {
    ...about,
    says: 'True or False',
    words,
    read(given) {
      if (typeof given === 'boolean') return given
      const text = String(given).toLowerCase().replace(/^\$/, '')
      if (['true', 'on', 'yes'].includes(text)) return true
      return ['false', 'off', 'no'].includes(text) ? false : undefined
    },
    show: (value) => (value ? 'True' : 'False'),
  }
}

/** One word of a closed list, whatever its case. An empty one is the product's "not set". */
export function word<const W extends string>(words: readonly W[], about: About<NoInfer<W>>): Setting<W> {
  const named = words.map((each) => (each === '' ? 'nothing' : each))
  return {
    ...about,
    says: `one of ${named.join(', ')}`,
    words: words.filter((each) => each !== ''),
    read: (given) => words.find((each) => each.toLowerCase() === String(given ?? '').toLowerCase()),
    show: (value) => value,
  }
}

/** Free text within a pattern. */
export function text(about: About<string>, pattern: RegExp = /^[^\r\n]*$/, says = 'a line of text'): Setting<string> {
  return {
    ...about,
    says,
    read: (given) => (typeof given === 'string' && pattern.test(given) ? given : undefined),
    show: (value) => value,
  }
}

/** Entries separated by commas or line ends, each within a pattern; `oneOf` makes the list a closed one. */
export function entries(about: About<readonly string[]>, pattern: RegExp, says: string): Setting<readonly string[]> {
  return {
    ...about,
    says,
    read(given) {
      const list = Array.isArray(given) ? given.map(String) : String(given ?? '').split(/[,\n]/)
      const trimmed = list.map((each) => each.trim())
      // Nothing at all is an empty list; an empty entry among others, or two of them, is one that was meant.
      const meant = trimmed.length === 1 && trimmed[0] === '' && !Array.isArray(given) ? [] : trimmed
      return meant.every((each) => pattern.test(each)) ? meant : undefined
    },
    show: (value) => value.join(', '),
  }
}

/** Cipher suites by IANA or OpenSSL name, in order; kept by IANA's. */
export function suites(about: About<readonly string[]>): Setting<readonly string[]> {
  return {
    ...about,
    says: 'cipher suites by IANA or OpenSSL name, separated by commas',
    words: cipherNames(),
    read(given) {
      const names = Array.isArray(given) ? given.map(String) : String(given ?? '').split(',')
      const known = names.map((name) => suiteByName(name.trim())?.name)
      return known.every((name) => name !== undefined) ? known : undefined
    },
    show: (value) => value.join(', '),
  }
}

/** The defaults, with what is given over them. Throws SendError for a name or a value that does not exist. */
export function readSettings<S extends Settings>(sender: string, settings: S, given: Given): ValuesOf<S> {
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings)) values[name] = setting.standard
  for (const [name, value] of Object.entries(given)) {
    const known = settingName(sender, settings, name)
    values[known] = readValue(`${sender} ${known}`, settings[known] as Setting<unknown>, value)
  }
  return values as ValuesOf<S>
}

/** The name as the product spells it. Throws SendError for one that does not exist. */
export function settingName(sender: string, settings: Settings, given: string): string {
  const names = Object.keys(settings)
  const known = names.find((name) => name.toLowerCase() === given.toLowerCase())
  if (known !== undefined) return known
  throw new SendError({
    code: 'SEND_UNKNOWN_SETTING',
    where: sender,
    found: `the setting "${given}" is not known`,
    expected: names.length > 0 ? `one of ${names.join(', ')}` : 'no setting: this sender has none',
    ...near(given, names),
  })
}

function readValue<T>(where: string, setting: Setting<T>, given: unknown): T {
  const value = setting.read(given)
  if (value !== undefined) return value
  throw new SendError({
    code: 'SEND_WRONG_VALUE',
    where,
    found: `${JSON.stringify(given) ?? 'nothing'} does not fit`,
    expected: setting.says,
    ...(setting.words && near(String(given), setting.words)),
  })
}
