// What is generated is fresh, and lists, folders and pages name the same things.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { generatedFiles } from '../../.scripts/reference/index.ts'
import { readInterface } from '../../.scripts/reference/interface-fields.ts'
import { INVARIANT_DOCS } from '../../.scripts/reference/verdicts.ts'
import { FAULTS } from '../../src/ca/faults/index.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { PLACEHOLDERS } from '../../src/check/placeholders.ts'
import { EXIT } from '../../src/cli/exit.ts'
import { PATH_STEPS } from '../../src/path/steps/index.ts'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import { LIVE_REPORTS } from '../../src/report/live.ts'
import { LOGS } from '../../src/report/logs/index.ts'
import { listPersonas, listScenarios } from '../../src/scenario/catalogue.ts'
import { senders } from '../../src/send/index.ts'
import { NORMAL_REPLIES } from '../../src/smtp/replies.ts'
import { HANDSHAKE_FAULTS } from '../../src/tls/faults/index.ts'
import { DH_GROUP_NAMES } from '../../src/tls/scripted/dh-groups.ts'
import { EC_GROUPS } from '../../src/tls/scripted/ec-groups.ts'
import { recipeOf } from '../../src/tls/scripted/suites.ts'
import { cipherSuites, VERSIONS } from '../../src/tls/wire/names.ts'
import { EVENT_DOCS } from '../../src/transcript/events.ts'
import { DIAGNOSES } from '../../src/verdict/diagnoses/index.ts'
import { EXPECTATIONS } from '../../src/verdict/expectations/index.ts'
import { REASONS } from '../../src/verdict/judgement.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const generated = await generatedFiles()
const reference = (page: string) => generated.get(`docs/reference/${page}`) ?? ''
const read = (file: string) => readFileSync(join(root, file), 'utf8')

t.test('every generated file is fresh', (t) => {
  for (const [file, content] of generated) {
    t.ok(read(file) === content, `${file} is stale: npm run generate`)
  }
  t.end()
})

t.test('every page of the reference is generated', (t) => {
  const pages = readdirSync(join(root, 'docs/reference')).map((page) => `docs/reference/${page}`)
  t.same(
    pages.filter((page) => !generated.has(page)),
    [],
  )
  t.end()
})

t.test('files, lists and headings name the same things', async (t) => {
  const lists = [
    { folder: 'src/path/steps', names: PATH_STEPS.map(({ name }) => name), headings: headingsOf('steps.md') },
    {
      folder: 'src/tls/faults',
      names: HANDSHAKE_FAULTS.map(({ name }) => name),
      headings: headingsOf('handshake-faults.md'),
    },
    {
      folder: 'src/ca/faults',
      names: FAULTS.map(({ name }) => name),
      headings: namesIn(reference('certificates.md'), /<a id="([^"]+)"/g),
    },
    { folder: 'scenarios', names: await listScenarios(CATALOGUE), headings: headingsOf('scenarios.md') },
    {
      folder: 'scenarios/personas',
      names: await listPersonas(CATALOGUE),
      headings: rowsUnder('replies.md', 'Personas'),
    },
    { folder: 'src/send/senders', names: [...senders], headings: headingsOf('senders.md') },
    { folder: 'src/verdict/diagnoses', names: DIAGNOSES.map(({ id }) => id), headings: headingsOf('diagnoses.md') },
    {
      folder: 'scenarios/labs',
      names: await listScenarios(join(CATALOGUE, 'labs')),
      headings: namesIn(reference('labs.md'), /^### `([^`]+)`/gm),
    },
    {
      folder: 'scenarios/courses',
      names: await listScenarios(join(CATALOGUE, 'courses')),
      headings: headingsOf('labs.md'),
    },
    {
      folder: 'src/verdict/expectations',
      names: EXPECTATIONS.map(({ name }) => name),
      headings: headingsOf('expectations.md'),
    },
    {
      folder: 'scenarios/clients',
      names: await listScenarios(join(CATALOGUE, 'clients')),
      headings: namesIn(reference('clients.md'), /^### `([^`]+)`/gm),
    },
  ]
  for (const { folder, names, headings } of lists) {
    const files = readdirSync(join(root, folder)).filter((file) => /\.(ts|yaml)$/.test(file) && file !== 'index.ts')
    t.same(
      files.map((file) => file.replace(/\.(ts|yaml)$/, '')).sort(),
      [...names].sort(),
      `${folder}: its files are its list`,
    )
    t.same([...headings].sort(), [...names].sort(), `${folder}: its page has its list`)
  }
})

t.test('every suite and group of the scripted engine, every version and fault has its row', (t) => {
  const spoken = cipherSuites().filter((suite) => recipeOf(suite) !== null)
  const suites = rowsUnder('tls-engines.md', 'Cipher suites')
  t.same(
    spoken.filter(({ name }) => !suites.includes(name)).map(({ name }) => name),
    [],
  )
  t.same(rowsUnder('tls-engines.md', 'Groups'), [...Object.keys(EC_GROUPS), ...DH_GROUP_NAMES])
  t.same(rowsUnder('tls-engines.md', 'Versions'), [...VERSIONS])
  const faults = namesIn(reference('tls-engines.md'), /^\| \[`([^`]+)`\]/gm)
  t.same(
    faults,
    HANDSHAKE_FAULTS.map(({ name }) => name),
  )
  t.match(reference('tls-engines.md'), '| `SSLv3` |  | yes |', 'the engines are asked, not their tables')
  t.match(reference('tls-engines.md'), '| `TLSv1.3` | yes |  |')
  t.end()
})

t.test('every reply has its row', (t) => {
  t.same(rowsUnder('replies.md', 'Replies by name'), Object.keys(NORMAL_REPLIES))
  t.end()
})

t.test('diagnoses stand in the order in which they lead', (t) => {
  const ranks = new Map(DIAGNOSES.map(({ id, rank }) => [id, rank]))
  const shown = headingsOf('diagnoses.md').map((id) => ranks.get(id) ?? 0)
  t.same(
    shown,
    [...shown].sort((a, b) => b - a),
  )
  t.end()
})

t.test('every reason, broken rule, placeholder and exit code has its row', (t) => {
  t.same(anchoredUnder('verdicts.md', 'Reasons'), Object.keys(REASONS))
  t.same(anchoredUnder('verdicts.md', 'Rules that hold everywhere'), Object.keys(INVARIANT_DOCS))
  const broken = namesIn(read('src/verdict/invariants.ts'), /\bbroken\(\s*'([^']+)'/g)
  t.same([...new Set(broken)].sort(), Object.keys(INVARIANT_DOCS).sort(), 'the ids of the sources')
  const placeholders = rowsUnder('clients.md', 'What a command is given')
  t.same(
    placeholders,
    PLACEHOLDERS.map((name) => `{${name}}`),
  )
  for (const page of ['verdicts.md', 'command-line.md']) {
    t.same(namesIn(reference(page), /^\| (\d+) \| [\w-]+ \|/gm), Object.values(EXIT).map(String), page)
  }
  t.end()
})

t.test('every reporter has its row', (t) => {
  const inFolder = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`${folder}/${file}`))
  const formatsOf = (name: string) => ['', '-json', '-csv', '-html'].map((format) => `${name}${format}`)
  const files = inFolder('src/report')
  const figures = inFolder('src/report/figures').flatMap((text) =>
    namesIn(text, / = figureReports\(\{\s*name: '([^']+)'/g),
  )
  const offered = [
    ...files.flatMap((text) => namesIn(text, /: ResultReport = \{\s*name: '([^']+)'/g)),
    ...figures.flatMap(formatsOf),
  ]
  const names = RESULT_REPORTS.map(({ name }) => name)
  t.same(offered.sort(), [...names].sort(), 'every report is in the list')
  const inFigures = rowsUnder('reporters.md', 'Reports in figures').filter((name) => !name.startsWith('NAME'))
  t.same([...rowsUnder('reporters.md', 'Of results'), ...inFigures.flatMap(formatsOf)], names)
  const opened = files.flatMap((text) => namesIn(text, /export const (\w+): OpenReporter/g))
  t.equal(LIVE_REPORTS.length, opened.length, 'every live reporter is in the list')
  const live = LIVE_REPORTS.map(({ name }) => name)
  t.same(rowsUnder('reporters.md', 'While a run goes on'), live)
  const logs = LOGS.map(({ name }) => name)
  const written = inFolder('src/report/logs').flatMap((text) => namesIn(text, /name: '(log-[^']+)'/g))
  t.same(written.sort(), [...logs].sort(), 'every log is in the list')
  t.same(rowsUnder('reporters.md', 'Logs of products'), logs)
  t.end()
})

t.test('every event has its section with its fields', (t) => {
  const fields = readInterface(read('src/transcript/events.ts'), 'EventFields')
  t.same(fields.map(({ name }) => name).sort(), Object.keys(EVENT_DOCS).sort())
  const events = headingsOf('events.md').filter((heading) => heading.includes('.'))
  t.same([...events].sort(), Object.keys(EVENT_DOCS).sort())
  t.end()
})

t.test('every error code that the sources use is on the page, and no other', (t) => {
  const listed = new Set(namesIn(reference('error-codes.md'), /^\| `([A-Z_]+)` \|/gm))
  const used = new Set<string>()
  for (const file of sources()) {
    // These files hold the lists that the page is made from; what counts is who gives a code.
    const text = read(file).replace(/_ERROR_CODES = \{[\s\S]*?\n\}/, '')
    const codes = /['"]((?:SCENARIO|CA|SEND|LAB|SAVED|CERTIFICATE|PORT|ADDRESS|LISTEN|OUTPUT|CANNOT)_[A-Z_]+)['"]/g
    for (const code of namesIn(text, codes)) used.add(code)
  }
  t.same(
    [...used].filter((code) => !listed.has(code)),
    [],
    'used and not listed',
  )
  t.same(
    [...listed].filter((code) => !used.has(code)),
    [],
    'listed and not used',
  )
  t.end()
})

t.test('every page that the sources point to exists', (t) => {
  for (const file of sources()) {
    for (const page of namesIn(read(file), /(docs\/[\w/.-]+\.md)/g)) {
      t.ok(generated.has(page) || existsSync(join(root, page)), `${file}: ${page}`)
    }
  }
  t.end()
})

t.test('a source of fields that is not understood is an error, not a missing field', (t) => {
  t.same(
    readInterface("export interface A {\n  /** One. */\n  a?: 'x' | 'y'\n  'b.c': { d: number; e: string }\n}", 'A'),
    [
      { name: 'a', optional: true, doc: 'One.', type: "'x' | 'y'" },
      {
        name: 'b.c',
        optional: false,
        doc: '',
        type: '',
        fields: [
          { name: 'd', optional: false, doc: '', type: 'number' },
          { name: 'e', optional: false, doc: '', type: 'string' },
        ],
      },
    ],
  )
  t.throws(() => readInterface('export interface A {\n  method(): void\n}', 'A'), /Line 2 is not understood/)
  t.throws(() => readInterface('export interface A {\n  a: string', 'A'), /not understood/)
  t.throws(() => readInterface('', 'A'), /There is no/)
  t.end()
})

function headingsOf(page: string): string[] {
  return namesIn(reference(page), /^## `([^`]+)`/gm)
}

/** First cells of the table under a heading. */
function rowsUnder(page: string, heading: string): string[] {
  const [, section = ''] = reference(page).split(`\n## ${heading}\n`)
  return namesIn(section.split('\n## ')[0] ?? '', /^\| `([^`]+)` \|/gm)
}

/** Names with an anchor in the first cells of the table under a heading. */
function anchoredUnder(page: string, heading: string): string[] {
  const [, section = ''] = reference(page).split(`\n## ${heading}\n`)
  return namesIn(section.split('\n## ')[0] ?? '', /^\| <a id="([^"]+)"/gm)
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name)
}

function sources(): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.ts')).map((file) => join('src', file))
}
