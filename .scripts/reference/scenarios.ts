// The page of the catalogue: one section per scenario.
import { CATALOGUE } from '../../src/catalogue.ts'
import { planOf } from '../../src/plan-of.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { describeServer } from '../../src/scenario/describe.ts'
import { type LoadedScenario, loadScenario } from '../../src/scenario/load.ts'
import { policySourceWords } from '../../src/scenario/score.ts'
import { POLICIES } from '../../src/scenario/words.ts'
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
  const { name, title = name, summary = '', sources = [], tags = [], persona } = scenario
  const { servers, path } = planOf(scenario)
  const own = servers.map((server, at) => {
    const lines = describeServer(server, persona).map((line) => `- ${markdown(line)}`)
    const from = scenario.server?.policies?.[at - 1]?.from
    return from ? `For clients from ${policySourceWords(from)}:\n\n${lines.join('\n')}` : lines.join('\n')
  })
  const steps = path.map(({ step }) => `[${code(step)}](steps.md#${step})`)
  return [
    `## ${code(name)}`,
    `**${title}.** ${summary}`,
    'The server:',
    ...own,
    ...(steps.length > 0 ? [`On the path: ${steps.join(', then ')}.`] : []),
    'A right client:',
    table(
      ['policy', 'outcome of the mail'],
      POLICIES.map((policy) => [policy, outcomesOf(scenario, policy)]),
    ),
    `Sources: ${sources.join('; ')}. Tags: ${tags.join(', ')}.`,
  ]
}

function outcomesOf({ expect }: LoadedScenario, policy: (typeof POLICIES)[number]): string {
  const outcomes = Object.entries(expect?.outcomes[policy] ?? { encrypted: 'pass' })
  return outcomes.map(([outcome, verdict]) => (verdict === 'pass' ? outcome : `${outcome} (${verdict})`)).join(' or ')
}

/** Reply texts hold `<` and `*`, which Markdown would take for its own. */
function markdown(line: string): string {
  return line.replaceAll('<', '&lt;').replaceAll('*', '\\*')
}
