// Puts a sender through a scenario and tells what the server saw of it beside what the sender says.
import { startScenario } from '../../src/index.ts'
import { type SendOptions, type SendReport, sendAs, type Target } from '../../src/send/index.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'

export interface Played extends SendReport {
  /** As the server saw it. */
  outcome: 'encrypted' | 'in-clear' | 'none'
  judgement: Judgement
}

export interface PlayOptions extends SendOptions {
  /** The sender trusts the authority of the scenario. Default: yes. */
  trusts?: boolean
  /** The sender has a certificate that the server trusts. */
  certificate?: boolean
  policy?: 'mandatory' | 'unverified' | 'opportunistic'
}

export async function play(
  scenario: string | object,
  name: string,
  settings: Record<string, unknown> = {},
  { trusts = true, certificate = false, policy = 'mandatory', ...options }: PlayOptions = {},
): Promise<Played> {
  await using server = await startScenario(scenario, { settleMs: 50 })
  const target: Target = {
    host: server.host,
    port: server.port,
    ...(trusts && { ca: server.ca }),
    ...(certificate && { identity: await server.clientCertificate() }),
  }
  const report = await sendAs(name, settings, target, options)
  if (report.says === 'failed') server.reportClientError(new Error(report.error ?? 'failed'))
  const accepted = server.transcript.flatMap((event) =>
    event.event === 'smtp.message-accepted' ? [event.secured] : [],
  )
  const outcome = accepted.length === 0 ? 'none' : accepted.every(Boolean) ? 'encrypted' : 'in-clear'
  const judgement = await server.judge({ policy, timeoutMs: 100 })
  return { ...report, outcome, judgement }
}
