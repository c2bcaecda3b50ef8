// Reads a command line against a table of options: types, help and "did you mean" come from one place.
import { parseArgs } from 'node:util'
import { near } from '../scenario/shape.ts'
import { UsageError } from './exit.ts'

/** One option. `value` names its argument; without it the option is a switch. */
export interface OptionDoc {
  value?: string
  /** May be given several times. */
  several?: boolean
  doc: string
}

export interface CommandDoc {
  /** What follows `simulate`, as in the help. */
  usage: string
  summary: string
  options: Readonly<Record<string, OptionDoc>>
}

/** What was given, by option; typed by the readers below. */
export interface Arguments {
  positionals: string[]
  /** What stands behind `--`; null when there is none. */
  rest: readonly string[] | null
  text(option: string): string | undefined
  all(option: string): string[]
  on(option: string): boolean
  /** A whole number in a range. Throws UsageError. */
  integer(option: string, fallback: number, range: readonly [number, number]): number
  /** A time with its unit, in milliseconds. Throws UsageError. */
  duration(option: string): number | undefined
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

// What a timer of Node can hold; a longer one fires at once.
const LONGEST_MS = 2 ** 31 - 1

/** Throws UsageError that names the option, what was found and what was expected. */
export function readArguments(line: readonly string[], { usage, options }: CommandDoc): Arguments {
  const known = Object.keys(options)
  const end = line.indexOf('--')
  const argv = end < 0 ? line : line.slice(0, end)
  for (const argument of argv) {
    const name = /^--([^=]+)/.exec(argument)?.[1]
    if (name === undefined || known.includes(name)) continue
    const { didYouMean } = near(name, known)
    throw new UsageError(
      `--${name} is not an option of "simulate ${usage}".${didYouMean ? ` Did you mean --${didYouMean}?` : ''}`,
    )
  }
  const { values, positionals } = parse(argv, options)
  const text = (option: string) => {
    const value = values[option]
    return typeof value === 'string' ? value : undefined
  }
  return {
    positionals,
    rest: end < 0 ? null : line.slice(end + 1),
    text,
    all: (option) => (Array.isArray(values[option]) ? (values[option] as string[]) : []),
    on: (option) => values[option] === true,
    integer(option, fallback, [least, most]) {
      const given = text(option)
      if (given === undefined) return fallback
      const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN
      if (number >= least && number <= most) return number
      throw new UsageError(`--${option} ${given}: expected a whole number from ${least} to ${most}.`)
    },
    duration(option) {
      const given = text(option)
      if (given === undefined) return undefined
      const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(given) ?? []
      const ms = Number(count) * (UNITS_MS[unit] ?? Number.NaN)
      if (ms <= LONGEST_MS) return ms
      throw new UsageError(
        `--${option} ${given}: expected a time with its unit, such as 30s or 500ms${ms > LONGEST_MS ? ', of at most 24 days' : ''}.`,
      )
    },
  }
}

function parse(argv: readonly string[], options: CommandDoc['options']) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { value, several }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: several ?? false },
    ]),
  )
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new UsageError(reason)
  }
}

/** The help of one command. */
export function helpOf({ usage, summary, options }: CommandDoc): string {
  const rows = Object.entries(options).map(
    ([name, { value, doc }]) => [`--${name}${value ? ` ${value}` : ''}`, doc] as const,
  )
  const width = Math.max(...rows.map(([left]) => left.length), 0)
  return [
    `simulate ${usage}`,
    '',
    `  ${summary}`,
    '',
    ...rows.map(([left, doc]) => `  ${left.padEnd(width)}  ${doc}`),
    '',
  ].join('\n')
}
