// Every route of the control API, its errors, and that the OpenAPI document says all of it.

import { X509Certificate } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { Validator } from '@seriousme/openapi-schema-validator'
import nodemailer from 'nodemailer'
import t from 'tap'
import type {
  DiagnosisInfo,
  JudgementInfo,
  MessageInfo,
  Overview,
  ParsedMessage,
  ScenarioDetails,
  ScenarioList,
  ServerInfo,
  SessionInfo,
  SessionPage,
  ToldEvent,
  TranscriptPage,
} from '../../src/control/contract.ts'
import { ERROR_CODES } from '../../src/control/contract.ts'
import { RESULT_REPORTS } from '../../src/report/index.ts'
import { POLICIES } from '../../src/scenario/words.ts'
import { control } from './api.ts'

/** Sends one mail with nodemailer, which nobody here wrote. */
async function deliver({ host, port, ca }: ServerInfo, tls: object = {}): Promise<void> {
  const transport = nodemailer.createTransport({ host, port, requireTLS: true, tls: { ca, ...tls } })
  try {
    await transport.sendMail({
      from: 'Anna <anna@example.com>',
      to: 'bob@example.org',
      subject: 'Grüße <b>',
      text: 'Hello.',
      attachments: [{ filename: 'a<script>.txt', content: 'abc' }],
    })
  } finally {
    transport.close()
  }
}

t.test('the document is OpenAPI, and describes every route and every code', async (t) => {
  const api = await control(t)
  const { valid, errors } = await new Validator().validate(
    structuredClone(api.document) as object as Record<string, unknown>,
  )
  t.ok(valid, 'valid by the schema of OpenAPI 3.1', { errors })
  t.same((await api.get('/openapi.json')).body, api.document)
  const codes = new Set<string>()
  for (const [path, methods] of Object.entries(api.document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const { operationId, summary, tags, responses } = operation as typeof operation & {
        summary: string
        tags: string[]
      }
      t.match(
        { operationId, summary, tags },
        { operationId: /^\w+$/, summary: /^[A-Z].{10}/, tags: [/^\w+$/] },
        `${method} ${path}`,
      )
      for (const response of Object.values(responses)) {
        const { description } = response as typeof response & { description: string }
        for (const code of description.split(', ')) codes.add(code)
      }
    }
  }
  // A route that does not exist has no description.
  t.same(
    Object.keys(ERROR_CODES).filter((code) => !codes.has(code)),
    ['not-found'],
  )
})

t.test('the catalogue is listed, searched and told', async (t) => {
  const api = await control(t)
  const all = (await api.get<ScenarioList>('/scenarios')).body
  t.ok(all.scenarios.length > 100)
  t.ok(all.tags.some(({ tag, count }) => tag === 'starttls' && count > 10))
  const found = (await api.get<ScenarioList>('/scenarios?search=firewall%20XXXXXXXA')).body
  t.same(
    found.scenarios.map(({ name }) => name),
    ['starttls-masked'],
  )
  const tagged = (await api.get<ScenarioList>('/scenarios?tag=gmail')).body.scenarios
  t.ok(tagged.length > 0 && tagged.every(({ tags }) => tags.includes('gmail')))
  for (const { name } of all.scenarios) {
    const { status, body } = await api.get<ScenarioDetails>(`/scenarios/${name}`)
    t.equal(status, 200)
    t.ok(body.story.servers.length > 0 && body.yaml.includes('scenario: 1'), name)
    t.same(Object.keys(body.story.rightClient), POLICIES)
  }
  t.match(await api.refuses('scenario-not-found', 404, 'GET', '/scenarios/tls10-rejct'), {
    message: /Did you mean "tls10-reject"\?/,
  })
  await api.refuses('scenario-not-found', 404, 'GET', '/scenarios/..%2F..%2Fpackage')
})

t.test('a server from the catalogue: start, deliver, read everything, judge, reset, stop', async (t) => {
  const api = await control(t, { version: '1.2.3' })
  t.same((await api.get('/health')).body, { version: '1.2.3', servers: 0 })
  const server = await api.start({ scenario: 'healthy', settleMs: 0, names: ['mail.example.net'] })
  t.match(server, {
    scenario: 'healthy',
    title: 'A healthy server',
    host: 'localhost',
    mode: 'starttls',
    running: true,
    sessions: 0,
  })
  t.equal((await api.get<JudgementInfo>(`/servers/${server.id}/judgement`)).body.reason, 'nothing-came')
  await deliver(server)

  const judged = (await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, { policy: 'mandatory' })).body
  t.match(judged, { verdict: 'pass', outcome: 'encrypted', basis: 'delivered', comparison: [], client: null })
  t.match(judged.explanation, /^pass/)
  const { sessions, total } = (await api.get<SessionPage>(`/servers/${server.id}/sessions`)).body
  t.equal(total, 1)
  t.match(sessions[0], { session: 1, outcome: 'encrypted', trouble: null, messages: 1, hello: /^offers TLS 1\.[02] / })
  t.same(Object.keys(sessions[0]?.phases ?? {}).sort(), ['greeting', 'handshake', 'mail'])
  const one = (await api.get<{ session: SessionInfo; events: ToldEvent[] }>(`/servers/${server.id}/sessions/1`)).body
  t.same(one.session, sessions[0])
  t.ok(one.events.some(({ event, words }) => event === 'smtp.reply-sent' && words[0]?.startsWith('S: 220 ')))

  const whole = (await api.get<TranscriptPage>(`/servers/${server.id}/transcript`)).body
  t.equal(whole.next, null)
  const pages: ToldEvent[] = []
  for (let after: number | null = 0; after !== null; ) {
    const page: TranscriptPage = (
      await api.get<TranscriptPage>(`/servers/${server.id}/transcript?after=${after}&limit=7`)
    ).body
    pages.push(...page.events)
    after = page.next
  }
  t.same(pages, whole.events, 'pages joined are the whole')
  const numbers = (await api.get<Overview>(`/servers/${server.id}/overview`)).body
  t.match(numbers, {
    byVersion: { 'TLSv1.3': 1 },
    messages: { all: 1, inClear: 0 },
  })
  // A slow machine puts it into a later slice.
  t.match(numbers.outcomes.at(-1), { encrypted: 1, inClear: 0, none: 0 })
  t.same(
    numbers.phases.map(({ phase }) => phase),
    ['greeting', 'handshake', 'mail'],
  )

  const { messages } = (await api.get<{ messages: MessageInfo[] }>(`/servers/${server.id}/messages`)).body
  const [message] = messages
  t.match(message, { session: 1, sender: 'anna@example.com', recipients: ['bob@example.org'], secured: true })
  const parsed = (await api.get<ParsedMessage>(`/servers/${server.id}/messages/${message?.id}`)).body
  t.match(parsed, { subject: 'Grüße <b>', from: 'Anna <anna@example.com>', to: ['bob@example.org'], text: /^Hello\./ })
  t.same(parsed.attachments, [{ filename: 'a<script>.txt', mediaType: 'text/plain', size: 3 }])
  const raw = await api.get(`/servers/${server.id}/messages/${message?.id}/raw`)
  t.match(raw.text, /^Return-Path: <anna@example\.com>\r\nReceived: /)
  t.equal(raw.headers.get('content-disposition'), `attachment; filename="${message?.id}.eml"`)
  t.equal(raw.text.length, message?.size)

  t.equal((await api.post(`/servers/${server.id}/reset`, undefined)).status, 204)
  t.match((await api.get<ServerInfo>(`/servers/${server.id}`)).body, { sessions: 0, messages: 0, running: true })
  t.same((await api.get<TranscriptPage>(`/servers/${server.id}/transcript`)).body.events, [])
  await deliver(server)
  t.match((await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, {})).body, { verdict: 'pass' })

  t.equal((await api.send('DELETE', `/servers/${server.id}`)).status, 204)
  t.match((await api.get<ServerInfo>(`/servers/${server.id}`)).body, { running: false, sessions: 1 })
  await t.rejects(deliver(server), { code: 'ESOCKET' }, 'the port is closed')
  t.match((await api.get<TranscriptPage>(`/servers/${server.id}/transcript`)).body.events.at(-1), {
    event: 'session.closed',
  })
  await api.refuses('server-ended', 409, 'POST', `/servers/${server.id}/reset`)
  t.equal((await api.send('DELETE', `/servers/${server.id}`)).status, 204)
  await api.refuses('server-not-found', 404, 'GET', `/servers/${server.id}`)
})

t.test("the client's own word counts, and each policy is judged by itself", async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'cert-expired', settleMs: 0 })
  const error = await deliver(server).then(
    () => null,
    (error: Error) => error.message,
  )
  t.match(error, /expired/)
  const unconfirmed = (await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, {})).body
  t.not(unconfirmed.basis, 'client-report')
  t.equal((await api.post(`/servers/${server.id}/client-report`, { says: 'failed', text: error })).status, 204)
  const told = (await api.get<JudgementInfo>(`/servers/${server.id}/judgement`)).body
  t.match(told, {
    verdict: 'pass',
    outcome: 'none',
    basis: 'client-report',
    confirmed: true,
    client: { says: 'failed', text: error },
  })
  const none = await api.start({ scenario: 'no-starttls', settleMs: 0 })
  await deliver(none).catch(() => {})
  // The same silence beside a client that says it delivered is a lie.
  const asked = { policy: 'mandatory', client: { says: 'delivered' } }
  const lied = (await api.post<JudgementInfo>(`/servers/${none.id}/judgement`, asked)).body
  t.match(lied, { verdict: 'fail', basis: 'client-report' })
  t.ok(lied.diagnoses.some(({ id }) => id === 'claimed-delivery'))
  t.ok(lied.comparison.some(({ failed }) => failed !== null))
  const policies = await Promise.all(
    POLICIES.map(
      async (policy) => (await api.get<JudgementInfo>(`/servers/${none.id}/judgement?policy=${policy}`)).body.policy,
    ),
  )
  t.same(policies, POLICIES)
  await api.refuses('bad-request', 400, 'GET', `/servers/${none.id}/judgement?policy=careless`)
})

t.test('every diagnosis is told with what to do', async (t) => {
  const api = await control(t)
  const { diagnoses } = (await api.get<{ diagnoses: DiagnosisInfo[] }>('/diagnoses')).body
  const files = readdirSync(new URL('../../src/verdict/diagnoses/', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  )
  t.same(diagnoses.map(({ id }) => id).sort(), files.filter((name) => name !== 'index').sort())
  for (const { id, cause, advice } of diagnoses) t.match({ cause, advice }, { cause: /\w \w/, advice: /\w \w/ }, id)
})

t.test('every report is a file of its kind', async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'healthy', settleMs: 0 })
  await deliver(server)
  const { reports } = (await api.get<{ reports: { name: string; mediaType: string }[] }>('/reports')).body
  t.same(
    reports.map(({ name }) => name),
    RESULT_REPORTS.map(({ name }) => name),
  )
  const begins: Record<string, RegExp> = {
    default: /^scenario +outcome/,
    json: /^\{\s*"version": 1,\s*"results": \[/,
    junit: /^<\?xml /,
    tap: /^TAP version 1[34]/,
    github: /healthy|passed|1 scenario/,
    html: /^<!doctype html>/i,
  }
  for (const { name, mediaType } of reports) {
    const { status, text, headers } = await api.get(`/servers/${server.id}/reports/${name}?policy=unverified`)
    t.equal(status, 200)
    t.match(text, begins[name] ?? /./, name)
    t.equal(headers.get('content-type'), `${mediaType}; charset=utf-8`)
    t.match(headers.get('content-disposition'), /^attachment; filename="healthy\.\w+"$/)
    t.match(headers.get('content-security-policy'), /sandbox/)
  }
  await api.refuses('report-not-found', 404, 'GET', `/servers/${server.id}/reports/pdf`)
})

t.test('a posted scenario is checked as a file is, and kept from files and real servers', async (t) => {
  const api = await control(t)
  const server = await api.start({
    yaml: 'scenario: 1\ntitle: Mine\nextends: no-starttls\nexpect: { mandatory: [none] }\n',
  })
  t.match(server, { scenario: 'posted', title: 'Mine', mode: 'off' })
  const wrong = await api.refuses('scenario-invalid', 400, 'POST', '/servers', {
    yaml: 'scenario: 1\ntitle: a\nserver:\n  hostnam: x\n  rules:\n    - on: RCPT\n      reply: 550 #5.7.1 no\n',
  })
  t.ok(
    wrong.problems?.some(({ code, line }) => code === 'SCENARIO_UNQUOTED_REPLY' && line === 7),
    'the mistake in its place',
  )
  const unknown = await api.refuses('scenario-invalid', 400, 'POST', '/servers', {
    yaml: 'scenario: 1\nserver:\n  hostnam: x\n',
  })
  t.match(unknown.problems, [
    { code: 'SCENARIO_UNKNOWN_KEY', line: 3, column: 3, didYouMean: 'hostname', message: /posted\.yaml:3:3/ },
  ])

  const posted = (lines: string[]) => ['scenario: 1', 'title: a', ...lines].join('\n')
  const forbidden: [lines: string[], path: (string | number)[]][] = [
    [['upstream: mail.example.com:25'], ['upstream']],
    [['extends: ./other.yaml'], ['extends']],
    [['extends: /etc/passwd'], ['extends']],
    [['persona: ../x.yaml'], ['persona']],
    [['relay: { scenario: ./other.yaml }'], ['relay', 'scenario']],
    [['server: { tls: { certificate: { pem: /etc/ssl/private/key.pem } } }'], ['server', 'tls', 'certificate', 'pem']],
    [
      ['server: { tls: { certificate: [valid, { pfx: a.p12, passphrase: b }] } }'],
      ['server', 'tls', 'certificate', 1, 'pfx'],
    ],
    [
      ['server: { policies: [{ from: 127.0.0.1, tls: { certificate: { pem: a.pem } } }] }'],
      ['server', 'policies', 0, 'tls', 'certificate', 'pem'],
    ],
  ]
  for (const [lines, path] of forbidden) {
    const error = await api.refuses('scenario-invalid', 400, 'POST', '/servers', { yaml: posted(lines) })
    t.match(error.problems, [{ code: 'SCENARIO_NOT_OVER_HTTP', path, line: 3 }], lines.join())
  }
  const checked = await api.post<{ ok: boolean }>('/scenarios/validate', {
    yaml: posted(['server: { tls: { mode: off } }']),
  })
  t.match(checked.body, { ok: true, problems: [], warnings: [{ code: /^SCENARIO_/ }] })
  t.match((await api.post('/scenarios/validate', { yaml: 'a: [' })).body, {
    ok: false,
    problems: [{ code: 'SCENARIO_YAML_SYNTAX' }],
  })
  t.match((await api.post('/scenarios/validate', { yaml: posted(['upstream: a:1']) })).body, { ok: false })
})

t.test('what cannot be started says why', async (t) => {
  const api = await control(t)
  await api.refuses('bad-request', 400, 'POST', '/servers', {})
  await api.refuses('bad-request', 400, 'POST', '/servers', { scenario: 'healthy', yaml: 'scenario: 1' })
  await api.refuses('bad-request', 400, 'POST', '/servers', { scenaro: 'healthy' })
  await api.refuses('bad-request', 400, 'POST', '/servers', { scenario: 'healthy', port: 65536 })
  await api.refuses('bad-request', 400, 'POST', '/servers', '{"scenario":')
  await api.refuses('scenario-not-found', 404, 'POST', '/servers', { scenario: './scenarios/healthy.yaml' })
  await api.refuses('cannot-serve', 422, 'POST', '/servers', {
    yaml: 'scenario: 1\ntitle: a\nserver:\n  tls: { versions: [SSLv3, TLSv1.3] }\n',
  })
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }
  await api.refuses('port-taken', 409, 'POST', '/servers', { scenario: 'healthy', port })
  // An address for documentation (RFC 5737), which no machine has.
  const elsewhere = await control(t, { smtpHost: '192.0.2.1' })
  t.match(await elsewhere.refuses('cannot-listen', 422, 'POST', '/servers', { scenario: 'healthy' }), {
    message: /does not have the address 192\.0\.2\.1/,
  })
  const huge = await api.send('POST', '/servers', { yaml: 'x'.repeat(3 * 1024 * 1024) })
  t.match(huge, { status: 413, body: { error: { code: 'too-large' } } })
  t.match(await api.refuses('scenario-invalid', 400, 'POST', '/servers', { yaml: '#'.repeat(1024 * 1024 + 1) }), {
    problems: [{ code: 'SCENARIO_TOO_LARGE' }],
  })
  const plain = await api.send('POST', '/servers', 'scenario=healthy', { 'content-type': 'text/plain' })
  t.match(plain, { status: 415, body: { error: { code: 'wrong-content-type' } } })
  t.same((await api.get<{ servers: ServerInfo[] }>('/servers')).body.servers, [], 'nothing is left behind')
})

t.test('unknown ids are told apart', async (t) => {
  const api = await control(t)
  const { id } = await api.start({ scenario: 'healthy' })
  for (const path of ['', '/sessions', '/transcript', '/overview', '/messages', '/judgement', '/events', '/crl.pem'])
    await api.refuses('server-not-found', 404, 'GET', `/servers/000${path}`)
  await api.refuses('session-not-found', 404, 'GET', `/servers/${id}/sessions/7`)
  await api.refuses('message-not-found', 404, 'GET', `/servers/${id}/messages/x`)
  await api.refuses('message-not-found', 404, 'GET', `/servers/${id}/messages/x/raw`)
  await api.refuses('not-found', 404, 'GET', '/nothing')
  await api.refuses('not-found', 404, 'PUT', '/servers')
})

t.test('certificates: the authority, what it has revoked, and one for the client', async (t) => {
  const api = await control(t)
  const server = await api.start({ scenario: 'client-cert-required', settleMs: 0 })
  const pem = await api.get('/ca.pem')
  t.equal(pem.text, server.ca)
  t.ok(new X509Certificate(pem.text).ca)
  t.match((await api.get(`/servers/${server.id}/crl.pem`)).text, /^-----BEGIN X509 CRL-----/)
  const made = (await api.post<{ certificate: string; key: string }>(`/servers/${server.id}/client-certificate`, {}))
    .body
  await deliver(server, { cert: made.certificate, key: made.key })
  t.match((await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, {})).body, {
    verdict: 'pass',
    outcome: 'encrypted',
  })
  const expired = await api.post<{ certificate: string }>(`/servers/${server.id}/client-certificate`, {
    fault: 'expired',
  })
  t.ok(new Date(new X509Certificate(expired.body.certificate).validTo) < new Date())
  await api.refuses('bad-request', 400, 'POST', `/servers/${server.id}/client-certificate`, { fault: 'wrong-host' })
})

t.test('a server that relays: the second one is a server of its own, and goes with it', async (t) => {
  const api = await control(t)
  const yaml = 'scenario: 1\ntitle: a\nrelay: { scenario: healthy, tls: none }\n'
  const first = (await api.post<ServerInfo>('/servers', { yaml, settleMs: 20 })).body
  t.equal(first.hopOf, null)
  const { servers } = (await api.get<{ servers: ServerInfo[] }>('/servers')).body
  const next = servers.find(({ hopOf }) => hopOf === first.id)
  if (!next || servers.length !== 2) return t.fail('two servers', { servers })
  t.match(next, { scenario: 'healthy', running: true })

  await deliver(first)
  const { body } = await api.post<JudgementInfo>(`/servers/${first.id}/judgement`, {})
  t.match(body, { verdict: 'pass', outcome: 'encrypted', onward: { outcome: 'in-clear', leak: 'envelope' } })
  t.match(body.explanation, 'onward, from the server to the next one: outcome in-clear')
  const messages = async ({ id }: ServerInfo) =>
    (await api.get<{ messages: MessageInfo[] }>(`/servers/${id}/messages`)).body.messages
  t.match(await messages(next), [{ sender: 'anna@example.com', secured: false }])
  const page = await api.get(`/servers/${first.id}/reports/html`)
  t.match(page.text, 'Conversation with the second server, healthy')

  await api.post(`/servers/${first.id}/reset`, undefined)
  t.same([await messages(first), await messages(next)], [[], []])
  await api.send('DELETE', `/servers/${first.id}`)
  t.equal((await api.get<ServerInfo>(`/servers/${next.id}`)).body.running, false)
  const { story } = (await api.get<ScenarioDetails>('/scenarios/relay-in-clear')).body
  t.same(story.relay, { scenario: 'healthy', how: 'without TLS' })
})

t.test('a relay counts as two servers', async (t) => {
  const api = await control(t, { limits: { servers: 1 } })
  t.match(await api.post('/servers', { scenario: 'relay-in-clear' }), { status: 409 })
  t.match(await api.post('/servers', { scenario: 'healthy' }), { status: 201 })
})
