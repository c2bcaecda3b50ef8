// The scenarios and personas that ship, checked with the real vocabulary.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { listPersonas, listScenarios } from '../../src/scenario/catalogue.ts'
import { loadPersona, loadScenario } from '../../src/scenario/load.ts'
import { vocabulary } from '../../src/vocabulary.ts'

const catalogue = fileURLToPath(new URL('../../scenarios', import.meta.url))
const options = { vocabulary, catalogue }

/** EHLO keywords that the server keeps; a persona promises nothing else. */
const KEPT = ['PIPELINING', 'SIZE', 'STARTTLS', 'AUTH', '8BITMIME', 'SMTPUTF8', 'DSN', 'ENHANCEDSTATUSCODES'].concat([
  'CHUNKING',
  'BINARYMIME',
  'HELP',
  'VRFY',
])

t.test('a folder means its own files, sorted, without personas', async (t) => {
  const folder = t.testdir({
    'b.yaml': '',
    'a.yml': '',
    'c.txt': '',
    'scenario.schema.json': '',
    personas: { 'p.yaml': '' },
  })
  t.same(await listScenarios(folder), ['a', 'b'])
  t.same(await listPersonas(folder), ['p'])
  await t.rejects(listScenarios(`${folder}/none`), { code: 'ENOENT' })
})

t.test('every scenario of the catalogue loads without a warning and says what it is', async (t) => {
  const names = await listScenarios(catalogue)
  t.ok(names.includes('healthy') && names.includes('tls10-reject'))
  for (const name of names) {
    const scenario = await loadScenario(name, options)
    t.same(scenario.warnings, [], name)
    t.equal(scenario.name, name)
    for (const key of ['title', 'summary', 'sources', 'tags', 'expect', 'lesson'] as const) {
      t.ok(scenario[key], `${name}: ${key}`)
    }
    t.same(Object.keys(scenario.expect?.outcomes ?? {}), ['mandatory', 'unverified', 'opportunistic'], name)
    const text = readFileSync(`${catalogue}/${name}.yaml`, 'utf8')
    t.ok(text.startsWith('# yaml-language-server: $schema=./scenario.schema.json\n'), `${name}: modeline`)
  }
})

t.test('every persona loads, and promises only what the server keeps', async (t) => {
  const names = await listPersonas(catalogue)
  t.same(names, ['cisco-esa', 'exchange', 'exim', 'gmail', 'microsoft-365', 'postfix', 'sendmail'])
  for (const name of names) {
    const { ehlo, texts } = await loadPersona(name, options)
    for (const line of [...ehlo.plain.slice(1), ...ehlo.tls.slice(1)]) {
      const keyword = line.replace(/^\{(\w+)\}$/, (_, word: string) => word.toUpperCase()).split(/[ =]/)[0] ?? ''
      t.ok(KEPT.includes(keyword), `${name}: ${line}`)
    }
    t.ok(texts?.greeting, `${name}: greeting`)
    for (const [reply, [first = ''] = []] of Object.entries(texts ?? {})) {
      if (/-(ok|ready)$|^(greeting|helo|vrfy|quit)$/.test(reply)) t.match(first, /^2/, `${name}: ${reply}`)
      if (/-(failed|required|syntax|first|bad|missing|untrusted)$|^(need|too)-/.test(reply)) {
        t.match(first, /^[45]/, `${name}: ${reply}`)
      }
    }
  }
})
