// `simulate show NAME`: the story of a scenario, the server in plain words, what a right client does.
import { CATALOGUE } from '../../catalogue.ts'
import { planOf } from '../../plan-of.ts'
import { visible } from '../../report/terminal.ts'
import { describeServer } from '../../scenario/describe.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { policySourceWords } from '../../scenario/score.ts'
import type { TlsPlan } from '../../scenario/server-plan.ts'
import { POLICIES } from '../../scenario/words.ts'
import { chooseLayer } from '../../tls/engines.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'
import { scenarioReferences } from '../references.ts'
import { wordsOf, wrapped } from '../wrapped.ts'

export const show: Command = {
  usage: 'show <scenario...>',
  summary: 'Tells what the server does, in plain words, and what a right client does.',
  options: {},
  async run({ positionals }, { out }) {
    const references = await scenarioReferences(positionals)
    if (references.length === 0) throw new UsageError('Which scenario? "simulate list" shows all.')
    const loaded = await Promise.all(references.map((each) => loadScenario(each, { vocabulary, catalogue: CATALOGUE })))
    out(loaded.map((scenario) => `${storyOf(scenario).map(visible).join('\n')}\n`).join('\n'))
    return 'pass'
  },
}

function storyOf(scenario: LoadedScenario): string[] {
  const { name, title, summary, sources = [], tags = [], lesson, expect } = scenario
  const plan = planOf(scenario)
  const lines = [`${name}: ${title ?? name}`, '', ...wrapped(wordsOf(summary))]
  lines.push('', 'The server:')
  if (plan.upstream) lines.push(`  ${plan.upstream.host}:${plan.upstream.port}, a real one, behind the path`)
  for (const [at, server] of plan.servers.entries()) {
    const from = scenario.server?.policies?.[at - 1]?.from
    if (from) lines.push(`  for clients from ${policySourceWords(from)}:`)
    lines.push(...describeServer(server, scenario.persona).map((line) => `  ${at > 0 ? '  ' : ''}${line}`))
    lines.push(...engineWords(server.tls).map((line) => `  ${at > 0 ? '  ' : ''}${line}`))
  }
  if (plan.path.length > 0) lines.push(`  on the path: ${plan.path.map(({ step }) => step).join(', then ')}`)
  lines.push('', 'A right client:')
  for (const policy of POLICIES) {
    const outcomes = Object.entries(expect?.outcomes[policy] ?? { encrypted: 'pass' })
    lines.push(`  ${policy.padEnd(14)}${outcomes.map(([outcome, verdict]) => `${outcome} (${verdict})`).join(', ')}`)
  }
  if (lesson) {
    lines.push('', 'Symptom:', ...wrapped(wordsOf(lesson.symptom)))
    if (lesson.explanation) lines.push('', 'Explanation:', ...wrapped(wordsOf(lesson.explanation)))
    if (lesson.fix) lines.push('', 'Fix:', ...wrapped(wordsOf(lesson.fix)))
  }
  if (sources.length > 0) lines.push('', `Sources: ${sources.join('; ')}`)
  if (tags.length > 0) lines.push(`Tags: ${tags.join(', ')}`)
  return lines
}

/** Loud where the engine is the one that must not be taken for TLS. */
function engineWords(tls: TlsPlan): string[] {
  if (tls.mode === 'off') return []
  const choice = chooseLayer(tls)
  if ('unable' in choice || choice.layer.name !== 'scripted') return []
  return ['the TLS engine is the scripted one: A TEST INSTRUMENT THAT PROTECTS NOTHING, never for real mail']
}
