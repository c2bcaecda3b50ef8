// A persona: the voice of a known product, as data: greeting, EHLO lines and exact reply texts.
import { hostName } from './address.ts'
import { replyLines } from './reply.ts'
import { rules } from './rule.ts'
import { ehloLines, formatVersion, line, type Vocabulary } from './schema.ts'
import { list, mapOf, mapping, oneOf, optional, required, size, text, type ValueOf } from './shape.ts'

/** What a line of a persona's EHLO answer may name; a line that becomes empty is dropped. */
export const EHLO_PLACEHOLDERS = ['host', 'client', 'from', 'auth', 'size', 'starttls'] as const

/** A checked persona; `texts` are whole lines as they go over the wire, placeholders not yet filled in. */
export type Persona = ValueOf<ReturnType<typeof personaShape>> & {
  /** How the scenario names it. */
  name: string
}

/** The shape of a persona file. */
export function personaShape(vocabulary: Vocabulary) {
  const lines = ehloLines(EHLO_PLACEHOLDERS)
  return mapping(
    {
      persona: required(formatVersion('persona'), 'Version of the format: 1.'),
      title: required(line(), 'The product, in one line.'),
      product: required(line(), 'Name and versions that speak so.'),
      sources: required(list(line(), { min: 1 }), 'Where the texts were read.'),
      hostname: optional(hostName(), 'Name in the greeting and in EHLO, where the scenario gives none.'),
      ehlo: required(
        mapping(
          {
            plain: required(lines, 'The answer to EHLO in clear; the first line is the greeting line.'),
            tls: required(lines, 'The answer to EHLO inside TLS.'),
          },
          'a mapping with plain, tls',
        ),
        `EHLO lines as templates with ${EHLO_PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}; an empty one is dropped.`,
      ),
      auth: optional(list(oneOf(vocabulary.mechanisms)), 'Mechanisms, in the order listed.'),
      size: optional(size(), 'Largest message.'),
      texts: optional(
        mapOf(oneOf(vocabulary.replies), replyLines(), 'a mapping of reply names to texts'),
        'Replies by name in the words of the product.',
      ),
      rules: optional(rules(), 'Habits of the product, after all rules of the scenario.'),
      notes: optional(text(), 'What the product lists or does that this server leaves out.'),
    },
    'a persona',
  )
}
