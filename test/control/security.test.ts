// Who may use the API: no page of another site, no other host name, nobody without the token; and nothing is held for ever.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ServerInfo } from '../../src/control/contract.ts'
import { type ControlOptions, type ControlServer, startControl } from '../../src/control/control-server.ts'
import { connect } from '../raw-client.ts'
import { VirtualClock } from '../send/virtual-clock.ts'
import { control } from './api.ts'

interface Plain {
  status: number
  code: string | null
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** With headers that fetch would not send. */
function ask(server: ControlServer, path: string, headers: Record<string, string>, method = 'GET'): Promise<Plain> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: server.host, port: server.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = response.headers['content-type']?.startsWith('application/json')
        const code = isJson ? ((JSON.parse(text).error?.code as string) ?? null) : null
        resolve({ status: response.statusCode ?? 0, code, headers: response.headers, text })
      })
    })
    sent.on('error', reject).end()
  })
}

async function started(t: Test, options: ControlOptions = {}): Promise<ControlServer> {
  const server = await startControl(options)
  t.teardown(() => server.stop())
  return server
}

t.test('a Host that is not ours is refused (DNS rebinding)', async (t) => {
  const server = await started(t)
  for (const host of [`localhost:${server.port}`, `127.0.0.1:${server.port}`, '[::1]', 'LOCALHOST']) {
    t.match(await ask(server, '/api/v1/health', { host }), { status: 200 }, host)
  }
  for (const host of [
    'attacker.example',
    `attacker.example:${server.port}`,
    'localhost.attacker.example',
    '10.0.0.1',
  ]) {
    t.match(await ask(server, '/api/v1/health', { host }), { status: 403, code: 'host-refused' }, host)
    t.match(await ask(server, '/', { host }), { status: 403, code: 'host-refused' }, `${host}, the page`)
  }
})

t.test('a page of another origin is refused', async (t) => {
  const server = await started(t)
  const host = `localhost:${server.port}`
  t.match(await ask(server, '/api/v1/health', { host, origin: `http://${host}` }), { status: 200 })
  for (const origin of ['https://attacker.example', 'null', `https://${host}`, `http://localhost:1`]) {
    t.match(await ask(server, '/api/v1/health', { host, origin }), { status: 403, code: 'origin-refused' }, origin)
    t.match(await ask(server, '/api/v1/servers', { host, origin }, 'POST'), { status: 403, code: 'origin-refused' })
  }
  for (const site of ['cross-site', 'same-site']) {
    const from = { host, 'sec-fetch-site': site }
    t.match(await ask(server, '/api/v1/health', from), { status: 403, code: 'origin-refused' }, site)
    t.match(await ask(server, '/', from, 'POST'), { status: 403, code: 'origin-refused' })
    t.match(await ask(server, '/', from), { code: 'not-found' }, 'a link from elsewhere may lead to the page')
  }
  const allowed = await ask(server, '/api/v1/health', { host })
  t.equal(allowed.headers['access-control-allow-origin'], undefined)
})

t.test('every answer forbids what a page does not need', async (t) => {
  const server = await started(t)
  for (const path of ['/api/v1/health', '/api/v1/nothing', '/api/v1/ca.pem', '/']) {
    const { headers } = await ask(server, path, {})
    t.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self'; /, path)
    t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  }
})

t.test('with a token nothing but the page is had without it', async (t) => {
  const token = 'a-secret-of-this-test'
  const folder = await mkdtemp(join(tmpdir(), 'page-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  const server = await started(t, { token, page: folder })
  const health = '/api/v1/health'
  t.match(await ask(server, health, {}), { status: 401, code: 'token-required' })
  for (const wrong of ['a-secret-of-this-tesT', '', 'x', `${token}x`]) {
    t.match(await ask(server, health, { authorization: `Bearer ${wrong}` }), { status: 401 }, wrong)
    t.match(await ask(server, health, { cookie: `smtp_simulator_token=${wrong}` }), { status: 401 })
    t.equal((await ask(server, `/?token=${wrong}`, {})).headers['set-cookie'], undefined)
  }
  t.match(await ask(server, `${health}?token=${token}`, {}), { status: 401 }, 'not in the address of the API')
  t.match(await ask(server, health, { authorization: `Bearer ${token}` }), { status: 200 })
  const first = await ask(server, `/servers/x?token=${token}`, {})
  t.match(first, { status: 303, headers: { location: '/servers/x' } }, 'the token leaves the address')
  const [cookie = ''] = first.headers['set-cookie'] as string[]
  t.match(cookie, /; HttpOnly; SameSite=Strict; Path=\/$/)
  t.match(await ask(server, health, { cookie: `other=1; ${cookie.split(';')[0]}` }), { status: 200 })
})

t.test('the page is what lies in its folder, and nothing else', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'page-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(join(folder, 'page.js'), 'export {}')
  await writeFile(join(folder, 'secret.pem'), 'key')
  const server = await started(t, { page: folder })
  for (const path of ['/', '/servers/abc/sessions/3', '/scenarios/tls10-reject']) {
    t.match(
      await ask(server, path, {}),
      { status: 200, text: /<title>page/, headers: { 'content-type': /^text\/html/ } },
      path,
    )
  }
  t.match(
    await ask(server, '/assets/../package.json', {}),
    { status: 200, text: /<title>page/ },
    'an address of the page',
  )
  t.match(await ask(server, '/assets/page.js', {}), { status: 200, headers: { 'content-type': /^text\/javascript/ } })
  for (const path of ['/assets/secret.pem', '/assets/%2e%2e%2fpackage.json', '/assets/nothing.js']) {
    t.match(await ask(server, path, {}), { status: 404, code: 'not-found' }, path)
  }
})

t.test('a forgotten server ends by itself, one that is used lives on', async (t) => {
  const clock = new VirtualClock()
  const api = await control(t, { clock })
  const left = await api.start({ scenario: 'healthy', lifetimeMs: 10_000 })
  const asked = await api.start({ scenario: 'healthy', lifetimeMs: 10_000 })
  const dialled = await api.start({ scenario: 'healthy', lifetimeMs: 10_000 })
  await clock.advance(6000)
  await api.get(`/servers/${asked.id}`)
  await using client = await connect(dialled)
  await client.hears('220 *')
  await clock.advance(6000)
  const running = async () => {
    const { servers } = (await api.get<{ servers: ServerInfo[] }>('/servers')).body
    return servers.filter(({ running }) => running).map(({ id }) => id)
  }
  t.same(await running(), [dialled.id, asked.id])
  await clock.advance(20_000)
  t.same(await running(), [], 'a list is no use of a server')
  t.match((await api.get<ServerInfo>(`/servers/${left.id}`)).body, {
    running: false,
    endsAt: '2026-11-25T10:00:10.000Z',
  })
})

t.test('servers, ended ones and streams are counted', async (t) => {
  const api = await control(t, { limits: { servers: 2, ended: 1, streams: 1 } })
  const first = await api.start({ scenario: 'healthy' })
  const second = await api.start({ scenario: 'healthy' })
  await api.refuses('too-many-servers', 409, 'POST', '/servers', { scenario: 'healthy' })
  await api.send('DELETE', `/servers/${first.id}`)
  await api.send('DELETE', `/servers/${second.id}`)
  await api.refuses('server-not-found', 404, 'GET', `/servers/${first.id}`)
  t.equal((await api.get(`/servers/${second.id}`)).status, 200)
  const both = await Promise.all([1, 2, 3].map(() => api.post('/servers', { scenario: 'healthy' })))
  t.same(both.map(({ status }) => status).sort(), [201, 201, 409], 'also when they come at once')
  const open = await fetch(`${api.server.url}api/v1/events`)
  await api.refuses('too-many-streams', 429, 'GET', '/events')
  await open.body?.cancel()
})

t.test('ports of servers come from the range that was given', async (t) => {
  const any = await control(t)
  const { port } = await any.start({ scenario: 'healthy' })
  await any.server.stop()
  const api = await control(t, { ports: [port, port] })
  t.equal((await api.start({ scenario: 'healthy' })).port, port)
  const error = await api.refuses('port-taken', 409, 'POST', '/servers', { scenario: 'healthy' })
  t.match(error.message, `Every port from ${port} to ${port} is taken.`)
})
