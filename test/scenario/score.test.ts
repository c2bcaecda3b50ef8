// Scores of source addresses: the table, the ranges, and who gets which server.
import t from 'tap'
import { planScenario } from '../../src/scenario/plan.ts'
import { policySourceWords } from '../../src/scenario/score.ts'
import { load, mistakesIn, scenarioText, vocabulary } from './stand-ins.ts'

const TABLE = [
  'expect: {}',
  'server:',
  '  scores:',
  '    - { from: 192.0.2.9, score: -1 }',
  '    - { from: [192.0.2.0/24, "2001:db8::/32"], score: 4.2 }',
  '    - { from: 198.51.100.0/24, score: -6.5 }',
]

async function planOf(...lines: string[]) {
  const scenario = await load({ 'x.yaml': scenarioText(...TABLE, ...lines) })
  return planScenario(scenario, { normalReplies: {}, suiteVersions: vocabulary.suiteVersions })
}

t.test('the first line with the address has its score, the first policy with the score gets it', async (t) => {
  const plan = await planOf(
    '  policies:',
    '    - { from: { score: [-10, -3] }, hostname: bad.example }',
    '    - { from: { score: none }, hostname: unknown.example }',
    '    - { from: 192.0.2.8, hostname: known.example }',
    '    - { from: { score: [-1, 10] }, hostname: good.example }',
  )
  const met = (address: string) => {
    const { server, policy, score } = plan.serverFor(address)
    return [server.smtp.hostname, policy, score]
  }
  t.same(met('198.51.100.1'), ['bad.example', 0, -6.5])
  t.same(met('203.0.113.1'), ['unknown.example', 1, null])
  t.same(met('192.0.2.8'), ['known.example', 2, 4.2], 'addresses and scores stand side by side')
  t.same(met('192.0.2.9'), ['good.example', 3, -1], 'both ends belong to a range')
  t.same(met('2001:db8::1'), ['good.example', 3, 4.2])
})

t.test('a score that no policy is for leaves the server as it is', async (t) => {
  const plan = await planOf(
    '  hostname: own.example',
    '  policies: [{ from: { score: [5, 10] }, hostname: x.example }]',
  )
  t.match(plan.serverFor('192.0.2.1'), { policy: null, score: 4.2, server: { smtp: { hostname: 'own.example' } } })
})

t.test('a scenario without scores says nothing of them', async (t) => {
  const scenario = await load({ 'x.yaml': scenarioText('expect: {}', 'server: { policies: [{ from: ::1 }] }') })
  const plan = planScenario(scenario, { normalReplies: {}, suiteVersions: vocabulary.suiteVersions })
  t.notOk('score' in plan.serverFor('::1'))
})

t.test('ranges in words', async (t) => {
  t.equal(policySourceWords(['10.0.0.0/8', '::1']), '10.0.0.0/8, ::1')
  t.equal(policySourceWords({ score: { least: -10, most: -3 } }), 'a score from -10 to -3')
  t.equal(policySourceWords({ score: 'none' }), 'anywhere without a score')
})

t.test('what is no score, no range, or goes nowhere, is a mistake', async (t) => {
  for (const [line, says] of [
    ['  scores: [{ from: 192.0.2.1, score: 11 }]', /score.*11 does not fit/],
    ['  scores: [{ from: nowhere, score: 1 }]', /SCENARIO_BAD_ADDRESS_RANGE/],
    ['  scores: [{ from: 192.0.2.1, score: 1 }]', /SCENARIO_SCORES_UNUSED/],
    ['  policies: [{ from: { score: [1, 2] } }]', /SCENARIO_NO_SCORES/],
    ['  policies: [{ from: { score: [2, 1] } }]', /\[2, 1\] is no range/],
    ['  policies: [{ from: { score: [1] } }]', /\[1\] is no range/],
    ['  policies: [{ from: { score: some } }]', /"some" is not known/],
    ['  policies: [{ from: { scores: none } }]', /Did you mean "score"/],
  ] as const) {
    const error = await mistakesIn(load({ 'x.yaml': scenarioText('expect: {}', 'server:', line) }))
    t.match(error.message, says, line)
  }
})
