// Is an answer right, and why not? Pure: a question, an answer and, for marks, the run in which the mark stands.
import { createHash } from 'node:crypto'
import { isMapping } from '../scenario/shape.ts'
import type { TranscriptEvent } from '../transcript/events.ts'
import { LabError } from './lab-error.ts'
import { HELLO_FIELDS, type HelloField, POINTS, type Question } from './question.ts'
import { type HopRun, helloOf, type LabRun } from './run.ts'

/** What a trainee answers, by the kind of the question. Options and steps go by their ids, see `idOf`. */
export type Answer =
  | { option: string }
  | { options: readonly string[] }
  | { order: readonly string[] }
  /** `seq` of an event in the newest run. */
  | { event: number; hop?: number }
  /** Line of the sender's log in the newest run, from 0. */
  | { line: number; hop?: number }
  | { field: string; hop?: number }

export interface Grade {
  right: boolean
  /** Why: for each wrong choice the reason that it is wrong; for a right answer what there is to add. */
  because: readonly string[]
  /** Ids of the wrong options that were chosen, for the trainer's figures. */
  wrong: readonly string[]
}

/** Name of an option or a step: of its text alone, so that its place says nothing and a shuffle changes nothing. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** Throws LabError for an answer of another form than the question takes, and for a mark without a run. */
export function grade(question: Question, answer: unknown, run: LabRun | null, lab = 'lab'): Grade {
  const form = new FormOf(question, answer, lab)
  switch (question.kind) {
    case 'one':
      return gradeOptions(question, [form.text('option')], form)
    case 'many':
      return gradeOptions(question, form.texts('options'), form)
    case 'order':
      return gradeOrder(question, form.texts('order'), form)
    default:
      return gradeMark(question, form, run)
  }
}

/** What a right answer earns: hints and wrong tries cost a quarter each, and something is left in the end. */
export function earned(
  { points = POINTS }: Question,
  { hints, wrongTries }: { hints: number; wrongTries: number },
): number {
  const cost = Math.max(1, Math.round(points / 4))
  return Math.max(1, points - cost * (hints + wrongTries))
}

/** The events, lines or fields of a run that answer a question which marks, as `grade` takes them. */
export function rightMarks({ kind, answer = {} }: Question, run: LabRun): (number | HelloField)[] {
  const hop = run.hops[(answer.hop ?? 1) - 1]
  if (!hop) return []
  if (kind === 'mark-event') return hop.transcript.filter((event) => fits(event, answer)).map(({ seq }) => seq)
  if (kind === 'mark-log') return logLines(hop).flatMap((line, at) => (line.includes(answer.has ?? '') ? [at] : []))
  const value = helloOf(hop)?.[answer.field as HelloField]
  if (value === undefined) return []
  return textsIn(value).some((text) => text.includes(answer.has ?? '')) ? [answer.field as HelloField] : []
}

/** The log of a hop, one line each: some entries of a log have several. */
export function logLines({ log }: Pick<HopRun, 'log'>): string[] {
  return log.flatMap((entry) => entry.split('\n'))
}

function gradeOptions({ options = [] }: Question, chosen: readonly string[], form: FormOf): Grade {
  const known = new Map(options.map((option) => [idOf(option.text), option]))
  for (const id of chosen)
    if (!known.has(id)) throw form.wrong(`"${id}" is no option`, `one of ${[...known.keys()].join(', ')}`)
  const wrong = [...known].filter(([id, option]) => chosen.includes(id) && option.right !== true)
  const missing = options.filter((option) => option.right === true && !chosen.includes(idOf(option.text)))
  const right = wrong.length === 0 && missing.length === 0
  return {
    right,
    because: [
      ...wrong.flatMap(([, { because }]) => because ?? []),
      ...(wrong.length === 0 && missing.length > 0 ? ['Not all of it: there is more that is right.'] : []),
      ...(right ? options.flatMap((option) => (option.right === true ? (option.because ?? []) : [])) : []),
    ],
    wrong: wrong.map(([id]) => id),
  }
}

function gradeOrder({ steps = [], because = '' }: Question, order: readonly string[], form: FormOf): Grade {
  const wanted = steps.map(idOf)
  if (order.length !== wanted.length || [...order].sort().join() !== [...wanted].sort().join()) {
    throw form.wrong('these are not the steps of the question', `each of ${wanted.join(', ')} once`)
  }
  const at = order.findIndex((id, index) => id !== wanted[index])
  if (at < 0) return { right: true, because: [because], wrong: [] }
  const place = at === 0 ? 'The first step is another one.' : `Up to step ${at} the order is right.`
  return { right: false, because: [place, because], wrong: [order[at] as string] }
}

function gradeMark(question: Question, form: FormOf, run: LabRun | null): Grade {
  const { kind, answer = {}, because = '' } = question
  const mark = kind === 'mark-hello' ? form.field() : form.number(kind === 'mark-event' ? 'event' : 'line')
  if (!run) throw form.notRun()
  const right = form.hop() === (answer.hop ?? 1) && rightMarks(question, run).includes(mark as never)
  return { right, because: [because], wrong: right ? [] : [String(mark)] }
}

function fits(event: TranscriptEvent, { event: name, has }: NonNullable<Question['answer']>): boolean {
  return event.event === name && (has === undefined || textsIn(event).some((text) => text.includes(has)))
}

/** Every text in a value, numbers as text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isMapping(value) ? Object.values(value).flatMap(textsIn) : []
}

/** Reads an answer that came from outside. */
class FormOf {
  readonly #question: Question
  readonly #answer: Record<string, unknown>
  readonly #lab: string

  constructor(question: Question, answer: unknown, lab: string) {
    this.#question = question
    this.#lab = lab
    this.#answer = isMapping(answer) ? answer : {}
  }

  text(key: string): string {
    const value = this.#answer[key]
    if (typeof value === 'string') return value
    throw this.wrong(`"${key}" is no text`, `{"${key}": id of the option}`)
  }

  texts(key: string): string[] {
    const value = this.#answer[key]
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
    throw this.wrong(`"${key}" is no list of texts`, `{"${key}": [ids]}`)
  }

  number(key: string): number {
    const value = this.#answer[key]
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
    throw this.wrong(
      `"${key}" is no whole number`,
      `{"${key}": ${key === 'event' ? 'seq of an event' : 'a line, from 0'}}`,
    )
  }

  field(): HelloField {
    const found = HELLO_FIELDS.find((field) => field === this.#answer.field)
    if (found) return found
    throw this.wrong('"field" is no field of a hello', `{"field": one of ${HELLO_FIELDS.join(', ')}}`)
  }

  hop(): number {
    return this.#answer.hop === undefined ? 1 : Number(this.#answer.hop)
  }

  wrong(found: string, expected: string): LabError {
    return new LabError({ code: 'LAB_WRONG_ANSWER_FORM', where: this.#where(), found, expected })
  }

  notRun(): LabError {
    const found = 'the lab has not run yet, so that there is nothing to mark'
    return new LabError({ code: 'LAB_NOT_RUN', where: this.#where(), found, expected: 'a run first' })
  }

  #where(): string {
    return `${this.#lab}, question ${this.#question.id}`
  }
}
