// Loading a scenario: from a path, a name or an object to checked and typed keys, or one error with every mistake.
import { dirname, join } from 'node:path'
import { fileOf, nameOf, PERSONAS } from './catalogue.ts'
import { findContradictions } from './contradictions.ts'
import { mergeChain, readChain } from './extends.ts'
import { located, sorted } from './located.ts'
import { type Persona, personaShape } from './persona.ts'
import { type ReadOptions, readSource } from './read-source.ts'
import { loadNext } from './relay.ts'
import { type LocatedProblem, ScenarioError } from './scenario-error.ts'
import { type Scenario, scenario as scenarioShape, type Vocabulary } from './schema.ts'
import type { Problem } from './shape.ts'
import { objectSource, type Source } from './yaml-file.ts'

export interface LoadOptions extends ReadOptions {
  vocabulary: Vocabulary
}

export type LoadedScenario = Scenario & {
  /** Bare name of the file; `scenario` for an object. */
  name: string
  file: string | null
  /** The persona that speaks; null for the words of the healthy server. */
  voice: Persona | null
  /** The second server, which accepted mail is sent on to; null: none. */
  next: LoadedScenario | null
  /** What is odd and yet usable. */
  warnings: LocatedProblem[]
}

/**
 * Loads a scenario by path, by its bare name in the catalogue, or from an object (where `scenario: 1` may be left out).
 * Rejects with a ScenarioError that holds every mistake; contradictions are looked for once the keys are right.
 */
export async function loadScenario(reference: string | object, options: LoadOptions): Promise<LoadedScenario> {
  return load(reference, options, (file) => load(file, options, null))
}

/** `loadHop` loads the second server of a relay; null: this is it, and nothing follows it. */
async function load(
  reference: string | object,
  options: LoadOptions,
  loadHop: ((file: string) => Promise<LoadedScenario>) | null,
): Promise<LoadedScenario> {
  const first = await firstSource(reference, options)
  const { chain, problems } = await readChain(first, options)
  const formProblems = [...chain.flatMap((source) => source.problems), ...problems]

  const found: Problem[] = []
  const scenario = scenarioShape(options.vocabulary).parse(mergeChain(chain), [], found)
  const mistakes = [...formProblems, ...located(found, chain)]
  const version = mistakes.find(({ code }) => code === 'SCENARIO_WRONG_VERSION')
  // A file of another version has other keys: its further mistakes would mislead.
  if (version) throw new ScenarioError([version])

  const voice = typeof scenario.persona === 'string' ? await voiceOf(scenario.persona, chain, options) : null
  if (voice?.problems) mistakes.push(...voice.problems)
  throwAny(mistakes, chain)

  const { errors, warnings } = findContradictions(scenario, options.vocabulary)
  throwAny(located(errors, chain), chain)
  const { relay } = scenario
  const next = relay && loadHop ? await loadNext(relay.scenario, chain, options, loadHop) : null
  return {
    ...scenario,
    name: first.file === null ? 'scenario' : nameOf(first.file),
    file: first.file,
    voice: voice?.persona ?? null,
    next,
    warnings: located(warnings, chain),
  }
}

/** Loads a persona by its bare name in the catalogue or by path; rejects with a ScenarioError. */
export async function loadPersona(reference: string, options: LoadOptions): Promise<Persona> {
  const { persona, problems } = await readPersona(reference, undefined, options)
  if (!persona) throw new ScenarioError(problems)
  return persona
}

async function firstSource(reference: string | object, options: LoadOptions): Promise<Source> {
  if (typeof reference !== 'string') return objectSource({ scenario: 1, ...reference })
  const file = fileOf(reference, options.catalogue)
  const { source, problems } = await readSource(file, reference, options.catalogue, options)
  if (!source) throw new ScenarioError(problems)
  return source
}

async function voiceOf(reference: string, chain: readonly Source[], options: LoadOptions) {
  const holder = chain.find((source) => source.place(['persona']))
  const from = holder?.file == null ? undefined : dirname(holder.file)
  const read = await readPersona(reference, from, options)
  const missing = read.problems.find(({ code }) => code === 'SCENARIO_NOT_FOUND')
  if (!missing) return read
  const unknown: Problem = {
    code: 'SCENARIO_UNKNOWN_PERSONA',
    path: ['persona'],
    found: `"${reference}" is not known`,
    expected: 'the name of a persona, or a path relative to this file',
    ...(missing.didYouMean !== undefined && { didYouMean: missing.didYouMean }),
  }
  return { persona: null, problems: located([unknown], chain) }
}

async function readPersona(
  reference: string,
  from: string | undefined,
  options: LoadOptions,
): Promise<{ persona: Persona | null; problems: LocatedProblem[] }> {
  const folder = join(options.catalogue, PERSONAS)
  const file = fileOf(reference, folder, from)
  const { source, problems } = await readSource(file, reference, folder, options)
  if (!source) return { persona: null, problems }
  const found: Problem[] = []
  const persona = personaShape(options.vocabulary).parse(source.value, [], found)
  const mistakes = sorted([...problems, ...located(found, [source])], [source])
  if (mistakes.length > 0) return { persona: null, problems: mistakes }
  return { persona: { ...persona, name: nameOf(file) }, problems: [] }
}

function throwAny(problems: readonly LocatedProblem[], chain: readonly Source[]): void {
  if (problems.length > 0) throw new ScenarioError(sorted(problems, chain))
}
