// `simulate validate`: every mistake of scenario files, with its place; or the word that all is well.
import { dirname } from 'node:path'
import { CATALOGUE } from '../../catalogue.ts'
import { planOf } from '../../plan-of.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { formatProblem } from '../../scenario/scenario-error.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, worstExit } from '../exit.ts'
import { scenarioReferences } from '../references.ts'

export const validate: Command = {
  usage: 'validate [scenario|folder...]',
  summary: 'Checks scenario files; without any, those of the catalogue.',
  options: { run: { doc: 'Also start each server once: tells what this machine cannot serve' } },
  async run(given, terminal) {
    const references = await scenarioReferences(given.positionals.length > 0 ? given.positionals : [CATALOGUE])
    const results: ExitName[] = []
    for (const reference of references) results.push(await check(reference, given.on('run'), terminal))
    return worstExit(results)
  },
}

async function check(reference: string, starts: boolean, terminal: Terminal): Promise<ExitName> {
  let scenario: LoadedScenario
  try {
    scenario = await loadScenario(reference, { vocabulary, catalogue: CATALOGUE })
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScenarioError') throw error
    terminal.err(`${error.message}\n`)
    return 'usage'
  }
  for (const warning of scenario.warnings) terminal.err(`warning: ${formatProblem(warning)}\n`)
  const result = starts ? await startOnce(scenario, terminal) : 'pass'
  if (result === 'pass') terminal.out(`${scenario.name}: ok\n`)
  return result
}

async function startOnce(scenario: LoadedScenario, { err }: Terminal): Promise<ExitName> {
  const { startServer } = await import('../../run/server.ts')
  const { processAuthority } = await import('../../ca/authority.ts')
  const baseDir = scenario.file === null ? {} : { baseDir: dirname(scenario.file) }
  try {
    const server = await startServer(planOf(scenario), { authority: processAuthority(), ...baseDir })
    await server.stop()
    return 'pass'
  } catch (error) {
    const kind = error instanceof Error ? error.name : ''
    if (kind !== 'EnvironmentError' && kind !== 'CaError') throw error
    err(`${scenario.name}: ${(error as Error).message}\n`)
    return kind === 'CaError' ? 'usage' : 'environment'
  }
}
