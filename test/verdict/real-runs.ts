// Plays a scenario to a real client and judges what was recorded: nothing in between is made up.
import nodemailer from 'nodemailer'
import { CATALOGUE } from '../../src/catalogue.ts'
import { type LoadedScenario, loadScenario } from '../../src/scenario/load.ts'
import type { Policy } from '../../src/scenario/words.ts'
import { type ScenarioServer, type StartOptions, startScenario } from '../../src/start-scenario.ts'
import type { TranscriptEvent } from '../../src/transcript/events.ts'
import { type JudgeInput, judge } from '../../src/verdict/judge.ts'
import type { ClientReport, Judgement } from '../../src/verdict/judgement.ts'
import { vocabulary } from '../../src/vocabulary.ts'

/** What was played and what came of it. */
export interface Run {
  scenario: LoadedScenario
  transcript: readonly TranscriptEvent[]
  client: ClientReport | null
}

/** A client: it resolves when it believes it has delivered, and rejects when it has not. */
export type Client = (server: ScenarioServer) => Promise<unknown>

export function loaded(scenario: string | object): Promise<LoadedScenario> {
  return loadScenario(scenario, { vocabulary, catalogue: CATALOGUE })
}

/** Plays until the session of the client is over; `sessions` is how many it opens. */
export async function play(
  scenario: string | object,
  client: Client,
  { sessions = 1, ...options }: StartOptions & { sessions?: number } = {},
): Promise<Run> {
  await using server = await startScenario(scenario, options)
  const says = await client(server).then(
    () => 'delivered' as const,
    () => 'failed' as const,
  )
  for (let ended = 0; ended < sessions; ended++) await server.nextSession()
  return { scenario: await loaded(scenario), transcript: [...server.transcript], client: { says } }
}

/** The run's judgement; the input is frozen, since a judge may not change it. */
export function judged(run: Run, policy: Policy, more: Partial<JudgeInput> = {}): Judgement {
  return judge(frozen({ ...run, policy, ...more }))
}

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const each of Object.values(value)) frozen(each)
  }
  return value
}

const MAIL = { from: 'a@client.test', to: 'b@mail.test', subject: 's', text: 'hello' }

export interface MailerOptions {
  requireTLS?: boolean
  ignoreTLS?: boolean
  opportunisticTLS?: boolean
  auth?: { user: string; pass: string; method?: string }
  socketTimeout?: number
  tls?: object
}

/** A nodemailer that sends one mail with these settings; it trusts the authority of the simulator. */
export function mailer({ tls, ...settings }: MailerOptions): Client {
  return async ({ clientOptions }) => {
    const transport = nodemailer.createTransport({
      ...clientOptions,
      ...settings,
      tls: { ...clientOptions.tls, ...tls },
    } as never)
    try {
      await transport.sendMail(MAIL)
    } finally {
      transport.close()
    }
  }
}
