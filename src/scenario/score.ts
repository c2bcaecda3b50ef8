// Scores of source addresses, as a reputation service gives them, and policies that go by the score.
import { cidr, sourceMatcher } from './address.ts'
import {
  byKind,
  checked,
  isMapping,
  list,
  mapping,
  number,
  oneOf,
  oneOrMore,
  required,
  type Shape,
  type ValueOf,
} from './shape.ts'

/** Scores with both ends, or the sources that have no score. */
export type ScoreRange = { score: 'none' | { least: number; most: number } }

/** Whom a policy is for: ranges of addresses, or scores. */
export type PolicySource = string[] | ScoreRange

/** One line of the table of scores. */
export type ScoredSource = ValueOf<ReturnType<typeof scores>>[number]

/** `server.scores`: the table. */
export function scores() {
  const entry = mapping(
    {
      from: required(oneOrMore(cidr()), 'Source addresses.'),
      score: required(score(), 'Their score, from -10 (worst) to 10 (best).'),
    },
    'a mapping with from, score',
  )
  return list(entry, { says: 'a list of source addresses with their score', min: 1 })
}

/** `from` of a policy: `10.0.0.0/8`, a list, `{score: [-10, -3]}` or `{score: none}`. */
export function policySource(): Shape<PolicySource> {
  const sources = oneOrMore(cidr())
  const range = scoreRange()
  return {
    says: `${sources.says}, or ${range.says}`,
    parts: [sources, range],
    parse: (value, path, problems) => (isMapping(value) ? range : sources).parse(value, path, problems),
    json: () => ({ anyOf: [sources.json(), range.json()] }),
  }
}

/** Looks a source address up in the table; null when it stands in no line. The first line that has it counts. */
export function scoreBook(table: readonly ScoredSource[]): (address: string) => number | null {
  const lines = table.map(({ from, score }) => ({ matches: sourceMatcher(from), score }))
  return (address) => lines.find(({ matches }) => matches(address))?.score ?? null
}

/** Tells whether a policy is for a source with this address and score. */
export function policyMatcher(from: PolicySource): (address: string, score: number | null) => boolean {
  if (Array.isArray(from)) return sourceMatcher(from)
  const { score: wanted } = from
  if (wanted === 'none') return (_address, score) => score === null
  return (_address, score) => score !== null && score >= wanted.least && score <= wanted.most
}

/** `10.0.0.0/8`, `a score from -10 to -3`, for people. */
export function policySourceWords(from: PolicySource): string {
  if (Array.isArray(from)) return from.join(', ')
  return from.score === 'none' ? 'anywhere without a score' : `a score from ${from.score.least} to ${from.score.most}`
}

function scoreRange(): Shape<ScoreRange> {
  const ends = checked(list(score(), { says: 'the least and the most score, such as [-10, -3]' }), (pair) => {
    const [least, most, ...more] = pair
    if (least !== undefined && most !== undefined && more.length === 0 && least <= most)
      return { value: { least, most } }
    return { found: `[${pair.join(', ')}] is no range`, expected: 'two scores, the lower one first' }
  })
  const shape = byKind({ list: ends, text: oneOf(['none']) })
  return mapping({ score: required(shape, 'Sources with a score in this range, ends included; `none`: without one.') })
}

function score(): Shape<number> {
  return number({ min: -10, max: 10, says: 'a score from -10 to 10' })
}
