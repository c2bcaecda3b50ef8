// The page of replies by name: the healthy server's words, and which personas have their own.
import { CATALOGUE } from '../../src/catalogue.ts'
import { listPersonas } from '../../src/scenario/catalogue.ts'
import { loadPersona } from '../../src/scenario/load.ts'
import { NORMAL_REPLIES, type ReplyName } from '../../src/smtp/replies.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { code, page, table } from './markdown.ts'

export async function repliesPage(): Promise<string> {
  const names = await listPersonas(CATALOGUE)
  const personas = await Promise.all(names.map((name) => loadPersona(name, { vocabulary, catalogue: CATALOGUE })))
  const wordedBy = (reply: ReplyName) => personas.filter(({ texts }) => texts?.[reply] !== undefined)
  return page('Replies and personas', 'src/smtp/replies.ts and scenarios/personas', [
    'Every normal reply of the server has a name. A [persona](scenario.md#persona-keys) gives some of them the exact ' +
      "words of a product; the rest stay those of the healthy server. A scenario's rules come before both.",
    '## Personas',
    table(
      ['persona', 'who speaks', 'versions', 'replies in its own words'],
      personas.map(({ name, title, product, texts }) => [
        code(name),
        title,
        product,
        `${Object.keys(texts ?? {}).length} of ${Object.keys(NORMAL_REPLIES).length}`,
      ]),
    ),
    'Where the words of each were read, and which of them were not verified, stands in its file under ' +
      '`scenarios/personas/`, keys `sources` and `notes`.',
    '## Replies by name',
    '`{host}` and the like are filled in when the reply is said.',
    table(
      ['name', 'when', 'the healthy server says', 'personas with their own words'],
      (Object.keys(NORMAL_REPLIES) as ReplyName[]).map((reply) => [
        code(reply),
        NORMAL_REPLIES[reply].doc,
        NORMAL_REPLIES[reply].text === null ? 'nothing' : code(NORMAL_REPLIES[reply].text ?? ''),
        wordedBy(reply)
          .map(({ name }) => name)
          .join(', '),
      ]),
    ),
  ])
}
