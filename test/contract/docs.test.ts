// What people read is true as far as a machine can tell: links lead somewhere, examples load, options exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { CATALOGUE } from '../../src/catalogue.ts'
import { clientShape } from '../../src/check/client-command.ts'
import type { Command } from '../../src/cli/command.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import type { Problem } from '../../src/scenario/shape.ts'
import { DIAGNOSES } from '../../src/verdict/diagnoses/index.ts'
import { REASONS } from '../../src/verdict/judgement.ts'
import { vocabulary } from '../../src/vocabulary.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const pages = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')]
const scenarios = await listScenarios(CATALOGUE)
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')

t.test('links lead to a file and to a heading in it', (t) => {
  for (const page of pages) {
    for (const [, link = ''] of withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : relative(root, join(root, dirname(page), path))
      if (!existsSync(join(root, target))) t.fail(`${page}: ${link} does not exist`)
      else if (anchor && !anchorsOf(textOf(target)).includes(anchor)) t.fail(`${page}: ${link} has no such heading`)
    }
  }
  t.end()
})

t.test('a diagnosis that a page shows begins as the product says it', async (t) => {
  const causes = new Map(DIAGNOSES.map(({ id, cause }) => [id, cause]))
  let count = 0
  for (const page of pages) {
    for (const block of blocksOf(textOf(page), 'text')) {
      for (const [, id = '', shown = ''] of block.matchAll(/^([a-z0-9-]+): ((?:.+\n?)+)/gm)) {
        const cause = causes.get(id)
        if (cause === undefined) continue
        count += 1
        t.match(shown.replaceAll('\n', ' '), firstSentence(cause), `${page}: ${id}`)
      }
    }
  }
  t.ok(count >= 2, `${count} diagnoses are shown`)
})

/** What a cause begins with, whatever fills its braces. */
function firstSentence(cause: string): RegExp {
  const [first = ''] = /^.*?\.(?= |$)/.exec(cause) ?? []
  const parts = first.split(/\{\w+\}/).map((part) => part.replace(/[^\w\s]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}`)
}

t.test('scenarios in the pages load without a warning', async (t) => {
  let count = 0
  for (const page of pages) {
    for (const block of blocksOf(textOf(page), 'yaml')) {
      if (!/^scenario: 1$/m.test(block)) continue
      count += 1
      const { warnings } = await loadScenario(parse(block) as object, { vocabulary, catalogue: CATALOGUE })
      t.same(warnings, [], page)
    }
  }
  t.ok(count > 0)
})

t.test('commands in the pages have options that exist', async (t) => {
  const options = await optionsByCommand()
  for (const page of pages) {
    for (const block of ['sh', 'yaml'].flatMap((language) => blocksOf(textOf(page), language))) {
      // In YAML a command goes on over several lines; what comes behind ` -- ` is the client's.
      for (const [, line = ''] of block
        .replace(/\n\s+(?=--)/g, ' ')
        .matchAll(/(?:^|\s)simulate ([^|&#>\n]*?)(?= -- |[|&#>\n])/g)) {
        const [first = '', ...rest] = line.trim().split(/\s+/)
        const known = options.get(first) ?? options.get('<scenario...>') ?? []
        for (const option of [first, ...rest].filter((word) => word.startsWith('--'))) {
          t.ok(known.includes(option.slice(2)), `${page}: simulate ${line.trim()}: ${option}`)
        }
      }
    }
  }
})

t.test('clients in the pages are well-formed and exist', async (t) => {
  const known = await listScenarios(join(CATALOGUE, 'clients'))
  let count = 0
  for (const page of pages) {
    for (const block of blocksOf(textOf(page), 'yaml').filter((block) => /^client: v1$/m.test(block))) {
      count += 1
      const problems: Problem[] = []
      clientShape.parse(parse(block), [], problems)
      t.same(problems, [], page)
    }
    for (const block of blocksOf(textOf(page), 'sh')) {
      for (const [, name = ''] of block.matchAll(/simulate check [^\n]*--client (\w+)/g))
        t.ok(known.includes(name), page)
    }
  }
  t.ok(count > 0)
})

t.test('words of a judgement that the pages show exist', (t) => {
  const diagnoses = DIAGNOSES.map(({ id }) => id)
  for (const page of pages) {
    const output = blocksOf(textOf(page), 'text').join('\n')
    for (const [, id = ''] of output.matchAll(/^([a-z0-9]+(?:-[a-z0-9]+)+): [A-Z]/gm)) {
      t.ok(diagnoses.includes(id) || Object.hasOwn(REASONS, id) || scenarios.includes(id), `${page}: ${id}`)
    }
  }
  t.end()
})

t.test('the README is a page that one reads to the end', (t) => {
  t.ok(textOf('README.md').split('\n').length < 120)
  t.end()
})

async function optionsByCommand(): Promise<Map<string, string[]>> {
  const folder = new URL('../../src/cli/commands/', import.meta.url)
  const found = new Map<string, string[]>()
  for (const file of readdirSync(folder)) {
    const module = (await import(new URL(file, folder).href)) as Record<string, Command>
    const command = Object.values(module).find((value) => typeof value === 'object' && 'usage' in value)
    if (command) found.set(command.usage.split(' ')[0] ?? '', Object.keys(command.options))
  }
  return found
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file))
}

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  )
}

function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code))
}

/** As GitHub makes them, and those written out. */
function anchorsOf(text: string): string[] {
  const headings = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]
}
