// Every diagnosis is met by a real client: those that lead a pair of the corpus are shown there, the others here.
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { judge } from '../../src/verdict/judge.ts'
import { loaded } from '../verdict/real-runs.ts'
import { requireClient } from './client.ts'
import { REAL_RUNS, type RealRun } from './real-diagnoses.ts'

for (const real of REAL_RUNS) {
  const body = (t: Test) => shows(t, real)
  t.test(`${real.diagnosis}, by ${real.client}`, real.client === 'nodemailer' ? body : requireClient(real.client, body))
}

async function shows(t: Test, { diagnosis, scenario, play, sessions = 1 }: RealRun): Promise<void> {
  await using server = await startScenario(scenario)
  const says = await play(server, t)
  for (let ended = 0; ended < sessions; ended++) await server.nextSession()
  const { transcript } = server
  const judgement = judge({ scenario: await loaded(scenario), transcript, policy: 'mandatory', client: { says } })
  const found = judgement.diagnoses.find(({ id }) => id === diagnosis)
  const ids = judgement.diagnoses.map(({ id }) => id)
  t.ok(found, `${diagnosis} is among ${ids.join(', ') || 'none'}`, {
    says,
    transcript: transcript.map(({ event, ...fields }) => `${event} ${JSON.stringify(fields).slice(0, 150)}`),
  })
  const known = new Set(transcript.map(({ seq }) => seq))
  t.ok(found?.events.length && found.events.every((seq) => known.has(seq)), 'with events that show it')
}
