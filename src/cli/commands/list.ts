// `simulate list [word]`: the catalogue, by name and title.
import { CATALOGUE } from '../../catalogue.ts'
import { listScenarios } from '../../scenario/catalogue.ts'
import { loadScenario } from '../../scenario/load.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'

export const list: Command = {
  usage: 'list [word]',
  summary: 'Lists the scenarios, or those with the word in name, title, summary or tags.',
  options: {},
  async run({ positionals }, { out, err }) {
    const words = positionals.map((word) => word.toLowerCase())
    const names = await listScenarios(CATALOGUE)
    const scenarios = await Promise.all(names.map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })))
    const found = scenarios.filter(({ name, title = '', summary = '', tags = [] }) => {
      const text = [name, title, summary, ...tags].join('\n').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    if (found.length === 0) {
      err(`No scenario has ${words.join(' and ')} in it. "simulate list" shows all ${names.length}.\n`)
      return 'usage'
    }
    const width = Math.max(...found.map(({ name }) => name.length))
    for (const { name, title = '' } of found) out(`${name.padEnd(width)}  ${title}\n`)
    return 'pass'
  },
}
