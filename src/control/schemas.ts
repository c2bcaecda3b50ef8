// The parts that descriptions of routes share, as JSON Schema; OpenAPI shows them under "components".
import { OUTCOMES, POLICIES } from '../scenario/words.ts'
import { EVENT_DOCS } from '../transcript/events.ts'
import { LEAKS, REASONS } from '../verdict/judgement.ts'
import { ERROR_CODES, PHASES } from './contract.ts'

export type Schema = Readonly<Record<string, unknown>>

export const text: Schema = { type: 'string' }
export const count: Schema = { type: 'integer', minimum: 0 }
export const flag: Schema = { type: 'boolean' }
export const number: Schema = { type: 'number' }

export function described(schema: Schema, description: string): Schema {
  return { ...schema, description }
}

export function nullable({ type, ...rest }: Schema): Schema {
  return { ...rest, type: [type, 'null'] }
}

export function oneOf(words: readonly string[]): Schema {
  return { type: 'string', enum: [...words] }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function map(values: Schema): Schema {
  return { type: 'object', additionalProperties: values }
}

/** All keys are there, but for those in `optional`; there are no others. */
export function object(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

export function ref(name: keyof typeof SCHEMAS): Schema {
  return { $ref: `${name}#` }
}

export const policy: Schema = described(oneOf(POLICIES), 'What the client is configured to want.')

const session: Record<string, Schema> = {
  session: described(count, 'From 1, by server.'),
  from: described(text, 'Source address.'),
  openedAtMs: described(number, 'Milliseconds since the server started.'),
  closedAtMs: nullable(number),
  closedBy: { enum: ['client', 'server', 'path', null] },
  probe: described(flag, 'Not one byte came from the client: a port check, never judged.'),
  tlsVersion: nullable(text),
  cipher: nullable(text),
  bits: count,
  messages: count,
  outcome: oneOf(['encrypted', 'in-clear', 'none', 'open']),
  hello: described(nullable(text), 'What the client offered, in one line.'),
  trouble: described(nullable(text), 'The last bad news in words: a refusal, an alert, a failed handshake.'),
  phases: described(map(number), `How long each phase took, in milliseconds: ${PHASES.join(', ')}.`),
}

const scenario: Record<string, Schema> = {
  name: text,
  title: text,
  summary: text,
  sources: list(text),
  tags: list(text),
}

const message: Record<string, Schema> = {
  id: text,
  session: count,
  sender: text,
  recipients: list(text),
  secured: flag,
  size: described(count, 'Bytes, with what the server put on top.'),
  subject: text,
}

const clientReport = object({ says: oneOf(['delivered', 'failed', 'cannot', 'timed-out']), text }, ['text'])

export const SCHEMAS = {
  Error: {
    $id: 'Error',
    ...object({
      error: object({ code: oneOf(Object.keys(ERROR_CODES)), message: text, problems: list({ $ref: 'Problem#' }) }, [
        'problems',
      ]),
    }),
  },
  Problem: {
    $id: 'Problem',
    description: 'A mistake in a scenario with its place; line and column from 1, 0 where they are not known.',
    ...object(
      {
        code: text,
        path: list({ type: ['string', 'integer'] }),
        file: nullable(text),
        line: count,
        column: count,
        found: text,
        expected: text,
        didYouMean: text,
        hint: text,
        atKey: flag,
        message: text,
      },
      ['expected', 'didYouMean', 'hint', 'atKey'],
    ),
  },
  Scenario: { $id: 'Scenario', ...object(scenario) },
  ScenarioDetails: {
    $id: 'ScenarioDetails',
    ...object({
      ...scenario,
      yaml: text,
      story: object({
        upstream: nullable(text),
        servers: list(object({ from: nullable(text), lines: list(text) })),
        path: list(text),
        relay: {
          anyOf: [object({ scenario: text, how: text }), { type: 'null' }],
          description: 'The second server that accepted mail is sent on to, and how.',
        },
        rightClient: described(
          map(list(object({ outcome: oneOf(OUTCOMES), verdict: text }))),
          'By policy: what becomes of the mail of a client that does nothing wrong.',
        ),
        scriptedTls: described(flag, 'Its TLS engine is a test instrument that protects nothing.'),
      }),
      lesson: {
        anyOf: [
          object({ symptom: text, questions: list(text), explanation: nullable(text), fix: nullable(text) }),
          { type: 'null' },
        ],
      },
    }),
  },
  Server: {
    $id: 'Server',
    ...object({
      id: text,
      scenario: text,
      title: text,
      host: described(text, 'What a client dials.'),
      port: count,
      mode: oneOf(['starttls', 'implicit', 'off']),
      suiteOrder: described(oneOf(['client', 'server']), 'Whose order decides which cipher suite is taken.'),
      startedAt: { type: 'string', format: 'date-time' },
      endsAt: described({ type: 'string', format: 'date-time' }, 'When it ends unless it is used; when it ended.'),
      running: flag,
      sessions: described(count, 'Without port checks.'),
      open: count,
      messages: count,
      hopOf: described(nullable(text), 'The server that sends its mail on to this one; clients do not dial it.'),
      ca: described(text, 'PEM of the authority that clients have to trust.'),
    }),
  },
  Session: { $id: 'Session', ...object(session) },
  Event: {
    $id: 'Event',
    type: 'object',
    description: 'A fact of a transcript: more fields by `event`, see the reference of events.',
    properties: {
      seq: described(count, 'Position in the transcript.'),
      session: described(count, '0: of no session.'),
      atMs: described(number, 'Milliseconds since the server started.'),
      event: oneOf(Object.keys(EVENT_DOCS)),
      words: described(list(text), 'What a person reads for it.'),
      bad: described(flag, 'Something went wrong for someone, or anyone on the way could read it.'),
    },
    required: ['seq', 'session', 'atMs', 'event', 'words', 'bad'],
    additionalProperties: true,
  },
  Overview: {
    $id: 'Overview',
    ...object({
      byVersion: described(map(count), 'Sessions by TLS version; `none`: without TLS.'),
      messages: object({ all: count, inClear: count, byVersion: map(count) }),
      handshakesFailed: count,
      probes: count,
      outcomes: described(
        list(object({ fromMs: number, encrypted: count, inClear: count, none: count })),
        'Sessions that ended, by what became of their mail, in equal slices of the time since the start.',
      ),
      phases: list(object({ phase: oneOf(PHASES), medianMs: number, longestMs: number, sessions: count })),
    }),
  },
  Message: { $id: 'Message', ...object(message) },
  ParsedMessage: {
    $id: 'ParsedMessage',
    ...object({
      ...message,
      headers: list(object({ key: text, value: text })),
      from: text,
      to: list(text),
      text: nullable(text),
      html: nullable(text),
      attachments: list(object({ filename: text, mediaType: text, size: count })),
    }),
  },
  ClientReport: { $id: 'ClientReport', description: 'What the client says of its try.', ...clientReport },
  Judgement: {
    $id: 'Judgement',
    ...object({
      verdict: oneOf(['pass', 'warn', 'fail', 'inconclusive', 'skipped']),
      policy,
      outcome: oneOf(OUTCOMES),
      leak: oneOf(LEAKS),
      onward: {
        anyOf: [object({ outcome: oneOf(OUTCOMES), leak: oneOf(LEAKS) }), { type: 'null' }],
        description:
          'What became of the mail at the next server, where the scenario relays; it is not the doing of the client.',
      },
      basis: oneOf(['delivered', 'alert', 'client-report', 'silence', 'path']),
      reason: described({ enum: [...Object.keys(REASONS), null] }, 'Why there is nothing to judge.'),
      confirmed: flag,
      failed: list(
        object({ id: text, expected: text, found: text, events: list(count), verdict: oneOf(['fail', 'warn']) }),
      ),
      diagnoses: list(
        object({
          id: text,
          cause: text,
          advice: text,
          reference: text,
          events: described(list(count), '`seq` of its proof.'),
        }),
      ),
      comparison: described(
        list(object({ expected: text, did: text, failed: nullable(text) })),
        'What a right client does beside what this one did.',
      ),
      reasonWords: described(nullable(text), '`reason` in words.'),
      explanation: described(text, 'The same in plain text.'),
      client: { anyOf: [clientReport, { type: 'null' }] },
    }),
  },
} as const
