// The page of the catalogue: one section per scenario.
import { CATALOGUE } from '../../src/catalogue.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../src/scenario/load.ts'
import { POLICIES, type Policy } from '../../src/scenario/words.ts'
import { storyOf } from '../../src/scenario-story.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { code, page, table } from './markdown.ts'

export async function scenariosPage(): Promise<string> {
  const names = await listScenarios(CATALOGUE)
  const scenarios = await Promise.all(names.map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })))
  return page('Scenarios of the catalogue', 'scenarios/*.yaml', [
    'Run one with `simulate NAME`; `simulate show NAME` tells the whole story with symptom, explanation and fix. ' +
      '"A right client" says what becomes of the mail of a client that does nothing wrong, by what it is configured to ' +
      'want: `mandatory` (encrypted and authenticated), `unverified` (encrypted, certificate not checked), ' +
      '`opportunistic` (encrypted where possible).',
    ...scenarios.flatMap(sectionOf),
  ])
}

function sectionOf(scenario: LoadedScenario): string[] {
  const { name, title = name, summary = '', sources = [], tags = [] } = scenario
  const { servers, path, relay, rightClient } = storyOf(scenario)
  const own = servers.map(({ from, lines }) => {
    const items = lines.map((line) => `- ${markdown(line)}`).join('\n')
    return from === null ? items : `For clients from ${from}:\n\n${items}`
  })
  const steps = path.map((step) => `[${code(step)}](steps.md#${step})`)
  const outcomesOf = (policy: Policy) =>
    rightClient[policy]
      .map(({ outcome, verdict }) => (verdict === 'pass' ? outcome : `${outcome} (${verdict})`))
      .join(' or ')
  return [
    `## ${code(name)}`,
    `**${title}.** ${summary}`,
    'The server:',
    ...own,
    ...(steps.length > 0 ? [`On the path: ${steps.join(', then ')}.`] : []),
    ...(relay ? [`Sends accepted mail on to [${code(relay.scenario)}](#${relay.scenario}), ${relay.how}.`] : []),
    'A right client:',
    table(
      ['policy', 'outcome of the mail'],
      POLICIES.map((policy) => [policy, outcomesOf(policy)]),
    ),
    `Sources: ${sources.join('; ')}. Tags: ${tags.join(', ')}.`,
  ]
}

/** Reply texts hold `<` and `*`, which Markdown would take for its own. */
function markdown(line: string): string {
  return line.replaceAll('<', '&lt;').replaceAll('*', '\\*')
}
