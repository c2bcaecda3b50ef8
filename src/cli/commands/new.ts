// `simulate new NAME --from SCENARIO`: a scenario of one's own, written from one of the catalogue.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CATALOGUE } from '../../catalogue.ts'
import { fileOf, isPath, listScenarios, nameOf } from '../../scenario/catalogue.ts'
import { loadScenario } from '../../scenario/load.ts'
import { parseDocument } from '../../scenario/yaml-library.ts'
import { vocabulary } from '../../vocabulary.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../exit.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

export const newScenario: Command = {
  usage: 'new <name>',
  summary: 'Writes a scenario of your own, with the line that gives editors the schema.',
  options: {
    from: { value: 'SCENARIO', doc: 'Begin with what this one has, by name or path. Default: healthy' },
  },
  async run({ positionals, text }, { out }) {
    const [given, ...more] = positionals
    if (given === undefined || more.length > 0) {
      throw new UsageError('Give one name: "simulate new my-server" writes my-server.yaml into this folder.')
    }
    const file = isPath(given) ? given.replace(/(\.ya?ml)?$/i, (ending) => ending || '.yaml') : `${given}.yaml`
    const name = nameOf(file)
    if (!NAME.test(name)) {
      throw new UsageError(`"${name}" is no name of a scenario: expected letters, digits, ".", "_" and "-".`)
    }
    const from = text('from') ?? 'healthy'
    const original = await loadScenario(from, { vocabulary, catalogue: CATALOGUE })
    const source = await readFile(fileOf(from, CATALOGUE), 'utf8')
    await write(file, made(source, { title: `Like ${original.name}: ${original.title ?? original.name}`, file }))
    // What the original names by a path of its own may lie elsewhere from here.
    await loadScenario(pathTo(file), { vocabulary, catalogue: CATALOGUE }).catch(async (error: unknown) => {
      await rm(file)
      throw error
    })
    out(`${file} is written. Edit it, then:\n`)
    out(`  simulate validate ${pathTo(file)}\n  simulate ${pathTo(file)}\n`)
    if ((await listScenarios(CATALOGUE)).includes(name)) {
      out(`The catalogue has a scenario "${name}", too: without its folder the name means that one.\n`)
    }
    return 'pass'
  },
}

/** Never over a file that is there. */
async function write(file: string, content: string): Promise<void> {
  await writeFile(file, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    const why: Record<string, string> = {
      EEXIST: 'it is there already. Take another name, or remove it.',
      ENOENT: `there is no folder ${dirname(file)}.`,
    }
    throw new UsageError(`${file} cannot be written: ${why[error.code ?? ''] ?? error.message}`)
  })
}

/** The text of the original with its own modeline and title; the rest stays to the letter. */
function made(source: string, { title, file }: { title: string; file: string }): string {
  const body = source.replace(/^# yaml-language-server:.*\r?\n/, '')
  const range = rangeOfTitle(body)
  // JSON is YAML, whatever stands in the title.
  const titled = range ? `${body.slice(0, range[0])}${JSON.stringify(title)}\n${body.slice(range[1])}` : body
  return `# yaml-language-server: $schema=${schemaFor(file)}\n${titled}`
}

/** From where to where the title stands, with the end of its line. */
function rangeOfTitle(body: string): readonly [number, number] | null {
  const node = parseDocument(body).get('title', true) as { range?: [number, number, number] | null } | undefined
  return node?.range ? [node.range[0], node.range[2]] : null
}

/** The schema as editors look for it: from the folder of the file, or as an address where it lies far away. */
function schemaFor(file: string): string {
  const schema = join(CATALOGUE, 'scenario.schema.json')
  const isHere = (path: string) => !isAbsolute(path) && !path.startsWith('..')
  if (![file, schema].every((path) => isHere(relative('', path)))) return pathToFileURL(schema).href
  const way = relative(dirname(file), schema).split(sep).join('/')
  return way.startsWith('.') ? way : `./${way}`
}

/** The file as an argument, which is never taken for a name of the catalogue. */
function pathTo(file: string): string {
  return isPath(file) ? file : `./${file}`
}
