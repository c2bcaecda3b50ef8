// `simulate show NAME`: the story of a scenario, the server in plain words, what a right client does.
import { CATALOGUE } from '../../catalogue.ts'
import { visible } from '../../report/terminal.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { POLICIES } from '../../scenario/words.ts'
import { storyOf } from '../../scenario-story.ts'
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
    out(loaded.map((scenario) => `${linesOf(scenario).map(visible).join('\n')}\n`).join('\n'))
    return 'pass'
  },
}

function linesOf(scenario: LoadedScenario): string[] {
  const { name, title, summary, sources = [], tags = [], lesson } = scenario
  const { upstream, servers, path, relay, rightClient, scriptedTls } = storyOf(scenario)
  const lines = [`${name}: ${title ?? name}`, '', ...wrapped(wordsOf(summary)), '', 'The server:']
  if (upstream !== null) lines.push(`  ${upstream}, a real one, behind the path`)
  for (const { from, lines: own } of servers) {
    if (from !== null) lines.push(`  for clients from ${from}:`)
    lines.push(...own.map((line) => `  ${from === null ? '' : '  '}${line}`))
  }
  if (scriptedTls) {
    lines.push('  the TLS engine is the scripted one: A TEST INSTRUMENT THAT PROTECTS NOTHING, never for real mail')
  }
  if (path.length > 0) lines.push(`  on the path: ${path.join(', then ')}`)
  if (relay) lines.push(`  sends accepted mail on to ${relay.scenario}, ${relay.how}`)
  lines.push('', 'A right client:')
  for (const policy of POLICIES) {
    const outcomes = rightClient[policy].map(({ outcome, verdict }) => `${outcome} (${verdict})`)
    lines.push(`  ${policy.padEnd(14)}${outcomes.join(', ')}`)
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
