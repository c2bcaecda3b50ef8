// Scenarios: the list, one of them in full, and the check of a posted one.
import { readFile } from 'node:fs/promises'
import { CATALOGUE } from '../../catalogue.ts'
import { fileOf, isPath, listScenarios } from '../../scenario/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { formatProblem, ScenarioError } from '../../scenario/scenario-error.ts'
import { isAbout, storyOf, tagCounts } from '../../scenario-story.ts'
import { vocabulary } from '../../vocabulary.ts'
import { ApiError } from '../api-error.ts'
import { PREFIX, type ScenarioDetails, type ScenarioList, type ScenarioSummary } from '../contract.ts'
import { loadPosted } from '../posted-scenario.ts'
import { count, described, flag, list, object, ref, text } from '../schemas.ts'
import { answers, type Routes } from './route.ts'

export const catalogueRoutes: Routes = (app) => {
  let catalogue: Promise<LoadedScenario[]> | null = null
  const all = () => {
    catalogue ??= loadAll()
    return catalogue
  }

  app.get<{ Querystring: { search?: string; tag?: string } }>(
    `${PREFIX}/scenarios`,
    {
      schema: {
        operationId: 'listScenarios',
        tags: ['scenarios'],
        summary: 'Lists the catalogue',
        querystring: {
          type: 'object',
          properties: {
            search: described(text, 'Words that all have to stand in name, title, summary, sources or tags.'),
            tag: text,
          },
        },
        response: answers(
          200,
          'The scenarios that were found, by name, and all tags of the catalogue.',
          object({ scenarios: list(ref('Scenario')), tags: list(object({ tag: text, count })) }),
        ),
      },
    },
    async ({ query: { search = '', tag } }): Promise<ScenarioList> => {
      const scenarios = await all()
      const words = search.split(/\s+/).filter(Boolean)
      const found = scenarios.filter(
        (scenario) => isAbout(scenario, words) && (tag === undefined || scenario.tags?.includes(tag)),
      )
      return { scenarios: found.map(summaryOf), tags: tagCounts(scenarios) }
    },
  )

  app.get<{ Params: { name: string } }>(
    `${PREFIX}/scenarios/:name`,
    {
      schema: {
        operationId: 'describeScenario',
        tags: ['scenarios'],
        summary: 'Tells what a scenario does, in plain words, and what a right client does',
        params: { type: 'object', properties: { name: text }, required: ['name'] },
        response: answers(200, 'The scenario.', ref('ScenarioDetails'), 'scenario-not-found'),
      },
    },
    async ({ params }): Promise<ScenarioDetails> => {
      const scenario = (await all()).find(({ name }) => name === params.name)
      if (!scenario) throw await notFound(params.name)
      const yaml = await readFile(fileOf(scenario.name, CATALOGUE), 'utf8')
      return { ...summaryOf(scenario), yaml, story: storyOf(scenario), lesson: lessonOf(scenario) }
    },
  )

  app.post<{ Body: { yaml: string } }>(
    `${PREFIX}/scenarios/validate`,
    {
      schema: {
        operationId: 'validateScenario',
        tags: ['scenarios'],
        summary: 'Checks the text of a scenario',
        body: object({ yaml: text }),
        response: answers(
          200,
          'Every mistake and every warning, each with its place.',
          object({ ok: flag, problems: list(ref('Problem')), warnings: list(ref('Problem')) }),
          'too-large',
          'wrong-content-type',
        ),
      },
    },
    async ({ body }) => {
      const withWords = (problems: readonly Parameters<typeof formatProblem>[0][]) =>
        problems.map((problem) => ({ ...problem, message: formatProblem(problem) }))
      try {
        const { warnings } = await loadPosted(body.yaml)
        return { ok: true, problems: [], warnings: withWords(warnings) }
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error
        return { ok: false, problems: withWords(error.problems), warnings: [] }
      }
    },
  )
}

/** By bare name in the catalogue; a path would read files of this machine. Throws ApiError and ScenarioError. */
export async function loadByName(name: string): Promise<LoadedScenario> {
  if (isPath(name) || !(await listScenarios(CATALOGUE)).includes(name)) throw await notFound(name)
  return loadScenario(name, { vocabulary, catalogue: CATALOGUE })
}

async function notFound(name: string): Promise<ApiError> {
  const { near } = await import('../../scenario/shape.ts')
  const { didYouMean } = near(name, await listScenarios(CATALOGUE))
  const hint = didYouMean ? ` Did you mean "${didYouMean}"?` : ' GET /scenarios lists them.'
  return new ApiError('scenario-not-found', `The catalogue has no scenario "${name}".${hint}`)
}

async function loadAll(): Promise<LoadedScenario[]> {
  const names = await listScenarios(CATALOGUE)
  return Promise.all(names.map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })))
}

function summaryOf({ name, title = name, summary = '', sources = [], tags = [] }: LoadedScenario): ScenarioSummary {
  return { name, title, summary: summary.trim(), sources: [...sources], tags: [...tags] }
}

function lessonOf({ lesson }: LoadedScenario): ScenarioDetails['lesson'] {
  if (!lesson) return null
  const { symptom, questions = [], explanation = null, fix = null } = lesson
  return { symptom, questions: [...questions], explanation, fix }
}
