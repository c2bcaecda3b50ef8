// A client that is a function of this process, and the control around it.
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { type CheckOptions, check } from '../../src/check/check.ts'
import type { ClientFunction } from '../../src/check/check-scenario.ts'
import { writeMaterials } from '../../src/check/materials.ts'
import { planOf } from '../../src/plan-of.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { talk } from '../cli/command.ts'

async function checkWith(client: ClientFunction, changed: Partial<CheckOptions> = {}) {
  const authority = createAuthority()
  const materials = await writeMaterials(authority, new Set())
  try {
    return await check({
      ...{ client, authority, materials, policy: 'mandatory', control: null, jobs: 2 },
      ...{ limitMs: 5000, waitMs: 1, repeat: 1, showSecrets: false },
      scenarios: [await loadScenario('no-starttls', { vocabulary, catalogue: CATALOGUE })],
      plan: (scenario) => planOf(scenario),
      onResult: () => {},
      ...changed,
    })
  } finally {
    await materials.remove()
  }
}

t.test('what a function says is the report of the client', async (t) => {
  const { results } = await checkWith(async ({ port }) => {
    await talk(Number(port), async (session) => void (await session.asks('STARTTLS', '502 *')))
    return { says: 'failed', text: 'no TLS here' }
  })
  t.match(results, [
    {
      judgement: { verdict: 'pass', outcome: 'none', basis: 'client-report' },
      client: { exit: null, signal: null, says: 'failed', output: 'no TLS here' },
      sessions: 1,
    },
  ])
})

t.test('what a function throws is a failure that it reports', async (t) => {
  const { results } = await checkWith(async ({ port }) => {
    await talk(Number(port))
    throw new Error('no TLS here')
  })
  t.match(results, [{ judgement: { verdict: 'pass' }, client: { says: 'failed', output: 'no TLS here' } }])
})

t.test('a function that never ends is given up at the limit', async (t) => {
  const { results } = await checkWith(() => new Promise(() => {}), { limitMs: 20 })
  t.match(results, [{ judgement: { verdict: 'inconclusive', reason: 'nothing-came' }, client: { says: 'timed-out' } }])
})

t.test('the control is run once, first, and is no result', async (t) => {
  const order: string[] = []
  const scenarios = await Promise.all(
    ['no-starttls', 'tls-required'].map((name) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })),
  )
  const told: [string, number][] = []
  const { control, results } = await checkWith(
    async ({ port }) => {
      order.push(port)
      return { says: 'cannot' }
    },
    {
      scenarios,
      control: await loadScenario('healthy', { vocabulary, catalogue: CATALOGUE }),
      repeat: 2,
      jobs: 1,
      onResult: ({ scenario }, done) => told.push([scenario, done]),
    },
  )
  t.equal(control?.scenario, 'healthy')
  t.match(results, [{ scenario: 'no-starttls' }, { scenario: 'tls-required' }])
  t.same(told, [
    ['no-starttls', 1],
    ['tls-required', 2],
  ])
  t.equal(order.length, 1 + 2 * 2, 'and is not repeated')
})
