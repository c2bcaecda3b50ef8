// `simulate validate`: every mistake of scenario and lab files, with its place; or the word that all is well.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE } from '../../catalogue.ts'
import { planOf } from '../../plan-of.ts'
import { isPath, listScenarios } from '../../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { formatProblem } from '../../scenario/scenario-error.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command, Terminal } from '../command.ts'
import { type ExitName, worstExit } from '../exit.ts'
import { scenarioReferences } from '../references.ts'

export const validate: Command = {
  usage: 'validate [scenario|folder...]',
  summary: 'Checks scenarios and labs; without any, those of the catalogue.',
  options: {
    run: {
      doc: 'Also start each server once, and play each lab: tells what this machine cannot serve, and what does not hold',
    },
  },
  async run(given, terminal) {
    const runs = given.on('run')
    const named = given.positionals
    const results: ExitName[] = []
    for (const reference of await scenarioReferences(named.length > 0 ? named : [CATALOGUE])) {
      const isLab = await isLabFile(reference)
      results.push(await (isLab ? checkLabFile(reference, runs, terminal) : check(reference, runs, terminal)))
    }
    if (named.length === 0) results.push(...(await checkLessons(runs, terminal)))
    return worstExit(results)
  },
}

/** The labs and courses of the catalogue: each by itself, then whether they know each other. */
async function checkLessons(runs: boolean, terminal: Terminal): Promise<ExitName[]> {
  const { LABS, loadCourses, loadLabs } = await import('../../lab/load.ts')
  const folder = join(CATALOGUE, LABS)
  const results: ExitName[] = []
  for (const name of await listScenarios(folder)) {
    results.push(await checkLabFile(join(folder, `${name}.yaml`), runs, terminal))
  }
  if (results.some((result) => result !== 'pass')) return results
  const courses = await told(async () => [...(await loadCourses(await loadLabs())).keys()], terminal)
  for (const name of courses ?? []) terminal.out(`course ${name}: ok\n`)
  return [...results, courses === null ? 'usage' : 'pass']
}

async function checkLabFile(file: string, runs: boolean, terminal: Terminal): Promise<ExitName> {
  const { loadLab } = await import('../../lab/load.ts')
  const lab = await told(() => loadLab(file), terminal)
  if (!lab) return 'usage'
  if (runs) {
    const { checkLab, formatFailure } = await import('../../lab/check-lab.ts')
    try {
      const failures = await checkLab(lab)
      for (const failure of failures) terminal.err(`${formatFailure(lab, failure)}\n`)
      if (failures.length > 0) return 'usage'
    } catch (error) {
      return environmentOf(lab.name, error, terminal)
    }
  }
  terminal.out(`lab ${lab.name}: ok\n`)
  return 'pass'
}

/** A lab says so at its beginning; what cannot be read is left to whoever reads it next. */
async function isLabFile(reference: string): Promise<boolean> {
  if (!isPath(reference)) return false
  const text = await readFile(reference, 'utf8').catch(() => '')
  return /^lab:/m.test(text) && !/^scenario: *1/m.test(text)
}

/** Null: there were mistakes, and they were told. */
async function told<T>(load: () => Promise<T>, { err }: Terminal): Promise<T | null> {
  try {
    return await load()
  } catch (error) {
    const kind = error instanceof Error ? error.name : ''
    if (kind !== 'ScenarioError' && kind !== 'LabError') throw error
    err(`${(error as Error).message}\n`)
    return null
  }
}

async function check(reference: string, starts: boolean, terminal: Terminal): Promise<ExitName> {
  const scenario = await told<LoadedScenario>(
    () => loadScenario(reference, { vocabulary, catalogue: CATALOGUE }),
    terminal,
  )
  if (!scenario) return 'usage'
  for (const warning of scenario.warnings) terminal.err(`warning: ${formatProblem(warning)}\n`)
  const result = starts ? await startOnce(scenario, terminal) : 'pass'
  if (result === 'pass') terminal.out(`${scenario.name}: ok\n`)
  return result
}

async function startOnce(scenario: LoadedScenario, terminal: Terminal): Promise<ExitName> {
  const { startHops } = await import('../../start-hops.ts')
  const { processAuthority } = await import('../../ca/authority.ts')
  try {
    const { server } = await startHops(scenario, { plan: planOf, authority: processAuthority() })
    await server.stop()
    return 'pass'
  } catch (error) {
    return environmentOf(scenario.name, error, terminal)
  }
}

function environmentOf(name: string, error: unknown, { err }: Terminal): ExitName {
  const kind = error instanceof Error ? error.name : ''
  if (kind !== 'EnvironmentError' && kind !== 'CaError') throw error
  err(`${name}: ${(error as Error).message}\n`)
  return kind === 'CaError' ? 'usage' : 'environment'
}
