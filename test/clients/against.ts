// One scenario, one server, several real clients that meet it one after another.
import t, { type Test } from 'tap'
import { type ScenarioServer, type StartOptions, startScenario } from '../../src/index.ts'
import { type ClientName, requireClient } from './client.ts'

/** A test of one scenario with these clients; it is skipped where one of them is missing. */
export function against(
  scenario: string,
  title: string,
  clients: ClientName[],
  body: (t: Test, server: ScenarioServer) => Promise<void>,
  options: StartOptions = {},
): void {
  t.test(
    `${scenario}: ${title}`,
    requireClient(clients, async (t) => {
      await using server = await startScenario(scenario, options)
      await body(t, server)
    }),
  )
}
