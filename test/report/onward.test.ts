// What became of a mail one hop further stands in every report, beside what the client did.
import t from 'tap'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import { toDocument, toResult } from '../../src/report/result.ts'
import { OPTIONS, resultOf } from './results.ts'

const relayed = resultOf('relay-in-clear', { onward: { outcome: 'in-clear', leak: 'envelope' } })
const direct = resultOf('healthy', {})

const SAID: Readonly<Record<string, RegExp>> = {
  default: /relay-in-clear +encrypted, then in-clear +none +pass/,
  json: /"onward": \{\n +"outcome": "in-clear",\n +"leak": "envelope"\n/,
  tap: /onward: .*outcome in-clear, leak envelope/,
  html: /<td class="outcome-encrypted">encrypted, then in-clear<\/td>[\s\S]*<dt>Onward<\/dt><dd>in-clear, leak envelope<\/dd>/,
}

for (const { name, render } of RESULT_REPORTS) {
  t.test(name, (t) => {
    const said = SAID[name]
    const text = render([relayed], OPTIONS)
    if (said) t.match(text, said)
    t.notMatch(render([direct], OPTIONS), /then in-clear|then none|"onward": \{|Onward|onward: /)
    t.end()
  })
}

t.test('the document of a version that knew no relays is read all the same', (t) => {
  const [entry] = toDocument([relayed]).results
  if (!entry) return t.end()
  t.same(toResult(entry).judgement.onward, { outcome: 'in-clear', leak: 'envelope' })
  const { onward: _, ...older } = entry
  t.equal(toResult(older as typeof entry).judgement.onward, null)
  t.end()
})
