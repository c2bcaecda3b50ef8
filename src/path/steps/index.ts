// All steps of the path, and the shape of `path:` that follows from them.
import { isMapping, list, near, type Path, type Problem, type Shape } from '../../scenario/shape.ts'
import type { PathItem, Step } from '../step.ts'
import { cut } from './cut.ts'
import { inject } from './inject.ts'
import { latency } from './latency.ts'
import { maskBanner } from './mask-banner.ts'
import { maskStarttls } from './mask-starttls.ts'
import { removeStarttls } from './remove-starttls.ts'
import { reset } from './reset.ts'
import { slice } from './slice.ts'
import { throttle } from './throttle.ts'

export const PATH_STEPS: readonly Step[] = [
  cut,
  inject,
  latency,
  maskBanner,
  maskStarttls,
  removeStarttls,
  reset,
  slice,
  throttle,
]

const NAMES = PATH_STEPS.map(({ name }) => name)

export function stepNamed(name: string): Step | undefined {
  return PATH_STEPS.find((step) => step.name === name)
}

/** One step: its bare name where it needs no options, or a mapping with its name as the one key. */
const item: Shape<PathItem> = {
  says: 'a step: its name, or one key with its options',
  parts: PATH_STEPS.map(({ options }) => options),
  parse(value, path, problems) {
    if (typeof value === 'string') return parseStep(value, {}, { path, named: path }, problems)
    const keys = isMapping(value) ? Object.keys(value) : []
    const [name] = keys
    if (isMapping(value) && name !== undefined && keys.length === 1) {
      const at = [...path, name]
      return parseStep(name, value[name], { path: at, named: at, atKey: true }, problems)
    }
    problems.push(notOneStep(value, keys, path))
    return { step: '', options: undefined }
  },
  json: () => ({
    anyOf: [
      { enum: PATH_STEPS.filter(needsNoOptions).map(({ name }) => name) },
      {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: Object.fromEntries(
          PATH_STEPS.map(({ name, doc, options }) => [name, { description: doc, ...options.json() }]),
        ),
      },
    ],
  }),
}

/** `path:`, from the client to the server: the first step is nearest to the client. */
export const pathShape: Shape<PathItem[]> = list(item, { says: 'a list of steps, the first one nearest to the client' })

function parseStep(
  name: string,
  options: unknown,
  { path, named, atKey }: { path: Path; named: Path; atKey?: true },
  problems: Problem[],
): PathItem {
  const step = stepNamed(name)
  if (step) return { step: name, options: step.options.parse(options, path, problems) }
  problems.push({
    code: 'SCENARIO_UNKNOWN_STEP',
    path: named,
    found: `the step ${JSON.stringify(name)} is not known`,
    expected: `one of ${NAMES.join(', ')}`,
    ...near(name, NAMES),
    hint: 'All steps: docs/reference/steps.md',
    ...(atKey && { atKey }),
  })
  return { step: '', options: undefined }
}

function notOneStep(value: unknown, keys: string[], path: Path): Problem {
  const expected = `${item.says}, from ${NAMES.join(', ')}`
  if (!isMapping(value)) return { code: 'SCENARIO_WRONG_TYPE', path, found: 'this item is not a step', expected }
  if (keys.length === 0) return { code: 'SCENARIO_WRONG_VALUE', path, found: 'this item names no step', expected }
  return {
    code: 'SCENARIO_WRONG_VALUE',
    path,
    found: `one item with ${keys.length} keys: ${keys.join(', ')}`,
    expected,
    hint: 'Begin each step with "- ", and indent its options below its name.',
  }
}

function needsNoOptions({ options }: Step): boolean {
  const problems: Problem[] = []
  options.parse({}, [], problems)
  return problems.length === 0
}
