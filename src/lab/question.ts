// A question of a lab as data: what is asked, what may be answered, why a wrong answer is wrong.
import {
  flag,
  list,
  mapping,
  number,
  oneOf,
  optional,
  type Problem,
  required,
  type Shape,
  text,
  type ValueOf,
} from '../scenario/shape.ts'
import { EVENT_DOCS, type EventName } from '../transcript/events.ts'

export const QUESTION_KINDS = ['one', 'many', 'order', 'mark-event', 'mark-log', 'mark-hello'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** Fields of a ClientHello that can be marked (src/transcript/events.ts). */
export const HELLO_FIELDS = [
  'framing',
  'recordVersion',
  'helloVersion',
  'versions',
  'suites',
  'groups',
  'signatureAlgorithms',
  'extensions',
  'servername',
  'alpn',
] as const
export type HelloField = (typeof HELLO_FIELDS)[number]

/** What a question is worth unless it says otherwise. */
export const POINTS = 4

export const word: Shape<string> = text({ says: 'a word such as which-version', pattern: /^[a-z0-9][a-z0-9.-]*$/ })

const option = mapping(
  {
    text: required(text(), 'The answer.'),
    right: optional(flag(), 'Whether it is right. Default: false.'),
    because: optional(text(), 'Why it is wrong, or why it is right. A wrong one needs it.'),
  },
  'an answer {text, right, because}',
)

const mark = mapping(
  {
    event: optional(
      oneOf(Object.keys(EVENT_DOCS) as [EventName, ...EventName[]]),
      'Of `mark-event`: the event in the transcript of the server (docs/reference/events.md).',
    ),
    field: optional(oneOf(HELLO_FIELDS), 'Of `mark-hello`: the field of the ClientHello.'),
    has: optional(text(), 'Text that has to stand in the event, the line or the field.'),
    hop: optional(
      number({ min: 1, max: 2, integer: true, says: '1 or 2' }),
      'The hop that it happens on. Default: the first one.',
    ),
  },
  'what proves it {event, field, has, hop}',
)

const form = mapping(
  {
    id: required(word, 'Its name, for figures and exports.'),
    kind: required(
      oneOf(QUESTION_KINDS),
      "`one` or `many` of the options; `order` the steps; mark an event of the transcript, a line of the sender's log, or a field of the hello.",
    ),
    ask: required(text(), 'The question.'),
    options: optional(list(option, { min: 2 }), 'Of `one` and `many`: the answers, shown in a shuffled order.'),
    steps: optional(list(text(), { min: 3 }), 'Of `order`: the steps in their right order, shown shuffled.'),
    answer: optional(mark, 'Of the three that mark: what proves it. Every event, line or field that fits is right.'),
    because: optional(text(), 'Of `order` and of marks: told with a wrong answer. They need it.'),
    hints: optional(list(text(), { min: 1 }), 'Hints, one after another. Each costs points. Default: none.'),
    points: optional(
      number({ min: 1, max: 20, integer: true, says: 'a whole number from 1 to 20' }),
      `What it is worth. Default: ${POINTS}.`,
    ),
  },
  'a question',
)

export type Question = ValueOf<typeof form>

/** The keys of each kind beside those that all have. */
const KEYS: Readonly<Record<QuestionKind, readonly (keyof Question)[]>> = {
  one: ['options'],
  many: ['options'],
  order: ['steps', 'because'],
  'mark-event': ['answer', 'because'],
  'mark-log': ['answer', 'because'],
  'mark-hello': ['answer', 'because'],
}

export const question: Shape<Question> = {
  ...form,
  parse(value, path, problems) {
    const before = problems.length
    const parsed = form.parse(value, path, problems)
    if (problems.length === before) {
      for (const problem of mistakesIn(parsed)) problems.push({ ...problem, path: [...path, ...problem.path] })
    }
    return parsed
  },
}

function mistakesIn(question: Question): Problem[] {
  const { kind } = question
  const own = KEYS[kind]
  const found: Problem[] = []
  for (const key of ['options', 'steps', 'answer', 'because'] as const) {
    if (own.includes(key) && question[key] === undefined) {
      const expected = `"${key}" beside kind: ${kind}`
      found.push({ code: 'LAB_WRONG_KEY', path: [], found: `"${key}" is missing`, expected })
    } else if (!own.includes(key) && question[key] !== undefined) {
      const expected = `the keys of kind: ${kind}, which are ${own.join(', ')}`
      found.push({
        code: 'LAB_WRONG_KEY',
        path: [key],
        found: `"${key}" is for other questions`,
        expected,
        atKey: true,
      })
    }
  }
  if (found.length > 0) return found
  if (question.options) found.push(...mistakesInOptions(kind, question.options))
  if (question.steps) found.push(...repeated(question.steps, ['steps']))
  if (question.answer) found.push(...mistakesInMark(kind, question.answer))
  return found
}

function mistakesInOptions(kind: QuestionKind, options: NonNullable<Question['options']>): Problem[] {
  const right = options.filter((each) => each.right === true).length
  const found = repeated(
    options.map((each) => each.text),
    ['options'],
  )
  if (right === 0 || (kind === 'one' && right > 1) || right === options.length) {
    found.push({
      code: 'LAB_NO_RIGHT_ANSWER',
      path: ['options'],
      found: `${right} of ${options.length} answers are right`,
      expected: kind === 'one' ? 'one right answer' : 'at least one right answer and one wrong one',
    })
  }
  for (const [at, { right: isRight, because }] of options.entries()) {
    if (isRight === true || because !== undefined) continue
    const expected = '"because": the reason that it is wrong'
    found.push({ code: 'LAB_NO_REASON', path: ['options', at], found: 'a wrong answer has no reason', expected })
  }
  return found
}

function mistakesInMark(kind: QuestionKind, { event, field, has }: NonNullable<Question['answer']>): Problem[] {
  const needed = { 'mark-event': event, 'mark-hello': field, 'mark-log': has } as Readonly<Record<string, unknown>>
  const key = { 'mark-event': 'event', 'mark-hello': 'field', 'mark-log': 'has' }[kind as string]
  const found: Problem[] = []
  if (needed[kind] === undefined) {
    found.push({ code: 'LAB_WRONG_KEY', path: ['answer'], found: `"${key}" is missing`, expected: `"${key}"` })
  }
  const odd = kind !== 'mark-event' && event !== undefined ? 'event' : kind !== 'mark-hello' && field ? 'field' : null
  if (odd) {
    const expected = `"${key}" beside kind: ${kind}`
    found.push({
      code: 'LAB_WRONG_KEY',
      path: ['answer', odd],
      found: `"${odd}" is for other marks`,
      expected,
      atKey: true,
    })
  }
  return found
}

function repeated(texts: readonly string[], path: readonly string[]): Problem[] {
  return texts.flatMap((each, at): Problem[] =>
    texts.indexOf(each) === at
      ? []
      : [{ code: 'LAB_SAME_TWICE', path: [...path, at], found: 'this answer is there twice', expected: 'each once' }],
  )
}
