// What a server says in place of its normal reply: lines with one code, or bytes as they are.
import { byKind, flag, list, mapping, near, optional, type Problem, type Shape, text } from './shape.ts'

/**
 * A reply. `lines` are as they go over the wire, `250-` on all but the last, placeholders not yet filled in.
 * `raw` is sent as it stands, without a line end added. `performs`: whether the command has its normal effect.
 */
export type ReplyForm = { code: number; lines: string[]; performs: boolean } | { raw: string; performs: boolean }

/** What `{...}` in a reply or an EHLO line may name. */
export const PLACEHOLDERS = [
  ...(['host', 'client', 'from', 'bits', 'tlsVersion', 'cipher', 'id', 'time'] as const),
  // Common names in the certificate that the client showed: its own, and that of the authority behind it.
  ...(['certificateName', 'certificateIssuer'] as const),
] as const

/** A reply as one line, a list of lines, `{lines, performs}` or `{raw, performs}`. */
export function reply(): Shape<ReplyForm> {
  const lines = replyLines()
  const performs = 'Whether the command has its normal effect. Default: 2yz and 3yz do, 4yz, 5yz and raw bytes do not.'
  const form = mapping(
    {
      lines: optional(lines, 'The reply, one line or a list of lines with the same code.'),
      raw: optional(text({ says: 'the exact bytes, with \\r\\n where they belong' }), 'Bytes sent as they stand.'),
      performs: optional(flag(), performs),
    },
    'a mapping with lines or raw',
  )
  return {
    says: `${lines.says}, or ${form.says}`,
    parts: [lines, form],
    parse(value, path, problems) {
      const before = problems.length
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return formOf(lines.parse(value, path, problems))
      }
      const parsed = form.parse(value, path, problems)
      if (problems.length > before) return NO_REPLY
      if ((parsed.lines === undefined) === (parsed.raw === undefined)) {
        problems.push({
          code: 'SCENARIO_WRONG_VALUE',
          path,
          found: parsed.raw === undefined ? 'neither "lines" nor "raw" is there' : 'both "lines" and "raw" are there',
          expected: 'one of the two',
        })
        return NO_REPLY
      }
      if (parsed.raw !== undefined) return { raw: parsed.raw, performs: parsed.performs ?? false }
      return formOf(parsed.lines ?? [], parsed.performs)
    },
    json: () => ({ anyOf: [lines.json(), form.json()] }),
  }
}

/** Lines of one reply, typed as they go over the wire. */
export function replyLines(): Shape<string[]> {
  const line = replyLine()
  const many = list(line, { says: 'a list of reply lines', min: 1 })
  const shape = byKind({ text: line, number: line, list: many })
  return {
    says: 'a reply such as "450 4.7.1 Try later", or a list of lines with the same code',
    parts: [line],
    parse(value, path, problems) {
      const before = problems.length
      const parsed = shape.parse(value, path, problems)
      if (problems.length > before) return []
      const lines = typeof parsed === 'string' ? [parsed] : parsed
      const code = lines[0]?.slice(0, 3)
      const other = lines.findIndex((entry) => entry.slice(0, 3) !== code)
      if (other < 0) return dashed(lines)
      problems.push({
        code: 'SCENARIO_BAD_REPLY',
        path: Array.isArray(value) ? [...path, other] : path,
        found: `the line has the code ${lines[other]?.slice(0, 3)}, the first one has ${code}`,
        expected: 'the same code on every line of a reply (RFC 5321 section 4.2.1)',
        hint: 'Use {raw: ...} to break that rule on purpose.',
      })
      return []
    },
    json: () => ({ anyOf: [line.json(), many.json()] }),
  }
}

/** Finds a control character and placeholders that nothing fills in, in one line of what a server says. */
export function checkLine(line: string, known: readonly string[], path: Problem['path'], problems: Problem[]): boolean {
  const before = problems.length
  const control = /\p{Cc}/u.exec(line)
  if (control) {
    problems.push({
      code: 'SCENARIO_BAD_REPLY',
      path,
      found: `the line has the control character ${JSON.stringify(control[0])} inside`,
      expected: 'one line without line ends or other control characters',
      hint: 'Write several lines as a list; use {raw: "..."} for bytes that are no line.',
    })
  }
  for (const [, name = ''] of line.matchAll(/\{([A-Za-z]+)\}/g)) {
    if (known.includes(name)) continue
    problems.push({
      code: 'SCENARIO_UNKNOWN_PLACEHOLDER',
      path,
      found: `{${name}} is not known`,
      expected: `one of ${known.map((word) => `{${word}}`).join(' ')}`,
      ...near(name, known),
    })
  }
  return problems.length === before
}

const NO_REPLY: ReplyForm = { raw: '', performs: false }

function replyLine(): Shape<string> {
  const says = 'a reply such as "450 4.7.1 Try later"'
  return {
    says,
    parse(value, path, problems) {
      if (typeof value === 'number') {
        problems.push({
          code: 'SCENARIO_UNQUOTED_REPLY',
          path,
          found: `this is the number ${value}, not a reply`,
          expected: says,
          hint: `Quote it: "${value} and the text". Without quotes YAML takes all after " #" as a comment.`,
        })
      } else if (typeof value !== 'string') text({ says }).parse(value, path, problems)
      else if (!/^[2-5]\d\d(?:[ -]|$)/.test(value)) {
        problems.push({
          code: 'SCENARIO_BAD_REPLY',
          path,
          found: `${JSON.stringify(value.slice(0, 60))} does not start with a reply code`,
          expected: 'three digits from 200 to 599, a space, and the text',
        })
      } else if (checkLine(value, PLACEHOLDERS, path, problems)) return value
      return ''
    },
    json: () => ({ type: 'string', pattern: '^[2-5][0-9][0-9]([ -].*)?$' }),
  }
}

function formOf(lines: string[], performs?: boolean): ReplyForm {
  const code = Number(lines[0]?.slice(0, 3) ?? 0)
  return { code, lines, performs: performs ?? code < 400 }
}

function dashed(lines: readonly string[]): string[] {
  const last = lines.length - 1
  return lines.map((line, index) => {
    const rest = line.slice(4)
    if (index < last) return `${line.slice(0, 3)}-${rest}`
    return rest === '' ? line.slice(0, 3) : `${line.slice(0, 3)} ${rest}`
  })
}
