// The whole format of labs and courses, version 1, written once: validator, types, JSON Schema and reference come from it.

import { formatVersion, line } from '../scenario/schema.ts'
import {
  byKind,
  duration,
  flag,
  isMapping,
  list,
  mapOf,
  mapping,
  number,
  oneOf,
  optional,
  required,
  type Shape,
  text,
  type ValueOf,
} from '../scenario/shape.ts'
import { POLICIES } from '../scenario/words.ts'
import { senders } from '../send/index.ts'
import { LEAKS } from '../verdict/judgement.ts'
import { question, word } from './question.ts'

/** What the customer looks at: the sender's log, its queue, the report to the author, its settings; the header that arrived. */
export const TOOLS = ['log', 'queue', 'report', 'settings', 'header'] as const
export type Tool = (typeof TOOLS)[number]

export const SIDES = ['client', 'server', 'firewall'] as const
export type Side = (typeof SIDES)[number]

const senderName = oneOf(senders as [string, ...string[]], {
  code: 'SEND_UNKNOWN_SENDER',
  help: 'All senders: docs/reference/senders.md',
})

const settings = mapOf(
  text(),
  byKind({ text: text(), flag: flag(), number: number({ says: 'a number' }), list: list(text()) }),
  'a mapping of settings, as docs/reference/senders.md names them',
)

/** What a client has in its store: a certificate that the server takes, one with a fault, or none. */
const certificate = byKind({
  text: oneOf(['trusted', 'none']),
  mapping: mapping(
    { fault: required(line(), 'What is wrong with it (docs/reference/certificates.md).') },
    'a certificate {fault}',
  ),
})

/** Keys of a scenario; they are checked when the changed scenario is loaded. */
function keysOf<T>(key: string, says: string, fits: (value: unknown) => boolean): Shape<T> {
  return {
    says,
    parse(value, path, problems) {
      if (!fits(value)) problems.push({ code: 'SCENARIO_WRONG_TYPE', path, found: 'this does not fit', expected: says })
      return value as T
    },
    json: () => ({ $ref: `scenario.schema.json#/properties/${key}` }),
  }
}

const change = mapping(
  {
    hop: optional(
      number({ min: 1, max: 2, integer: true, says: '1 or 2' }),
      'Which hop it changes. Default: the first.',
    ),
    sender: optional(senderName, 'Another product, or another version of it, in place of the sender.'),
    settings: optional(settings, "Settings of the sender, over those of the customer's."),
    certificate: optional(certificate, "The certificate in the sender's store."),
    trusts: optional(flag(), 'Whether the sender trusts the authority of the server.'),
    restart: optional(flag(), 'Whether the sender is restarted. Default: false.'),
    wait: optional(duration(), 'How long to wait before it counts: time passes at once. Default: not at all.'),
    server: optional(
      keysOf<Record<string, unknown>>('server', 'server keys, as in a scenario; null restores a default', isMapping),
      'Keys of the server, merged over those of the scenario.',
    ),
    path: optional(
      keysOf<unknown[]>('path', 'a list of steps, as in a scenario', Array.isArray),
      'Another path; an empty list for none.',
    ),
  },
  'a change',
)

const fix = mapping(
  {
    id: required(word, 'Its name, for figures and exports.'),
    where: required(text(), "The place, as the product's administrator knows it."),
    side: required(oneOf(SIDES), 'Whose setting it is.'),
    change: required(change, 'What is changed. One setting, in the sense of whoever changes it.'),
    right: optional(flag(), 'Whether it is the right thing to do. Default: false.'),
    because: required(text(), 'Why it is right or wrong.'),
    expect: required(
      mapping(
        {
          verdict: required(oneOf(['pass', 'warn', 'fail', 'inconclusive']), 'The verdict after it.'),
          travels: required(
            oneOf(['encrypted', 'in-clear', 'none']),
            'How the mail travels then; over two hops, the worst.',
          ),
          leak: optional(oneOf(LEAKS), 'The worst that is sent outside TLS.'),
        },
        'what a run shows {verdict, travels, leak}',
      ),
      'What a run after it shows. `simulate validate --run` runs it.',
    ),
  },
  'a fix',
)

/** One hop of the mail: who sends, to which server. */
const hopFields = {
  scenario: required(line('a scenario by name or relative path'), 'The scenario that the sender meets.'),
  policy: optional(oneOf(POLICIES), 'What the customer wants of the sender. Default: mandatory.'),
  sender: required(senderName, 'The product of the customer.'),
  settings: optional(settings, 'Its settings. Default: those that it comes with.'),
  certificate: optional(certificate, 'The certificate in its store. Default: none.'),
  trusts: optional(flag(), 'Whether it trusts the authority of the server. Default: true.'),
}

export const labShape = mapping(
  {
    lab: required(formatVersion('lab'), 'Version of the format: 1.'),
    title: required(line(), 'The incident, in one line.'),
    promise: required(text(), 'What a trainee can do after it.'),
    needs: optional(list(word), 'Labs that come first. Default: none.'),
    ...hopFields,
    onward: optional(mapping(hopFields, 'a second hop'), 'Whoever takes the mail sends it on: a second hop.'),
    mail: optional(
      mapping(
        { from: optional(line(), 'Sender.'), to: optional(list(line(), { min: 1 }), 'Recipients.') },
        'a mail {from, to}',
      ),
      'The mail. Default: alarms@example.com to desk@example.org.',
    ),
    ticket: required(text(), "The customer's words."),
    symptom: required(
      mapping(
        {
          tool: required(oneOf(TOOLS), 'What the customer looks at; its text comes from the run.'),
          hop: optional(number({ min: 1, max: 2, integer: true, says: '1 or 2' }), 'Of which hop. Default: the first.'),
          contains: required(list(text(), { min: 1 }), 'What stands in it; `simulate validate --run` looks.'),
          source: optional(line(), 'Where that was read: a document with its words, an RFC section or an article.'),
        },
        'a symptom',
      ),
      'What the customer sees, in the tool that shows it.',
    ),
    questions: required(list(question, { min: 1, says: 'a list of questions' }), 'What is asked, in order.'),
    explanation: required(
      mapping(
        {
          mechanism: required(text(), 'Why it happens.'),
          tell: required(text(), 'What to tell the customer.'),
          askNextTime: required(list(text(), { min: 1 }), 'What to ask for with the next ticket of this kind.'),
          references: required(
            list(line(), { min: 1 }),
            'Where to read it: RFC sections, articles and a line of each.',
          ),
        },
        'an explanation',
      ),
      'Told when the questions are answered.',
    ),
    fixes: required(list(fix, { min: 2, says: 'a list of fixes' }), 'What can be changed, right and wrong.'),
  },
  'a lab',
)

export type LabDefinition = ValueOf<typeof labShape>
export type Fix = ValueOf<typeof fix>
export type Change = ValueOf<typeof change>
export type HopDefinition = Pick<
  LabDefinition,
  'scenario' | 'policy' | 'sender' | 'settings' | 'certificate' | 'trusts'
>

export const courseShape = mapping(
  {
    course: required(formatVersion('course'), 'Version of the format: 1.'),
    title: required(line(), 'What the course is called.'),
    summary: required(text(), 'Whom it is for, and what it leads to.'),
    labs: required(list(word, { min: 1 }), 'The labs in order. What a lab needs stands before it.'),
    exam: optional(
      mapping(
        {
          questions: required(
            number({ min: 1, max: 100, integer: true, says: 'a whole number from 1 to 100' }),
            'How many questions are drawn from its labs.',
          ),
          passFrom: required(
            number({ min: 1, max: 100, says: 'a share of 1 to 100' }),
            'Percent of the points to pass.',
          ),
        },
        'an exam {questions, passFrom}',
      ),
      'The exam at its end. Default: none.',
    ),
  },
  'a course',
)

export type CourseDefinition = ValueOf<typeof courseShape>
