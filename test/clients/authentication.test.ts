// A client that goes on after its password was refused: what it says then is no secret and has to show.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { exits, requireClient } from './client.ts'
import { swaks } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

t.test(
  'swaks delivers without the login that was refused; only its credentials are hidden',
  requireClient('swaks', async (t) => {
    await using server = await startScenario({
      scenario: 1,
      title: 'One account',
      extends: 'healthy',
      server: { auth: { accounts: [{ user: 'desk', pass: 'right' }] } },
    })
    const flags = [
      '--tls',
      '--auth-optional',
      '--auth',
      'LOGIN,PLAIN',
      '--auth-user',
      'desk',
      '--auth-password',
      'wrong',
    ]
    const run = await swaks(server, flags)
    exits(t, run, 0)
    t.match(run.output, '*** No authentication type succeeded')
    const session = await nextSession(server)
    const { client, server: replies } = swaksLog(run.output)
    const secrets = ['\0desk\0wrong', 'wrong', 'desk'].map((secret) => Buffer.from(secret).toString('base64'))
    const shown = client.map((line) => secrets.reduce((text, secret) => text.replace(secret, '[redacted]'), line))
    t.same(session.dialogue, { client: shown, server: replies })
    t.match(session.the('smtp.message-accepted'), { authenticated: false })
    for (const secret of secrets.slice(0, 2)) t.notMatch(JSON.stringify(server.transcript), secret)
  }),
)
