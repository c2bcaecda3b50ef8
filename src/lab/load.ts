// Loading labs and courses: from files to checked and typed keys, or one error with every mistake and its place.
import { dirname, isAbsolute, join } from 'node:path'
import { CATALOGUE } from '../catalogue.ts'
import { isPath, listScenarios, nameOf } from '../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../scenario/load.ts'
import { located, sorted } from '../scenario/located.ts'
import { type LocatedProblem, ScenarioError } from '../scenario/scenario-error.ts'
import { near, type Path, type Problem, type Shape } from '../scenario/shape.ts'
import { parseYamlFile, readFromDisk, type Source } from '../scenario/yaml-file.ts'
import { SendError } from '../send/index.ts'
import { senderNamed } from '../send/senders/index.ts'
import { valuesOf } from '../send/service.ts'
import { vocabulary } from '../vocabulary.ts'
import { LabError } from './lab-error.ts'
import {
  type Change,
  type CourseDefinition,
  courseShape,
  type Fix,
  type HopDefinition,
  type LabDefinition,
  labShape,
} from './schema.ts'

/** Folders inside the catalogue. */
export const LABS = 'labs'
export const COURSES = 'courses'

/** One hop with the scenario that it meets. */
export interface Hop extends HopDefinition {
  loaded: LoadedScenario
}

/** A checked lab. */
export interface Lab extends LabDefinition {
  /** Bare name of the file. */
  name: string
  file: string
  /** One or two. */
  hops: readonly Hop[]
}

export interface Course extends CourseDefinition {
  name: string
  file: string
}

/** All labs of a folder by name. Labs that need each other are checked against each other. */
export async function loadLabs(folder: string = join(CATALOGUE, LABS)): Promise<Map<string, Lab>> {
  const names = await listScenarios(folder)
  const read = await Promise.all(names.map((name) => readLab(join(folder, `${name}.yaml`))))
  const labs = new Map(read.map(({ lab }) => [lab.name, lab]))
  const mistakes = read.flatMap(({ lab, source }) => located(mistakesInNeeds(lab, labs), [source]))
  if (mistakes.length > 0) throw new ScenarioError(mistakes)
  return labs
}

/** One lab by its name in the catalogue, or by path. Throws LabError, and ScenarioError with every mistake in the file. */
export async function loadLab(reference: string, folder: string = join(CATALOGUE, LABS)): Promise<Lab> {
  const file = isPath(reference) ? reference : join(folder, `${await knownName(reference, folder, 'lab')}.yaml`)
  return (await readLab(file)).lab
}

/** All courses of a folder by name; each lists labs that exist, in an order that their needs allow. */
export async function loadCourses(
  labs: ReadonlyMap<string, Lab>,
  folder: string = join(CATALOGUE, COURSES),
): Promise<Map<string, Course>> {
  const courses = new Map<string, Course>()
  for (const name of await listScenarios(folder)) {
    const file = join(folder, `${name}.yaml`)
    const { source, value } = await readFile(file, courseShape, { what: 'course', begins: 'course: 1' })
    const mistakes = located(mistakesInOrder(value, labs), [source])
    if (mistakes.length > 0) throw new ScenarioError(mistakes)
    courses.set(name, { ...value, name, file })
  }
  return courses
}

/** The scenario of a hop with what a change makes of it; the mail is expected to arrive encrypted then. */
export function changedScenario(hop: HopDefinition, { server, path }: Change, file: string): object {
  const encrypted = { mandatory: ['encrypted'], unverified: ['encrypted'], opportunistic: ['encrypted'] }
  return {
    extends: scenarioOf(hop, file),
    ...(server !== undefined && { server }),
    ...(path !== undefined && { path }),
    expect: encrypted,
  }
}

/** Whether a change touches what the sender meets. */
export function changesServer({ server, path }: Change): boolean {
  return server !== undefined || path !== undefined
}

export function loadFor(scenario: string | object): Promise<LoadedScenario> {
  return loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })
}

/** The scenario that a hop names: a path is relative to the file of the lab. */
export function scenarioOf(hop: HopDefinition, file: string): string {
  return isPath(hop.scenario) && !isAbsolute(hop.scenario) ? join(dirname(file), hop.scenario) : hop.scenario
}

/** The two ends of a lab, as written. */
export function hopsOf(lab: LabDefinition): HopDefinition[] {
  return lab.onward ? [lab, lab.onward] : [lab]
}

async function readLab(file: string): Promise<{ lab: Lab; source: Source }> {
  const { source, value } = await readFile(file, labShape, { what: 'lab', begins: 'lab: 1' })
  const found: Problem[] = [...mistakesInIds(value), ...mistakesInFixes(value)]
  const hops: Hop[] = []
  for (const [at, hop] of hopsOf(value).entries()) {
    const path = at === 0 ? [] : ['onward']
    found.push(...mistakesInSettings(hop.sender, hop.settings ?? {}, [...path, 'settings']))
    const loaded = await loadOr(scenarioOf(hop, file), [...path, 'scenario'], found)
    if (loaded) hops.push({ ...hop, loaded })
  }
  for (const [at, fix] of value.fixes.entries()) found.push(...(await mistakesInChange(value, fix, at, file)))
  const mistakes = sorted(located(found, [source]), [source])
  if (mistakes.length > 0) throw new ScenarioError(mistakes)
  return { lab: { ...value, name: nameOf(file), file, hops }, source }
}

async function readFile<T>(
  file: string,
  shape: Shape<T>,
  kind: { what: string; begins: string },
): Promise<{ source: Source; value: T }> {
  const bytes = await readFromDisk(file).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
    throw new LabError({
      code: missing ? 'LAB_NOT_FOUND' : 'LAB_UNREADABLE',
      where: file,
      found: missing ? 'the file does not exist' : `the file cannot be read (${error.code})`,
      expected: `the file of a ${kind.what}, as docs/reference/lessons.md describes it`,
    })
  })
  const { source, problems } = await parseYamlFile(file, bytes, kind)
  if (!source) throw new ScenarioError(problems)
  const found: Problem[] = []
  const value = shape.parse(source.value, [], found)
  const mistakes: LocatedProblem[] = sorted([...problems, ...located(found, [source])], [source])
  if (mistakes.length > 0) throw new ScenarioError(mistakes)
  return { source, value }
}

async function knownName(name: string, folder: string, what: string): Promise<string> {
  const names = await listScenarios(folder)
  if (names.includes(name)) return name
  throw new LabError({
    code: 'LAB_NOT_FOUND',
    where: what,
    found: `"${name}" is not known`,
    expected: `one of ${names.join(', ')}; or the path of a file of your own, such as ./${name}.yaml`,
    ...near(name, names),
  })
}

/** Mistakes of a scenario stand at the key of the lab that made it. */
async function loadOr(
  scenario: string | object,
  path: Path,
  found: Problem[],
  at: (problem: Problem) => Path = () => path,
): Promise<LoadedScenario | null> {
  try {
    return await loadFor(scenario)
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    // Those of a file of its own are told with it; here it is enough that it is not usable.
    for (const problem of error.problems) {
      const { code, found: what, expected, didYouMean, hint } = problem
      found.push({
        ...{ code, path: at(problem), found: what, expected },
        ...(didYouMean !== undefined && { didYouMean }),
        ...(hint !== undefined && { hint }),
      })
    }
    return null
  }
}

function mistakesInIds({ questions, fixes }: LabDefinition): Problem[] {
  const twice = (list: readonly { id: string }[], key: string) =>
    list.flatMap(({ id }, at): Problem[] =>
      list.findIndex((each) => each.id === id) === at
        ? []
        : [
            {
              code: 'LAB_SAME_TWICE',
              path: [key, at, 'id'],
              found: `"${id}" is there twice`,
              expected: 'an id of its own for each',
            },
          ],
    )
  return [...twice(questions, 'questions'), ...twice(fixes, 'fixes')]
}

function mistakesInFixes({ fixes, onward, questions, symptom }: LabDefinition): Problem[] {
  const right = fixes.filter((fix) => fix.right === true).length
  const found: Problem[] = []
  if (right === 0 || right === fixes.length) {
    found.push({
      code: 'LAB_NO_RIGHT_FIX',
      path: ['fixes'],
      found: `${right} of ${fixes.length} fixes are right`,
      expected: 'at least one that is right and one that is wrong',
    })
  }
  const second: [Path, number | undefined][] = [
    [['symptom', 'hop'], symptom.hop],
    ...questions.map(({ answer }, at): [Path, number | undefined] => [['questions', at, 'answer', 'hop'], answer?.hop]),
    ...fixes.map(({ change }, at): [Path, number | undefined] => [['fixes', at, 'change', 'hop'], change.hop]),
  ]
  for (const [path, hop] of second) {
    if (hop !== 2 || onward) continue
    found.push({
      code: 'LAB_UNKNOWN_HOP',
      path,
      found: 'there is no second hop',
      expected: 'hop: 1, or a key "onward"',
    })
  }
  return found
}

async function mistakesInChange(lab: LabDefinition, { change }: Fix, at: number, file: string): Promise<Problem[]> {
  const hop = hopsOf(lab)[(change.hop ?? 1) - 1]
  if (!hop) return []
  const path = ['fixes', at, 'change']
  const found = mistakesInSettings(change.sender ?? hop.sender, change.settings ?? {}, [...path, 'settings'])
  if (changesServer(change)) {
    await loadOr(changedScenario(hop, change, file), path, found, (problem) => [...path, ...problem.path])
  }
  return found
}

function mistakesInSettings(sender: string, given: Readonly<Record<string, unknown>>, path: Path): Problem[] {
  return Object.entries(given).flatMap(([key, value]): Problem[] => {
    try {
      valuesOf(senderNamed(sender), { [key]: value })
      return []
    } catch (error) {
      if (!(error instanceof SendError)) throw error
      const { code, found, expected, didYouMean } = error.mistake
      return [{ code, path: [...path, key], found, expected, ...(didYouMean !== undefined && { didYouMean }) }]
    }
  })
}

function mistakesInNeeds(lab: Lab, labs: ReadonlyMap<string, Lab>): Problem[] {
  return (lab.needs ?? []).flatMap((name, at): Problem[] => {
    const path = ['needs', at]
    if (!labs.has(name)) {
      const names = [...labs.keys()]
      const expected = `one of ${names.join(', ')}`
      return [{ code: 'LAB_UNKNOWN_NEED', path, found: `"${name}" is not known`, expected, ...near(name, names) }]
    }
    if (!needsBelow(name, labs).has(lab.name)) return []
    return [
      {
        code: 'LAB_NEEDS_CYCLE',
        path,
        found: `"${name}" itself needs ${lab.name}`,
        expected: 'labs that need each other in one direction',
      },
    ]
  })
}

/** A lab and all that it needs, at whatever distance. */
function needsBelow(name: string, labs: ReadonlyMap<string, Lab>): Set<string> {
  const found = new Set<string>()
  const waiting = [name]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    waiting.push(...(labs.get(next)?.needs ?? []))
  }
  return found
}

function mistakesInOrder({ labs: listed }: CourseDefinition, labs: ReadonlyMap<string, Lab>): Problem[] {
  return listed.flatMap((name, at): Problem[] => {
    const path = ['labs', at]
    const lab = labs.get(name)
    if (!lab) {
      const names = [...labs.keys()]
      const expected = `one of ${names.join(', ')}`
      return [{ code: 'LAB_UNKNOWN_NEED', path, found: `"${name}" is not known`, expected, ...near(name, names) }]
    }
    const missing = (lab.needs ?? []).filter((need) => !listed.slice(0, at).includes(need))
    return missing.map((need) => ({
      code: 'LAB_UNKNOWN_NEED',
      path,
      found: `"${name}" needs "${need}", which does not stand before it`,
      expected: 'each lab behind those that it needs',
    }))
  })
}
