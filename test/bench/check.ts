// How long one client inside this process takes through 60 scenarios of the catalogue.
import nodemailer from 'nodemailer'
import { processAuthority } from '../../src/ca/authority.ts'
import { CATALOGUE } from '../../src/catalogue.ts'
import { check } from '../../src/check/check.ts'
import type { ClientFunction } from '../../src/check/check-scenario.ts'
import { writeMaterials } from '../../src/check/materials.ts'
import { planOf } from '../../src/plan-of.ts'
import { listScenarios } from '../../src/scenario/catalogue.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { vocabulary } from '../../src/vocabulary.ts'
import { median, row, timed } from './measure.ts'

const COUNT = 60

export async function benchCheck(): Promise<void> {
  const authority = processAuthority()
  const ca = await authority.certificatePem()
  const client: ClientFunction = async ({ host, port, from, to }) => {
    const transport = nodemailer.createTransport({ host, port: Number(port), requireTLS: true, tls: { ca } })
    await transport.sendMail({ from, to, text: 'hello' })
    return { says: 'delivered' }
  }
  const names = await listScenarios(CATALOGUE)
  const load = (name: string) => loadScenario(name, { vocabulary, catalogue: CATALOGUE })
  const figures: number[] = []
  for (let round = 0; round <= 3; round++) {
    const taken = await timed(async () => {
      const cycled = Array.from({ length: COUNT }, (_, at) => names[at % names.length] ?? 'healthy')
      const scenarios = await Promise.all(cycled.map(load))
      const materials = await writeMaterials(authority, new Set())
      const settings = { jobs: 4, limitMs: 30_000, waitMs: 10_000, repeat: 1, showSecrets: false }
      const { results } = await check({
        ...settings,
        ...{ client, authority, materials, scenarios, control: await load('healthy'), policy: 'mandatory' },
        plan: (scenario) => planOf(scenario),
        onResult: () => {},
      })
      await materials.remove()
      if (results.length !== COUNT) throw new Error(`${results.length} results`)
    })
    // The first round warms up.
    if (round > 0) figures.push(taken)
  }
  row(
    `${COUNT} scenarios through check with an in-process client (goal 5 s)`,
    `${(median(figures) / 1000).toFixed(2)} s`,
  )
}
