// The page of all diagnoses, in the order in which they lead.

import { DIAGNOSES } from '../../src/verdict/diagnoses/index.ts'
import type { DiagnosisDefinition } from '../../src/verdict/diagnosis.ts'
import { code, page, table } from './markdown.ts'

export function diagnosesPage(): string {
  const ranked = [...DIAGNOSES].sort((a, b) => b.rank - a.rank || a.id.localeCompare(b.id))
  return page('Diagnoses', 'src/verdict/diagnoses', [
    'A diagnosis is a named cause: what happened, which events show it, and what to change on which side. A judgement ' +
      'lists all that were seen; the first one leads. A client that did right can have diagnoses too: they say what the ' +
      'scenario did to it.',
    'They are sorted by rank, by how close each is to the root of the matter: around 90 the story itself, such as a ' +
      'fallback or a firewall; around 70 a concrete mismatch; around 50 a refusal as such; around 30 a habit; 10 a remark. ' +
      'Words in braces are filled in from what was seen.',
    table(
      ['rank', 'diagnosis'],
      ranked.map(({ id, rank }) => [String(rank), `[${code(id)}](#${id})`]),
    ),
    ...ranked.flatMap(sectionOf),
  ])
}

function sectionOf({ id, cause, advice, reference }: DiagnosisDefinition): string[] {
  return [
    `## ${code(id)}`,
    markdown(cause),
    `**What to do.** ${markdown(advice)}`,
    `See: ${linked(markdown(reference))}.`,
  ]
}

/** Commands and addresses hold signs that Markdown would take for its own. */
function markdown(text: string): string {
  return text.replace(/[<*_]/g, (sign) => (sign === '<' ? '&lt;' : `\\${sign}`))
}

/** Pages of this project become links. */
function linked(reference: string): string {
  return reference.replace(/docs\/([\w/-]+\.md)/g, (_, path: string) => `[${path}](../${path})`)
}
