// What the routes of the labs take and give, as JSON Schema: Fastify checks by it, and the OpenAPI document is made of it.
import type { JsonSchema } from '../../scenario/shape.ts'

const text: JsonSchema = { type: 'string' }
const word = (description: string): JsonSchema => ({ type: 'string', maxLength: 100, description })
const count: JsonSchema = { type: 'integer', minimum: 0 }
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })
/** Whatever else is in it is given as it is. */
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: true,
})
const body = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  // OpenAPI 3.0 takes no empty list here.
  ...(required.length > 0 && { required }),
  additionalProperties: false,
})

export const problem = object({
  error: object({
    code: { type: 'string', description: 'Stable, see docs/reference/error-codes.md' },
    message: { type: 'string', description: 'Where, what was found, what was expected' },
  }),
})

export const params = {
  trainee: {
    type: 'object',
    properties: { trainee: word('Id of the trainee, as joining gave it') },
    required: ['trainee'],
  },
  lab: {
    type: 'object',
    properties: { trainee: word('Id of the trainee'), lab: word('Name of the lab') },
    required: ['trainee', 'lab'],
  },
  fix: {
    type: 'object',
    properties: { trainee: word('Id of the trainee'), lab: word('Name of the lab'), fix: word('Id of the fix') },
    required: ['trainee', 'lab', 'fix'],
  },
  question: {
    type: 'object',
    properties: {
      trainee: word('Id of the trainee'),
      lab: word('Name of the lab'),
      question: word('Id of the question'),
    },
    required: ['trainee', 'lab', 'question'],
  },
  exam: {
    type: 'object',
    properties: { trainee: word('Id of the trainee'), exam: word('Id of the exam') },
    required: ['trainee', 'exam'],
  },
} as const

export const bodies = {
  join: body({ name: { type: 'string', maxLength: 400, description: 'A name of 1 to 80 characters' } }, ['name']),
  setting: body(
    {
      name: { type: 'string', maxLength: 100, description: 'The setting, as the product names it' },
      value: { description: 'What it takes: text, a number, true or false, or a list of texts' },
      hop: { enum: [1, 2] },
    },
    ['name', 'value'],
  ),
  hop: body({ hop: { enum: [1, 2] } }),
  wait: body({ ms: { type: 'integer', minimum: 1, maximum: 7 * 24 * 3_600_000, description: 'So long, at once' } }, [
    'ms',
  ]),
  judge: body({
    says: { enum: ['delivered', 'failed'], description: 'What your client told you; left out: nothing' },
    text: { type: 'string', maxLength: 2000, description: 'Its words' },
  }),
  answer: {
    description: 'The answer, by the kind of the question',
    type: 'object',
    properties: {
      option: { type: 'string', maxLength: 100, description: 'Of one: the id of the option' },
      options: { ...list({ type: 'string', maxLength: 100 }), maxItems: 50, description: 'Of many: their ids' },
      order: {
        ...list({ type: 'string', maxLength: 100 }),
        maxItems: 50,
        description: 'Of order: the ids of all steps',
      },
      event: { ...count, description: 'Of mark-event: seq of the event' },
      line: { ...count, description: 'Of mark-log: the line, from 0' },
      field: { type: 'string', maxLength: 100, description: 'Of mark-hello: the field' },
      hop: { enum: [1, 2] },
      run: { ...count, description: 'Of marks: number of the run that they stand in. Default: the incident' },
    },
    additionalProperties: false,
  },
  exam: body(
    {
      course: { type: 'string', maxLength: 100, description: 'Name of the course' },
      seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1, description: 'Draws the same questions again' },
    },
    ['course'],
  ),
  examAnswer: body({ question: { ...count, description: 'Its place, from 0' }, answer: { type: 'object' } }, [
    'question',
    'answer',
  ]),
  reset: body({ trainee: { type: 'string', maxLength: 100, description: 'Id; left out: everybody' } }),
} as const

const choice = object({ id: text, text })
const question = object(
  {
    ...{ id: text, ask: text, points: count, hints: count },
    kind: { enum: ['one', 'many', 'order', 'mark-event', 'mark-log', 'mark-hello'] },
    ...{ options: list(choice), steps: list(choice) },
  },
  ['id', 'kind', 'ask', 'points', 'hints'],
)
const labSummary = object({
  ...{ name: text, title: text, promise: text, needs: list(text), senders: list(text) },
  ...{ questions: count, points: count },
})
const row = object({
  ...{
    seq: count,
    session: count,
    atMs: { type: 'number' },
    event: text,
    secured: { type: 'boolean' },
    words: list(text),
  },
})
const outcome = { enum: ['encrypted', 'in-clear', 'none'] }
const hopRun = object({
  ...{ scenario: text, sender: nullable(text), travels: outcome, explained: text },
  ...{ log: list(text), settings: list(text), queue: list(text), report: list(text), header: list(text) },
  transcript: list(row),
  hello: nullable({ type: 'object', additionalProperties: true }),
  judgement: { type: 'object', additionalProperties: true, description: 'As docs/reference/verdicts.md tells it' },
})
const run = object({
  ...{ number: count, verdict: text, travels: outcome, leak: text, solved: { type: 'boolean' } },
  hops: list(hopRun),
})
const exam = object({
  ...{ id: text, course: text, startedAt: text, finishedAt: nullable(text) },
  questions: list(question),
  result: nullable(object({ points: count, of: count, percent: count, passed: { type: 'boolean' } })),
})

export const answers = {
  catalogue: object({ labs: list(labSummary), courses: list(object({ name: text, title: text, labs: list(text) })) }),
  trainee: object({ id: text, name: text, joinedAt: text, labs: { type: 'object', additionalProperties: true } }),
  state: object({
    lab: labSummary,
    ticket: text,
    symptom: object({ tool: text, hop: count, source: nullable(text) }),
    questions: list(question),
    hops: list(
      object({
        ...{ sender: text, scenario: text, host: text, port: count, implicit: { type: 'boolean' }, ca: text },
        settings: list(object({ name: text })),
      }),
    ),
    fixes: list(object({ id: text, where: text, side: text, tried: { type: 'boolean' } })),
    applied: nullable(text),
    incident: nullable(run),
    run: nullable(run),
    solvedAt: nullable(text),
    explanation: nullable({ type: 'object', additionalProperties: true }),
  }),
  run,
  told: object({ right: { type: 'boolean' }, because: list(text), wrong: list(text) }),
  hint: object({ hint: text, left: count }),
  exam,
  certificate: object({ number: text, name: text, course: text, date: text, percent: count }),
  overview: object({ trainees: list(object({ id: text, name: text })), labs: list(object({ name: text })) }),
  nothing: { type: 'null', description: 'Done' },
} as const
