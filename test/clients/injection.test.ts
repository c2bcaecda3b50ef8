// Replies that somebody puts behind the answer to STARTTLS: which clients read on in them, and which notice.
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, requireClient } from './client.ts'
import { curl, msmtp, smtplib, swaks } from './mailers.ts'

type Policy = 'mandatory' | 'unverified' | 'opportunistic'

/** The judgement of the client that has just run; the next one is judged by itself. */
async function judged(server: ScenarioServer, policy: Policy) {
  const judgement = await server.judge({ policy })
  server.reset()
  return judgement
}

async function isProved(t: Test, server: ScenarioServer, policy: Policy): Promise<void> {
  const judgement = await judged(server, policy)
  t.equal(judgement.verdict, 'fail', judgement.explain())
  t.ok(
    judgement.failed.some(({ id }) => id === 'nothing-used-from-before-tls'),
    'it used what was injected',
  )
  t.equal(judgement.diagnoses[0]?.id, 'response-injection-used')
}

t.test(
  'response-injection-lines: curl and msmtp end the session, smtplib drops the lines, swaks uses them',
  requireClient(['curl', 'msmtp', 'smtplib', 'swaks'], async (t) => {
    await using server = await startScenario('response-injection-lines', { settleMs: 0 })
    const ca = caFile(t, server)

    const byCurl = await curl(server, ['--ssl-reqd', '--cacert', ca])
    exits(t, byCurl, 8)
    t.match(byCurl.stderr, 'Weird server reply')
    server.reportClientError(byCurl.stderr)
    t.match(await judged(server, 'mandatory'), { verdict: 'pass', outcome: 'none', basis: 'client-report' })

    const byMsmtp = await msmtp(server, ['--tls=on', `--tls-trust-file=${ca}`])
    exits(t, byMsmtp, 76)
    t.match(byMsmtp.stderr, 'msmtp: command STARTTLS failed')
    server.reportClientError(byMsmtp.stderr)
    t.match(await judged(server, 'mandatory'), { verdict: 'pass', outcome: 'none' })

    exits(t, await smtplib(server, ['--ca', ca]), 0)
    t.match(await judged(server, 'mandatory'), { verdict: 'pass', outcome: 'encrypted' })

    exits(t, await swaks(server, ['--tls']), 25)
    await isProved(t, server, 'unverified')
  }),
)

t.test(
  'response-injection-fragment: curl ends the session, smtplib drops the fragment, swaks glues it to the next line',
  requireClient(['curl', 'smtplib', 'swaks'], async (t) => {
    await using server = await startScenario('response-injection-fragment', { settleMs: 0 })
    const ca = caFile(t, server)

    const byCurl = await curl(server, ['--ssl-reqd', '--cacert', ca])
    exits(t, byCurl, 8)
    server.reportClientError(byCurl.stderr)
    t.match(await judged(server, 'mandatory'), { verdict: 'pass', outcome: 'none' })

    exits(t, await smtplib(server, ['--ca', ca]), 0)
    t.match(await judged(server, 'mandatory'), { verdict: 'pass', outcome: 'encrypted' })

    const run = await swaks(server, ['--tls'])
    exits(t, run, 25)
    t.match(run.output, '<~  250 250-smtp.test Hello')
    await isProved(t, server, 'unverified')
  }),
)

t.test(
  'response-injection-session: c-client and swaks run through their dialogue with the injected replies, curl notices',
  requireClient(['c-client', 'swaks', 'curl'], async (t) => {
    await using server = await startScenario('response-injection-session', { settleMs: 0 })

    const byCurl = await curl(server, ['--ssl', '--insecure'])
    exits(t, byCurl, 8)
    server.reportClientError(byCurl.stderr)
    t.match(await judged(server, 'opportunistic'), { verdict: 'pass', outcome: 'none' })

    // RSET comes first, so that each of its commands has the answer to the one before.
    const byCClient = await cClient(server, '')
    exits(t, byCClient, 1)
    await isProved(t, server, 'opportunistic')

    const bySwaks = await swaks(server, ['--tls-optional'])
    exits(t, bySwaks, 0)
    t.match(bySwaks.output, '<-  250 2.0.0 Ok: queued\n', 'it believes that the mail is delivered')
    await isProved(t, server, 'opportunistic')
  }),
)
