// `simulate list [word...]`: the catalogue by tag, with names and titles.
import { CATALOGUE } from '../../catalogue.ts'
import { listScenarios } from '../../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'
import { wrapped } from '../wrapped.ts'

export const list: Command = {
  usage: 'list [word...]',
  summary: 'Lists the scenarios by tag, or those that have all the words in them.',
  options: { names: { doc: 'Only the names, one a line, for other programs' } },
  async run({ positionals, on }, { out, err }) {
    const words = positionals.map((word) => word.toLowerCase())
    const names = await listScenarios(CATALOGUE)
    const scenarios = await Promise.all(names.map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })))
    const found = scenarios.filter((scenario) => words.every((word) => textOf(scenario).includes(word)))
    if (found.length === 0) {
      err(`No scenario has ${words.join(' and ')} in it. "simulate list" shows all ${names.length}.\n`)
      return 'usage'
    }
    if (on('names')) for (const { name } of found) out(`${name}\n`)
    else {
      out(`${byFirstTag(found).join('\n')}\n`)
      out(`${found.length} of ${names.length} scenarios. Words to search for:\n${wrapped(tagsOf(found)).join('\n')}\n`)
    }
    return 'pass'
  },
}

function textOf({ name, title = '', summary = '', sources = [], tags = [] }: LoadedScenario): string {
  return [name, title, summary, ...sources, ...tags].join('\n').toLowerCase()
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

/** All tags with their counts: each is a word to search for. */
function tagsOf(scenarios: readonly LoadedScenario[]): string[] {
  const counts = new Map<string, number>()
  for (const tag of scenarios.flatMap(({ tags = [] }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([tag, count]) => `${tag} (${count})`)
}
