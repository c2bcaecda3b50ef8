import nodemailer from 'nodemailer'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { MATCHERS } from '../../src/matchers/index.ts'

const mail = { from: 'a@example.com', to: 'b@example.org', subject: 'hello', text: 'hello' }

t.test('matchers of a judgement say what they saw and what was wanted, both ways', async (t) => {
  await using server = await startScenario('no-starttls', { settleMs: 0 })
  await nodemailer.createTransport(server.clientOptions).sendMail(mail)
  const judgement = await server.judge({ policy: 'mandatory' })
  const { toHaveVerdict, toHaveOutcome, toHaveLeaked, toHaveDiagnosis } = MATCHERS
  t.match(toHaveVerdict(judgement, 'fail'), { pass: true, actual: 'fail', expected: 'fail' })
  t.match(toHaveVerdict(judgement, 'pass'), { pass: false, actual: 'fail', expected: 'pass' })
  t.match(toHaveVerdict(judgement, 'pass').message(), /verdict to be pass\n\nfail: policy mandatory/)
  t.match(toHaveOutcome(judgement, 'in-clear'), { pass: true })
  t.match(toHaveOutcome(judgement, 'none'), { pass: false, actual: 'in-clear' })
  t.match(toHaveLeaked(judgement), { pass: true, actual: 'envelope' })
  t.match(toHaveDiagnosis(judgement, 'starttls-not-offered'), { pass: true })
  const missing = toHaveDiagnosis(judgement, 'starttls-masked')
  t.equal(missing.pass, false)
  t.match(missing.message(), 'to include starttls-masked')
})

t.test('a judgement without its explanation still explains itself', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 0 })
  await nodemailer.createTransport({ ...server.clientOptions, requireTLS: true }).sendMail(mail)
  const { explain: _, ...judgement } = await server.judge()
  t.equal(MATCHERS.toHaveLeaked(judgement).pass, false)
  t.match(MATCHERS.toHaveVerdict(judgement, 'fail').message(), 'pass: policy mandatory')
})

t.test('a received message is found by envelope, subject and TLS', async (t) => {
  await using server = await startScenario('healthy', { settleMs: 0 })
  await nodemailer.createTransport({ ...server.clientOptions, requireTLS: true }).sendMail(mail)
  const { toHaveReceivedMessage } = MATCHERS
  for (const expected of [
    undefined,
    { from: 'a@example.com', to: 'b@example.org', subject: 'hello', secured: true },
    { subject: /^hel/ },
  ]) {
    t.equal((await toHaveReceivedMessage(server, expected)).pass, true)
  }
  const global = /^hel/g
  for (const time of ['first', 'second'])
    t.equal((await toHaveReceivedMessage(server, { subject: global })).pass, true, `the ${time} time`)
  for (const expected of [
    { from: 'b@example.org' },
    { to: 'a@example.com' },
    { subject: 'hell' },
    { subject: /x/ },
    { secured: false },
  ]) {
    const result = await toHaveReceivedMessage(server, expected)
    t.equal(result.pass, false)
    t.match(result.message(), 'received:\n  {"from":"a@example.com"')
  }
})

t.test('the wrong kind of thing is a mistake of the test', async (t) => {
  const pending = Promise.resolve()
  t.throws(() => MATCHERS.toHaveVerdict(pending, 'pass'), /wants a judgement: await server\.judge\(\)/)
  await t.rejects(MATCHERS.toHaveReceivedMessage(null), /given null; this matcher wants a server/)
})
