// The reference page of all scenario keys, made from the same shapes as the validator.
import { personaShape } from './persona.ts'
import { PLACEHOLDERS } from './reply.ts'
import { scenario, type Vocabulary } from './schema.ts'
import type { Field, Shape } from './shape.ts'

/** The content of `docs/reference/scenario.md`. */
export function scenarioReference(vocabulary: Vocabulary): string {
  const placeholders = PLACEHOLDERS.map((name) => `\`{${name}}\``).join(' ')
  const told = new Map<string, string>()
  return [
    '# Scenario keys',
    '<!-- Generated from src/scenario by "npm run generate"; a test fails when it is stale. -->',
    'A scenario is the healthy server with the few keys that differ. An unknown key is an error. Durations and sizes carry',
    'their unit. Keys marked * are needed. In a scenario that `extends` another, null restores the default of a key.',
    `Replies and rules may use ${placeholders}.`,
    '',
    ...pageOf('scenario', scenario(vocabulary), told),
    '# Persona keys',
    'A persona is a file in `scenarios/personas/`, named in a scenario by `persona:`.',
    '',
    ...pageOf('persona', personaShape(vocabulary), told),
  ]
    .join('\n')
    .replace(/\n+$/, '\n')
}

/** Keys whose values come from the rooms that offer them, each with a page of its own. */
const OWN_PAGES: Readonly<Record<string, string>> = {
  certificate: 'certificates.md',
  handshake: 'handshake-faults.md',
  path: 'steps.md',
}

interface Section {
  path: string
  shape: Shape<unknown>
}

/** A table for the mapping itself, then one for each mapping inside it; `told`: tables that stand there already. */
export function pageOf(title: string, top: Shape<unknown>, told: Map<string, string> = new Map()): string[] {
  const lines: string[] = []
  const waiting: Section[] = [{ path: '', shape: top }]
  for (let section = waiting.shift(); section; section = waiting.shift()) {
    const rows = Object.entries(section.shape.fields ?? {})
    const content = rows.map(([key, field]) => rowOf(key, field)).join('\n')
    const heading = section.path || title
    const before = told.get(content)
    if (before !== undefined) {
      lines.push(`## \`${heading}\``, '', `The keys of \`${before}\`.`, '')
      continue
    }
    told.set(content, heading)
    lines.push(`## \`${heading}\``, '', '| key | value | meaning |', '| --- | --- | --- |', content, '')
    const inside = rows.filter(([key]) => !Object.hasOwn(OWN_PAGES, key))
    waiting.unshift(...inside.flatMap(([key, { shape }]) => mappingsIn(shape, joined(section.path, key))))
  }
  return lines
}

function rowOf(key: string, { shape, required, doc }: Field<unknown, boolean>): string {
  const page = Object.hasOwn(OWN_PAGES, key) ? ` See [${OWN_PAGES[key]}](${OWN_PAGES[key]}).` : ''
  return `| \`${key}\`${required ? ' *' : ''} | ${cell(shape.says)} | ${cell(doc)}${page} |`
}

/** The mappings that a value can hold, through lists and alternatives. */
function mappingsIn(shape: Shape<unknown>, path: string): Section[] {
  if (shape.fields) return [{ path, shape }]
  return (shape.parts ?? []).flatMap((part) => mappingsIn(part, shape.says.startsWith('a list') ? `${path}[]` : path))
}

function joined(path: string, key: string): string {
  return path ? `${path}.${key}` : key
}

function cell(words: string): string {
  return words.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
