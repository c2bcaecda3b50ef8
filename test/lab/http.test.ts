// The labs over HTTP: a trainee from joining to the mail that goes through, two at once, the trainer, an exam, a restart.

import { request } from 'node:http'
import { Socket } from 'node:net'
import { Validator } from '@seriousme/openapi-schema-validator'
import nodemailer from 'nodemailer'
import t, { type Test } from 'tap'
import { idOf } from '../../src/lab/grade.ts'
import { startTraining, type Training } from '../../src/lab/http/training-server.ts'
import { loadLabs } from '../../src/lab/load.ts'
import type { LabState, RunView } from '../../src/lab/view.ts'

const labs = await loadLabs()
const TOKEN = 'a-token-for-tests'
const LAB = 'tls10-turned-away'

t.test('from joining to the mail that goes through', async (t) => {
  const { call, join } = await school(t)
  const anna = await join('Anna')
  const lab = (path: string) => `${anna}/labs/${LAB}${path}`
  const state = await call<LabState>('POST', lab('/start'))
  t.match(state.incident, { number: 1, verdict: 'fail', travels: 'none', solved: false })
  t.equal(state.run, null, 'and nothing since')
  t.match(state.ticket, /changed the password twice/)
  t.equal(state.explanation, null)
  t.notMatch(
    JSON.stringify([state.questions, state.fixes]),
    /"right":true|"because":"/,
    'no answer before it was given',
  )
  t.notMatch(JSON.stringify(state), /"secret"/, 'no password')
  const log = state.incident?.hops[0]?.log ?? []
  t.ok(log.some((line) => line.includes('(send_it) smtp_auth failed')))

  const ask = (id: string, answer: object) => call<Told>('POST', lab(`/questions/${id}/answer`), answer)
  const options = labs.get(LAB)?.questions.find(({ id }) => id === 'password')?.options ?? []
  const wrong = options.find(({ right }) => !right)
  t.match(await ask('password', { option: idOf(wrong?.text ?? '') }), { right: false, because: [wrong?.because] })
  t.match(await call('POST', lab('/questions/password/hint')), { hint: /Read what the server said/, left: 0 })
  const right = options.find((option) => option.right)
  t.match(await ask('password', { option: idOf(right?.text ?? '') }), { right: true, record: { points: 2 } })
  t.match(await ask('version', { field: 'groups' }), { right: false })
  t.match(await ask('version', { field: 'versions' }), { right: true, record: { points: 3 } })
  const line = log.findIndex((each) => each.includes('421 4.7.66'))
  t.match(await ask('line', { line }), { right: true, record: { points: 4 } })

  t.match(await call('POST', lab('/fixes/tls-off')), { applied: 'tls-off', fixes: [{}, {}, {}, { right: null }] })
  t.match(await call('POST', lab('/run')), { number: 2, solved: false, verdict: 'fail' })
  t.match(await call('GET', lab('')), {
    fixes: [{}, {}, {}, { tried: true, right: false, because: /no login outside TLS/ }],
  })
  await call('POST', lab('/fixes/enable-tls12'))
  t.match(await call('POST', lab('/run')), { solved: true, verdict: 'pass', travels: 'encrypted' })
  t.match(await call('GET', lab('')), { solvedAt: String, explanation: { tell: /not the problem/ } })
  t.match(await call('GET', anna), { labs: { [LAB]: { runs: 3, fixes: ['tls-off', 'enable-tls12'] } } })
})

t.test('a setting is changed by its name, and counts when the product lets it', async (t) => {
  const { call, join } = await school(t)
  const lab = `${await join('Anna')}/labs/ecdhe-only`
  await call('POST', `${lab}/start`)
  const suites = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'
  const set = await call<LabState>('POST', `${lab}/settings`, { name: 'ciphersuites', value: suites })
  t.match(
    set.hops[0]?.settings.find(({ name }) => name === 'CipherSuites'),
    { value: suites },
  )
  t.match(await call('POST', `${lab}/run`), { solved: false }, 'it is set and does not count')
  await call('POST', `${lab}/restart`, {})
  t.match(await call('POST', `${lab}/run`), { solved: true })
  await call('POST', `${lab}/undo`)
  t.match(await call('POST', `${lab}/run`), { solved: false })
  t.match(await call('POST', `${lab}/settings`, { name: 'CipherSuite', value: 'x' }), {
    status: 400,
    error: { code: 'SEND_UNKNOWN_SETTING', message: /Did you mean "CipherSuites"\?/ },
  })
})

t.test('two trainees at once have servers of their own', async (t) => {
  const { call, join } = await school(t)
  const [anna, bert] = [await join('Anna'), await join('Bert')]
  const lab = '/labs/no-starttls'
  const [hers, his] = await Promise.all([
    call<LabState>('POST', `${anna}${lab}/start`),
    call<LabState>('POST', `${bert}${lab}/start`),
  ])
  t.not(hers.hops[0]?.port, his.hops[0]?.port)
  await Promise.all([
    call('POST', `${anna}${lab}/fixes/partner-starttls`),
    call('POST', `${bert}${lab}/fixes/no-tls-domain`),
  ])
  const [her, him] = await Promise.all([call('POST', `${anna}${lab}/run`), call('POST', `${bert}${lab}/run`)])
  t.match(her, { solved: true, travels: 'encrypted' })
  t.match(him, { solved: false, travels: 'in-clear', verdict: 'fail' })
  t.match(await call('GET', `${anna}${lab}`), { applied: 'partner-starttls', solvedAt: String })
  t.match(await call('GET', `${bert}${lab}`), { applied: 'no-tls-domain', solvedAt: null })
})

t.test('a client of the trainee is judged', async (t) => {
  const { call, join } = await school(t)
  const lab = `${await join('Anna')}/labs/tls10-turned-away`
  const { hops } = await call<LabState>('POST', `${lab}/start`)
  const { host, port, ca } = hops[0] ?? { host: '', port: 0, ca: '' }
  await call('POST', `${lab}/listen`)
  t.match(await call('POST', `${lab}/judge`, {}), {
    verdict: 'inconclusive',
    hops: [{ judgement: { reason: 'nothing-came' } }],
  })
  const mailer = nodemailer.createTransport({
    ...{ host, port, requireTLS: true, tls: { ca } },
    auth: { user: 'alarms@example.com', pass: 'secret' },
  })
  await mailer.sendMail({ from: 'alarms@example.com', to: 'desk@example.org', text: 'The disk is full.' })
  const run = await call<RunView>('POST', `${lab}/judge`, { says: 'delivered' })
  t.match(run, { verdict: 'pass', travels: 'encrypted', solved: true, hops: [{ sender: null }] })
})

t.test('what is asked wrongly is told, with what would be right', async (t) => {
  const { call, join } = await school(t)
  const anna = await join('Anna')
  const table: [string, string, object | undefined, number, string][] = [
    ['POST', '/trainees', { name: ' ' }, 400, 'LAB_WRONG_NAME'],
    ['POST', '/trainees', {}, 400, 'LAB_WRONG_REQUEST'],
    ['POST', '/trainees', { name: 'A', admin: true }, 400, 'LAB_WRONG_REQUEST'],
    ['GET', '/trainees/nobody', undefined, 404, 'LAB_UNKNOWN_TRAINEE'],
    ['POST', `${anna}/labs/nothing/start`, undefined, 404, 'LAB_NOT_FOUND'],
    ['POST', `${anna}/labs/${LAB}/fixes/nothing`, undefined, 404, 'LAB_UNKNOWN_FIX'],
    ['POST', `${anna}/labs/${LAB}/questions/nothing/answer`, { option: 'x' }, 404, 'LAB_UNKNOWN_QUESTION'],
    ['POST', `${anna}/labs/${LAB}/questions/password/answer`, { option: {} }, 400, 'LAB_WRONG_REQUEST'],
    ['POST', `${anna}/labs/${LAB}/questions/password/answer`, { field: 'suites' }, 400, 'LAB_WRONG_ANSWER_FORM'],
    ['POST', `${anna}/labs/${LAB}/questions/version/hint`, undefined, 409, 'LAB_NO_HINTS'],
    ['POST', `${anna}/labs/greylisting/questions/line/answer`, { event: 3 }, 409, 'LAB_NOT_RUN'],
    ['POST', `${anna}/labs/${LAB}/wait`, { ms: -1 }, 400, 'LAB_WRONG_REQUEST'],
    ['POST', `${anna}/labs/${LAB}/restart`, { hop: 2 }, 404, 'LAB_UNKNOWN_HOP'],
    ['POST', `${anna}/exams`, { course: 'nothing' }, 404, 'LAB_NOT_FOUND'],
    ['GET', `${anna}/exams/nothing`, undefined, 404, 'LAB_UNKNOWN_EXAM'],
  ]
  for (const [method, path, body, status, code] of table) {
    t.match(await call(method, path, body), { status, error: { code, message: String } }, `${method} ${path}`)
  }
})

t.test('the overview is for the trainer alone', async (t) => {
  const { call, join, raw } = await school(t)
  const name = '<img src=x onerror=alert(1)>'
  await join(name)
  await join('=cmd|x')
  for (const path of ['/overview', '/overview.csv']) {
    for (const token of [undefined, 'Bearer wrong', TOKEN]) t.equal((await raw('GET', path, token)).status, 401, path)
  }
  t.equal((await raw('POST', '/reset', undefined)).status, 401)
  const overview = await raw('GET', '/overview', `Bearer ${TOKEN}`)
  t.match(await overview.json(), { trainees: [{ name }, {}], labs: [{ name: 'certificate-expired' }] })
  const csv = await raw('GET', '/overview.csv', `Bearer ${TOKEN}`)
  t.match(csv.headers.get('content-type'), 'text/csv')
  t.match(csv.headers.get('content-disposition'), 'attachment')
  t.equal((await raw('POST', '/reset', `Bearer ${TOKEN}`)).status, 204)
  t.match(await (await raw('GET', '/overview', `Bearer ${TOKEN}`)).json(), { trainees: [] })
  t.match(await call('GET', '/trainees/nobody'), { status: 404 })
})

t.test('an exam over HTTP', async (t) => {
  const { call, join } = await school(t)
  const exams = `${await join('Anna')}/exams`
  const exam = await call<{ id: string; questions: unknown[] }>('POST', exams, { course: 'certificates', seed: 7 })
  t.equal(exam.questions.length, 6)
  t.match(await call('GET', `${exams}/${exam.id}/certificate`), { status: 404 })
  t.match(await call('POST', `${exams}/${exam.id}/answer`, { question: 99, answer: {} }), {
    status: 409,
    error: { code: 'LAB_EXAM_OVER' },
  })
  t.match(await call('POST', `${exams}/${exam.id}/finish`), { result: { points: 0, passed: false } })
})

t.test('progress and trainees are there after a restart, and labs start anew', async (t) => {
  const folder = t.testdir()
  const first = await school(t, folder)
  const anna = await first.join('Anna')
  await first.call('POST', `${anna}/labs/greylisting/start`)
  await first.training.close()
  const second = await school(t, folder)
  t.equal(await second.join('anna'), anna)
  t.match(await second.call('GET', anna), { labs: { greylisting: { runs: 1 } } })
  t.match(await second.call('GET', `${anna}/labs/greylisting`), { incident: { number: 1 }, run: null })
  t.match(await second.call('POST', `${anna}/labs/greylisting/run`), { number: 2 })
})

t.test('pages of other sites and names that others pointed here are turned away', async (t) => {
  const { training } = await school(t)
  const asked = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${training.url}api/training/labs`, { headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject).end()
    })
  const own = new URL(training.url).host
  t.equal(await asked({ host: own }), 200)
  t.equal(await asked({ host: 'localhost', origin: 'http://localhost' }), 200)
  t.equal(await asked({ host: own, origin: 'http://evil.example' }), 403)
  t.equal(await asked({ host: own, origin: 'null' }), 403)
  t.equal(await asked({ host: 'evil.example' }), 403)
})

t.test('what it stops is gone: no port of a lab stays open', async (t) => {
  const { call, join, training } = await school(t)
  const anna = await join('Anna')
  const { hops } = await call<LabState>('POST', `${anna}/labs/two-hops/start`)
  await call('POST', `${anna}/labs/two-hops/stop`)
  for (const { port } of hops) t.equal(await isOpen(port), false)
  const again = await call<LabState>('POST', `${anna}/labs/two-hops/start`)
  for (const { port } of again.hops) t.equal(await isOpen(port), true)
  await training.close()
  for (const { port } of again.hops) t.equal(await isOpen(port), false)
})

t.test('its OpenAPI document is one', async (t) => {
  const { training } = await school(t)
  const { valid, errors } = await new Validator().validate(structuredClone(training.openApi) as never)
  t.equal(valid, true, { errors })
})

interface Told {
  right: boolean
}

async function school(t: Test, folder = t.testdir()) {
  const bugs: Error[] = []
  const training: Training = await startTraining({ folder, token: TOKEN, onBug: (error) => bugs.push(error) })
  t.teardown(async () => {
    await training.close()
    if (bugs[0]) throw bugs[0]
  })
  const raw = (method: string, path: string, authorization?: string, body?: object) =>
    fetch(`${training.url}api/training${path}`, {
      method,
      headers: { ...(authorization && { authorization }), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const call = async <T = object>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await raw(method, path, undefined, body)
    const text = await answer.text()
    const value = text === '' ? {} : JSON.parse(text)
    return (answer.ok ? value : { status: answer.status, ...value }) as T
  }
  const join = async (name: string) => {
    const { id } = await call<{ id: string }>('POST', '/trainees', { name })
    return `/trainees/${id}`
  }
  return { training, raw, call, join }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket()
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.connect(port, '127.0.0.1')
    socket.once('connect', () => socket.destroy())
  })
}
