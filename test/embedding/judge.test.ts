import nodemailer from 'nodemailer'
import t from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { connect } from '../raw-client.ts'

const mail = { from: 'a@example.com', to: 'b@example.org', text: 'hello' }

function send(server: ScenarioServer, options: object = {}): Promise<unknown> {
  return nodemailer.createTransport({ ...server.clientOptions, ...options }).sendMail(mail)
}

/** A mailer as the example of the design has it. */
function myMailer({ host, port, ca }: { host: string; port: number; ca: string }, options: object) {
  const transport = nodemailer.createTransport({ host, port, tls: { ca }, ...options })
  return { send: (content: object) => transport.sendMail(content) }
}

async function judged(scenario: string, options: object) {
  await using server = await startScenario(scenario)
  await myMailer({ host: server.host, port: server.port, ca: server.ca }, options)
    .send(mail)
    .catch(server.reportClientError)
  return server.judge({ policy: 'mandatory' })
}

t.test('the example of the design: who insists on TLS passes, who does without fails', async (t) => {
  const judgement = await judged('no-starttls', { requireTLS: true })
  t.equal(judgement.verdict, 'pass', judgement.explain())
  t.match(judgement, { outcome: 'none', leak: 'none', basis: 'client-report', confirmed: true, failed: [] })

  const failed = await judged('no-starttls', { ignoreTLS: true })
  t.equal(failed.verdict, 'fail', failed.explain())
  t.match(failed, { outcome: 'in-clear', leak: 'envelope', basis: 'delivered' })
})

t.test('explain tells the verdict, what was expected beside what was done, the evidence and the advice', async (t) => {
  const text = (await judged('no-starttls', { ignoreTLS: true })).explain()
  t.match(text, /^fail: policy mandatory, outcome in-clear, leak envelope, basis delivered\n/)
  t.match(text, /\n {2}expected +\| client did\n {2}outcome: none +\| in-clear +<<<<<\n/)
  t.match(text, 'MAIL FROM:<a@example.com>')
  t.match(text, /\n\S+: \S.*\n/)
  t.match(text, '\n  What to do: ')
  const passed = await judged('healthy', { requireTLS: true })
  t.match(passed.explain(), /^pass: policy mandatory, outcome encrypted, leak none, basis delivered\n/)
})

t.test('judge waits for a first session, and then for the end of the try', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 50 })
  const judgement = server.judge()
  await send(server, { requireTLS: true })
  t.match(await judgement, { verdict: 'pass', policy: 'mandatory', outcome: 'encrypted' })
})

t.test('without a client there is nothing to judge, told after the time that was given', async (t) => {
  await using server = await startScenario('healthy')
  const judgement = await server.judge({ timeoutMs: 20 })
  t.match(judgement, { verdict: 'inconclusive', reason: 'nothing-came', outcome: 'none', failed: [], diagnoses: [] })
  t.match(judgement.explain(), 'nothing-came: No client connected.')
})

t.test('a port check is no client, also when it is still there as judge is called', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 20 })
  await using probe = await connect(server)
  await probe.hears('220 *')
  const judgement = server.judge({ timeoutMs: 200 })
  await probe[Symbol.asyncDispose]()
  t.match(await judgement, { verdict: 'inconclusive', reason: 'only-probes' })
})

t.test('several who ask at the same time all get the judgement, and so does who asks later', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 20 })
  const asked = Promise.all([server.judge(), server.judge({ policy: 'opportunistic' }), server.judge()])
  await send(server, { requireTLS: true })
  t.match(await asked, [{ verdict: 'pass' }, { verdict: 'pass', policy: 'opportunistic' }, { verdict: 'pass' }])
  t.match(await server.judge(), { verdict: 'pass' })
})

t.test('the first try is judged; later ones do not change it, until reset begins a new one', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 20 })
  await send(server, { requireTLS: true })
  t.match(await server.judge(), { verdict: 'pass', outcome: 'encrypted' })
  await send(server, { ignoreTLS: true })
  t.match(await server.judge(), { verdict: 'pass', outcome: 'encrypted' })
  server.reset()
  await send(server, { ignoreTLS: true })
  t.match(await server.judge(), { verdict: 'fail', outcome: 'in-clear' })
  server.reset()
  t.match(await server.judge({ timeoutMs: 20 }), { verdict: 'inconclusive', reason: 'nothing-came' })
})

t.test('a later try counts as a retry', async (t) => {
  const rules = [{ on: 'RCPT', times: { first: 1 }, reply: '450 4.7.1 later' }]
  const expect = { mandatory: ['none'], retries: { atLeast: 1 } }
  await using server = await startScenario({ server: { rules }, expect }, { settleMs: 20 })
  await t.rejects(send(server, { requireTLS: true }))
  t.match(await server.judge(), { verdict: 'fail', failed: [{ id: 'retries' }] })
  await send(server, { requireTLS: true })
  t.match(await server.judge(), { verdict: 'pass', outcome: 'none', failed: [] })
})

t.test('the control decides whether no mail means anything', async (t) => {
  await using healthy = await startScenario('healthy', { settleMs: 20 })
  const { tls: _, ...distrusting } = healthy.clientOptions
  await nodemailer
    .createTransport({ ...distrusting, requireTLS: true })
    .sendMail(mail)
    .catch(healthy.reportClientError)
  const control = await healthy.judge()
  t.equal(control.outcome, 'none')
  await using server = await startScenario('cert-expired', { settleMs: 20 })
  await send(server, { requireTLS: true }).catch(server.reportClientError)
  t.match(await server.judge(), { verdict: 'pass', outcome: 'none' })
  t.match(await server.judge({ control }), { verdict: 'inconclusive', reason: 'control-failed' })
  const works = { ...control, outcome: 'encrypted' as const }
  t.match(await server.judge({ control: works }), { verdict: 'pass' })
})

t.test('a client certificate of the server satisfies a server that demands one', async (t) => {
  await using server = await startScenario('client-cert-required-reply', { settleMs: 20 })
  const { cert, key } = await server.clientCertificate()
  await send(server, { requireTLS: true, tls: { ca: server.ca, cert, key } })
  t.match(await server.judge(), { verdict: 'pass', outcome: 'encrypted' })
  server.reset()
  await send(server, { requireTLS: true }).catch(server.reportClientError)
  t.match(await server.judge(), { verdict: 'fail', outcome: 'none', diagnoses: [{ id: 'client-certificate-missing' }] })
})

t.test('judge is bound, and answers at once when the server is stopped', async (t) => {
  const server = await startScenario('healthy')
  const { judge, stop } = server
  const waiting = judge({ timeoutMs: 60_000 })
  await stop()
  t.match(await waiting, { verdict: 'inconclusive', reason: 'nothing-came' })
  t.match(await judge({ timeoutMs: 60_000 }), { verdict: 'inconclusive' })
})

t.test('a client that is stopped on an open connection is judged by what it did', async (t) => {
  const server = await startScenario('no-starttls')
  await using client = await connect(server)
  await client.hears('220 *')
  await client.asks('EHLO client.test', '250 *')
  await client.asks('MAIL FROM:<a@example.com>', '250 *')
  const judgement = server.judge()
  await server.stop()
  t.match(await judgement, { verdict: 'fail', leak: 'envelope' })
})
