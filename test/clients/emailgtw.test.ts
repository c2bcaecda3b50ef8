// The monitoring probe emailgtw as its users met it (Broadcom article 227333): it sends with UW c-client,
// whose STARTTLS is hard-wired to TLS 1.0.
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, opensslAt, requireClient } from './client.ts'
import { cClientLog, nextSession, Session } from './session.ts'

const login = { user: 'probe', password: 'hunter2' }

/** What c-client needs on a machine whose OpenSSL refuses TLS 1.0 by default, and the authority it trusts. */
function tls10(t: Test, server: { ca: string }) {
  return { login, env: { ...opensslAt(t, 'TLSv1'), SSL_CERT_FILE: caFile(t, server) } }
}

t.test(
  "the probe's log against tls10-reject is the one in the article",
  requireClient('c-client', async (t) => {
    await using server = await startScenario('tls10-reject')
    const run = await cClient(server, '/tls', tls10(t, server))
    exits(t, run, 1)
    const log = run.stdout.split('\n')
    const start = log.indexOf('AUTH LOGIN')
    t.same(log.slice(start, -1), [
      'AUTH LOGIN',
      '334 VXNlcm5hbWU6',
      '(mm_login) getting username and password for host [localhost]',
      '<suppressed>',
      '334 UGFzc3dvcmQ6',
      '<suppressed>',
      '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.',
      '%Retrying LOGIN authentication after 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client ',
      'AUTH LOGIN',
      '?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)',
    ])

    const session = await nextSession(server)
    t.equal(session.the('tls.hello-received').summary, 'offers TLS 1.0 only, 8 suites, SNI localhost')
    t.match(session.the('tls.established'), { version: 'TLSv1', servername: 'localhost' })
    t.match(session.the('smtp.credentials-received'), { mechanism: 'LOGIN', user: 'probe', secured: true })
    t.match(session.the('session.closed'), { by: 'server' })
    // The second AUTH LOGIN goes into a connection that the server has closed; the log hides what is secret by itself.
    const { client, server: replies } = cClientLog(run.stdout)
    const shown = client.slice(0, -1).map((line) => line.replace('<suppressed>', '[redacted]'))
    t.same(session.dialogue, { client: shown, server: replies })
  }),
)

t.test(
  'the same probe delivers once its STARTTLS may negotiate',
  requireClient('c-client', async (t) => {
    await using server = await startScenario('tls10-reject')
    const run = await cClient(server, '/tls/tls-sslv23', { login, env: { SSL_CERT_FILE: caFile(t, server) } })
    exits(t, run, 0)
    t.match(run.stdout, '235 2.7.0 Authentication successful')
    const session = await nextSession(server)
    t.equal(session.the('tls.established').version, 'TLSv1.3')
    t.match(session.the('smtp.message-accepted'), { secured: true, authenticated: true })
  }),
)

t.test(
  'a library-wide minimum of TLS 1.2 changes nothing: it is TLS 1.0 all the same',
  requireClient('c-client', async (t) => {
    await using server = await startScenario('tls10-reject')
    const env = { ...opensslAt(t, 'TLSv1.2'), SSL_CERT_FILE: caFile(t, server) }
    const run = await cClient(server, '/tls', { login, env })
    exits(t, run, 1)
    t.match(run.stdout, '?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)')
    const session = await nextSession(server)
    t.match(session.the('tls.hello-received').hello, {
      recordVersion: 'TLSv1',
      helloVersion: 'TLSv1',
      versions: ['TLSv1'],
    })
    t.equal(session.the('tls.established').version, 'TLSv1')
  }),
)

t.test(
  'tls10-reject-sometimes refuses a growing share, and the retry of the probe goes through',
  requireClient('c-client', async (t) => {
    const MAILS = 80
    await using server = await startScenario('tls10-reject-sometimes', { seed: 1 })
    const probe = tls10(t, server)
    const refused: boolean[] = []
    for (let mail = 1; mail <= MAILS; mail++) {
      let sent = false
      for (let tries = 0; !sent && tries < 10; tries++) {
        const run = await cClient(server, '/tls', probe)
        sent = run.exitCode === 0
        refused.push(!sent)
        const session = await nextSession(server)
        t.equal(session.all('smtp.message-accepted').length, sent ? 1 : 0, 'client and transcript agree')
        if (!sent) t.match(run.stdout, '%Retrying LOGIN authentication after 421 4.7.66')
      }
      if (!sent) t.fail(`mail ${mail} was refused ten times`)
    }
    t.equal(server.messages.length, MAILS, 'every mail got through')
    // The ramp goes from 5% to 50% over 100 sessions.
    const share = (from: number, to: number) => refused.slice(from, to).filter(Boolean).length / (to - from)
    t.ok(share(0, 40) < share(60, 100), `${share(0, 40)} of the first sessions, ${share(60, 100)} of the later ones`)
    t.ok(share(0, 40) > 0, 'some are refused from the start')
    t.ok(share(60, 100) < 0.75, 'most still get in')

    await using again = await startScenario('tls10-reject-sometimes', { seed: 1 })
    const repeated: boolean[] = []
    for (const _ of refused.slice(0, 20)) repeated.push((await cClient(again, '/tls', tls10(t, again))).exitCode !== 0)
    t.same(repeated, refused.slice(0, 20), 'the same seed refuses the same sessions')
  }),
)

t.test(
  'the share by TLS version is what the provider reports',
  requireClient('c-client', async (t) => {
    // "15% by TLS 1.0, 85% by TLS 1.2": here three of twenty, to a server that takes both.
    await using server = await startScenario({
      scenario: 1,
      title: 'A provider that still takes TLS 1.0',
      extends: 'tls10-reject',
      server: { tls: { versions: ['TLSv1', 'TLSv1.2'] }, rules: [] },
      expect: { mandatory: ['encrypted'] },
    })
    const old = tls10(t, server)
    const renewed = { login, env: { SSL_CERT_FILE: caFile(t, server) } }
    for (let mail = 1; mail <= 20; mail++) {
      const run = await (mail % 7 === 0 || mail === 20
        ? cClient(server, '/tls', old)
        : cClient(server, '/tls/tls-sslv23', renewed))
      exits(t, run, 0)
      await nextSession(server)
    }
    const established = new Session(server.transcript).all('tls.established')
    const share = (version: string) =>
      established.filter((event) => event.version === version).length / established.length
    t.same([share('TLSv1'), share('TLSv1.2')], [0.15, 0.85])
    t.equal(server.messages.length, 20)
  }),
)
