// The page speaks only HTTP: of the rest it knows the contracts of the APIs, types, and a few leaves that import nothing.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const web = fileURLToPath(new URL('../../src/web/', import.meta.url))
const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))

/** Pure words and numbers, the same here as in a terminal. */
const LEAVES = ['../lab/words.ts', '../scenario/words.ts', '../tls/wire/weakness.ts', '../transcript/summary.ts']
const CONTRACTS = ['../control/contract.ts', '../lab/http/contract.ts']

t.test('it imports nothing of ours but the contracts of the APIs, the types of events and pure leaves', (t) => {
  t.ok(files.length > 15)
  for (const file of files) {
    const text = readFileSync(join(web, file), 'utf8')
    for (const [, names = '', path = ''] of text.matchAll(/^import ([^;]*?) from '(\.[^']+)'/gms)) {
      const target = relative(web, normalize(join(web, dirname(file), path)))
        .split('\\')
        .join('/')
      if (!target.startsWith('..')) continue
      if (target === '../transcript/events.ts') t.match(names, /^type /, `${file}: types of events only`)
      else if (!LEAVES.includes(target)) t.ok(CONTRACTS.includes(target), `${file} imports ${path}`)
    }
  }
  t.end()
})

t.test('what it shares brings nothing along', (t) => {
  for (const leaf of [...LEAVES, ...CONTRACTS]) {
    const text = readFileSync(join(web, leaf), 'utf8')
    t.same(text.match(/^import (?!type )[^\n]*/gm), null, leaf)
  }
  t.end()
})

t.test('nothing is loaded from anywhere else, and nothing is written as markup', (t) => {
  for (const file of [...files, 'index.html', 'main.css', 'labs/labs.css']) {
    const text = readFileSync(join(web, file), 'utf8')
    const addresses = text.match(
      /(?:src|href)="https?:|url\(|@import|dangerouslySetInnerHTML|innerHTML|insertAdjacent|\beval\(/g,
    )
    t.same(addresses, null, file)
  }
  t.end()
})
