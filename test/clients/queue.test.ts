// Mails that are deferred or refused: which clients come back, and what the others say.
import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { caFile, exits, requireClient } from './client.ts'
import { curl, msmtp, smtplib, swaks } from './mailers.ts'
import { postfix } from './postfix/postfix.ts'
import { msmtpLog, nextSession, smtplibLog } from './session.ts'

const ENCRYPT = { smtp_tls_security_level: 'encrypt' }
/** A try is over as soon as its session is: Postfix comes again after a second at the earliest. */
const QUICK = { settleMs: 100 }

t.test(
  'greylisting: Postfix keeps the mail and comes back, msmtp leaves that to its caller',
  requireClient(['postfix', 'msmtp'], async (t) => {
    await using server = await startScenario('greylisting', QUICK)
    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    t.match(
      await mta.logs(/status=deferred/),
      'said: 450 4.2.0 Recipient address rejected: Greylisted (in reply to RCPT TO command)',
    )
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.same(judgement.diagnoses[0]?.id, 'greylisted')
    await mta.logs(/status=sent/)
    t.equal(server.messages.length, 1)

    await using again = await startScenario('greylisting')
    const flags = ['--tls=on', `--tls-trust-file=${caFile(t, again)}`]
    const first = await msmtp(again, flags)
    exits(t, first, 69)
    t.match(first.stderr, 'msmtp: server message: 450 4.2.0 Recipient address rejected: Greylisted')
    exits(t, await msmtp(again, flags), 0)
    t.equal(again.messages.length, 1)
  }),
)

t.test(
  'fails-twice-then-works: Postfix gets its mail through with the third try',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('fails-twice-then-works', QUICK)
    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    const log = await mta.logs(/status=sent/)
    t.equal(log.match(/status=deferred .* said: 451 4\.3\.0 Temporary lookup error/g)?.length, 2)
    t.equal(server.messages.length, 1)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' }, 'the first try is judged')
    t.equal(judgement.diagnoses[0]?.id, 'deferred')
  }),
)

t.test(
  'rate-limit: of five mails at once Postfix sends three, and the others when it may again',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('rate-limit', QUICK)
    const mta = await postfix(t, server, { ...ENCRYPT, smtp_connection_cache_on_demand: 'no' })
    await mta.mails(5)
    const log = await mta.logs(/(?:status=sent[\s\S]*){5}/)
    const refused = log.match(/status=deferred .* said: 421 4\.4\.2 Message submission rate for this client/g)
    t.ok((refused?.length ?? 0) >= 2, 'two of them were over the limit')
    t.equal(server.messages.length, 5)
    const judgement = await server.judge({ policy: 'unverified' })
    t.equal(judgement.outcome, 'encrypted')
    t.ok(judgement.diagnoses.some(({ id }) => id === 'rate-limited'))
  }),
)

t.test(
  'too-many-connections: while neighbours hold two, Postfix is turned away at the greeting, and sends its mail later',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('too-many-connections', QUICK)
    const neighbours = [connect(server.port), connect(server.port)]
    t.teardown(() => {
      for (const neighbour of neighbours) neighbour.destroy()
    })
    await Promise.all(neighbours.map((neighbour) => once(neighbour, 'data')))
    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    t.match(
      await mta.logs(/status=deferred/),
      /refused to talk to me: 421 4\.7\.0 smtp\.test Error: too many connections from 127\.0\.0\.1/,
    )
    for (const neighbour of neighbours) neighbour.end('QUIT\r\n')
    await mta.logs(/status=sent/)
    t.equal(server.messages.length, 1)
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' }, 'the first try is judged')
    t.ok(judgement.diagnoses.some(({ id }) => id === 'rate-limited'))
  }),
)

t.test(
  'recipient-refused: smtplib raises it, curl and swaks have an exit code for it',
  requireClient(['smtplib', 'curl', 'swaks'], async (t) => {
    await using server = await startScenario('recipient-refused')
    const ca = caFile(t, server)
    const byPython = await smtplib(server, ['--ca', ca])
    exits(t, byPython, 1)
    t.match(byPython.stderr, "smtplib.SMTPRecipientsRefused: {'desk@example.org': (550, b'5.1.1 Recipient address")
    const session = await nextSession(server)
    t.same(session.dialogue, smtplibLog(byPython.stderr))
    t.match(session.verbs, / RCPT\* RSET\* QUIT\*$/)

    const byCurl = await curl(server, ['--ssl-reqd', '--cacert', ca])
    exits(t, byCurl, 55)
    t.match(byCurl.stderr, 'curl: (55) RCPT failed: 550')
    exits(t, await swaks(server, ['--tls']), 24)
    t.same(server.messages, [])
  }),
)

t.test(
  'mailbox-full: msmtp prints every line of the reply, and does not come back',
  requireClient('msmtp', async (t) => {
    await using server = await startScenario('mailbox-full', { settleMs: 0 })
    const run = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
    exits(t, run, 69)
    t.match(run.stderr, 'msmtp: server message: 452-4.2.2 The email account that you tried to reach is over quota.')
    t.match(run.stderr, 'msmtp: server message: 452 4.2.2  https://support.google.com/mail/?p=OverQuotaTemp')
    const session = await nextSession(server)
    t.same(session.dialogue.client.slice(-3), msmtpLog(run.stdout).client.slice(-3))
    server.reportClientError(run.stderr)
    const judgement = await server.judge()
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.match(
      judgement.diagnoses.map(({ id }) => id),
      ['mailbox-full', 'gave-up-without-retry'],
    )
  }),
)

t.test(
  'message-too-big: smtplib declares the size, curl learns it behind the dot, Postfix from the list',
  requireClient(['smtplib', 'curl', 'postfix'], async (t) => {
    await using server = await startScenario('message-too-big', QUICK)
    const ca = caFile(t, server)
    const byPython = await smtplib(server, ['--ca', ca])
    exits(t, byPython, 1)
    t.match(byPython.stderr, "smtplib.SMTPSenderRefused: (552, b'5.3.4 Message size exceeds fixed limit'")
    t.match((await nextSession(server)).verbs, / MAIL\* RSET\* QUIT\*$/)

    exits(t, await curl(server, ['--ssl-reqd', '--cacert', ca]), 8)
    const session = await nextSession(server)
    t.match(session.the('smtp.content-received'), { complete: true })
    t.match(session.all('smtp.reply-sent').at(-2), { code: 552 })

    const mta = await postfix(t, server, ENCRYPT)
    await mta.mails()
    t.match(
      await mta.logs(/status=bounced/),
      /status=bounced \(message size \d+ exceeds size limit 16 of server localhost/,
    )
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS EHLO*', 'not even a sender is named')
    t.same(server.messages, [])
  }),
)
