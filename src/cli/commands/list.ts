// `simulate list [word...]`: the catalogue by tag, with names and titles.
import { CATALOGUE } from '../../catalogue.ts'
import { listScenarios } from '../../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { isAbout, tagCounts } from '../../scenario-story.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'
import { wrapped } from '../wrapped.ts'

export const list: Command = {
  usage: 'list [word...]',
  summary: 'Lists the scenarios by tag, or those that have all the words in them.',
  options: { names: { doc: 'Only the names, one a line, for other programs' } },
  async run({ positionals, on }, { out, err }) {
    const names = await listScenarios(CATALOGUE)
    const scenarios = await Promise.all(names.map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })))
    const found = scenarios.filter((scenario) => isAbout(scenario, positionals))
    if (found.length === 0) {
      err(`No scenario has ${positionals.join(' and ')} in it. "simulate list" shows all ${names.length}.\n`)
      return 'usage'
    }
    if (on('names')) for (const { name } of found) out(`${name}\n`)
    else {
      // All tags with their counts: each is a word to search for.
      const tags = tagCounts(found).map(({ tag, count }) => `${tag} (${count})`)
      out(`${byFirstTag(found).join('\n')}\n`)
      out(`${found.length} of ${names.length} scenarios. Words to search for:\n${wrapped(tags).join('\n')}\n`)
    }
    return 'pass'
  },
}

/** The first tag of a scenario is what it is about; the largest groups come first, behind what they differ from. */
function byFirstTag(scenarios: readonly LoadedScenario[]): string[] {
  const groups = new Map<string, LoadedScenario[]>()
  for (const scenario of scenarios) {
    const tag = scenario.tags?.[0] ?? 'other'
    groups.set(tag, [...(groups.get(tag) ?? []), scenario])
  }
  const rank = ([tag, members]: [string, LoadedScenario[]]) => (tag === 'healthy' ? -1000 : -members.length)
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  return [...groups]
    .sort((a, b) => rank(a) - rank(b))
    .map(([tag, members]) => {
      const rows = members.map(({ name, title = '' }) => `  ${name.padEnd(width)}  ${title}\n`)
      return `${tag}\n${rows.join('')}`
    })
}
