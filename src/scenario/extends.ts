// `extends`: the chain of scenarios that one starts from, and the keys that go down the chain.
import { dirname } from 'node:path'
import { fileOf, isPath, nameOf } from './catalogue.ts'
import { mergeKeys } from './merge.ts'
import { fileIdentity, type ReadOptions, readSource } from './read-source.ts'
import type { LocatedProblem } from './scenario-error.ts'
import type { Source } from './yaml-file.ts'

/** What a scenario takes from the one it extends; title, summary, tags, sources, lesson and seed stay behind. */
export const INHERITED_KEYS = ['persona', 'server', 'path', 'upstream', 'relay', 'expect'] as const

/** The scenario itself first, then what it extends, and so on. */
export async function readChain(
  first: Source,
  options: ReadOptions,
): Promise<{ chain: Source[]; problems: LocatedProblem[] }> {
  const chain = [first]
  const seen = first.file === null ? [] : [fileIdentity(first.file)]
  for (let last = first; last.value.extends !== undefined; ) {
    const parent = last.value.extends
    // What is no text is told by the shape of `extends`; only the scenario itself is checked by it.
    if (typeof parent !== 'string' && last === first) return { chain, problems: [] }
    const place = last.place(['extends']) ?? { file: last.file, line: 0, column: 0 }
    const wrong = (code: string, found: string, expected: string, extra: Partial<LocatedProblem> = {}) => ({
      chain,
      problems: [{ code, path: ['extends'], found, expected, ...place, ...extra }],
    })
    if (typeof parent !== 'string') return wrong('SCENARIO_WRONG_TYPE', 'this is no text', 'a scenario by name or path')

    const file = fileOf(parent, options.catalogue, last.file === null ? undefined : dirname(last.file))
    const names = [...chain.map(({ file }) => (file === null ? 'this object' : nameOf(file))), nameOf(file)].join(
      ' -> ',
    )
    if (seen.includes(fileIdentity(file))) {
      return wrong('SCENARIO_EXTENDS_CYCLE', `it extends itself: ${names}`, 'a chain of scenarios with an end')
    }
    const { source, problems } = await readSource(file, parent, options.catalogue, options)
    const missing = problems.find(({ code }) => code === 'SCENARIO_NOT_FOUND')
    if (missing) {
      const found = `"${parent}" does not exist (${names})`
      const expected = isPath(parent) ? `the file ${file}` : 'a name of the catalogue, or a path relative to this file'
      const { didYouMean } = missing
      return wrong('SCENARIO_EXTENDS_NOT_FOUND', found, expected, didYouMean === undefined ? {} : { didYouMean })
    }
    if (!source) return { chain, problems }
    chain.push(source)
    seen.push(fileIdentity(file))
    last = source
  }
  return { chain, problems: [] }
}

/** The keys of the whole chain as one scenario, unchecked. */
export function mergeChain(chain: readonly Source[]): Record<string, unknown> {
  const [first, ...parents] = chain
  if (!first || parents.length === 0) return first?.value ?? {}
  const inherited = parents.reduceRight<Record<string, unknown>>(
    (merged, { value }) => mergeKeys(merged, inheritedKeys(value)),
    {},
  )
  return mergeKeys(inherited, first.value)
}

function inheritedKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(INHERITED_KEYS.filter((key) => Object.hasOwn(value, key)).map((key) => [key, value[key]]))
}
