// The page of all steps of a path.
import { stringify } from 'yaml'
import { PATH_STEPS } from '../../src/path/steps/index.ts'
import { code, fenced, formsOf, page } from './markdown.ts'

export function stepsPage(): string {
  return page('Steps of the path', 'src/path/steps', [
    'A step stands between client and server and sees, changes or delays the bytes of either direction. `path:` lists ' +
      'them in order; the first one is nearest to the client. A step is its bare name, or its name with options. ' +
      'Keys marked * are needed. Sizes and durations carry their unit.',
    'The transcript records what the client sent and received. A line that a step has changed also carries what the ' +
      'server got (`arrived`) or said (`sent`); other deeds of a step are [`path.acted`](events.md#pathacted).',
    ...PATH_STEPS.flatMap(({ name, doc, options, example }) => [
      `## ${code(name)}`,
      doc,
      ...formsOf(name, options),
      fenced('yaml', stringify({ path: [example] })),
    ]),
  ])
}
