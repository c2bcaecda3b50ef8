// The control API as tests in other languages use it: the examples of the documentation, with clients that nobody here wrote.
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { JudgementInfo, MessageInfo, SessionPage } from '../../src/control/contract.ts'
import { built } from '../built.ts'
import { control } from '../control/api.ts'
import { caFile, exits, requireClient, run } from './client.ts'

const EXAMPLES = fileURLToPath(new URL('../../docs/examples/', import.meta.url))

t.test(
  'swaks sends to a server that was started over HTTP',
  requireClient('swaks', async (t) => {
    const api = await control(t)
    const server = await api.start({ scenario: 'tls10-reject' })
    const swaks = (...args: string[]) =>
      run('swaks', [
        ...['--server', `localhost:${server.port}`, '--from', 'anna@example.com', '--to', 'bob@example.org'],
        ...['--auth', 'LOGIN', '--auth-user', 'anna', '--auth-password', 'secret', '--tls', ...args],
      ])
    const judge = async () =>
      (await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, { policy: 'unverified' })).body

    exits(t, await swaks('--tls-protocol', 'tlsv1', '--tls-cipher', 'DEFAULT@SECLEVEL=0'), 28)
    const failed = await judge()
    t.match(failed, { verdict: 'fail', outcome: 'none', diagnoses: [{ id: 'client-offers-only-old-tls' }] })
    const { sessions } = (await api.get<SessionPage>(`/servers/${server.id}/sessions`)).body
    t.match(sessions, [
      { tlsVersion: 'TLSv1', outcome: 'none', hello: /^offers TLS 1\.0 only/, trouble: /^421 4\.7\.66 / },
    ])

    await api.post(`/servers/${server.id}/reset`, undefined)
    exits(t, await swaks(), 0)
    t.match(await judge(), { verdict: 'pass', outcome: 'encrypted' })
    const { messages } = (await api.get<{ messages: MessageInfo[] }>(`/servers/${server.id}/messages`)).body
    t.match(messages, [{ sender: 'anna@example.com', secured: true, subject: /^test / }])
  }),
)

t.test(
  'curl trusts the authority that it got from the API',
  requireClient('curl', async (t) => {
    const api = await control(t)
    const server = await api.start({ scenario: 'healthy' })
    const ca = caFile(t, { ca: (await api.get('/ca.pem')).text })
    const { exitCode } = await run('curl', [
      ...['--ssl-reqd', '--cacert', ca, `smtp://localhost:${server.port}`, '--mail-from', 'a@example.com'],
      ...['--mail-rcpt', 'b@example.org', '--upload-file', fileURLToPath(import.meta.url)],
    ])
    t.equal(exitCode, 0)
    t.match((await api.post<JudgementInfo>(`/servers/${server.id}/judgement`, {})).body, { verdict: 'pass' })
  }),
)

t.test(
  'the example for pytest',
  requireClient('pytest', async (t) => {
    const SIMULATE = `${process.execPath} ${await built()}`
    const result = await run(
      // Debian's own, which has its package of pytest.
      '/usr/bin/python3',
      ['-B', '-m', 'pytest', '-p', 'no:cacheprovider', '-q', `${EXAMPLES}test_mailer.py`],
      { env: { SIMULATE } },
    )
    exits(t, result, 0)
    t.match(result.output, /\b6 passed\b/)
  }),
)

t.test(
  'the example for a shell',
  requireClient('curl', async (t) => {
    const result = await run('sh', [`${EXAMPLES}check-mailer.sh`, process.execPath, await built()])
    exits(t, result, 0)
    t.match(result.output, /no-starttls +none +none +pass/)
  }),
)
