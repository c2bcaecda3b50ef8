// Postfix as a client: what its workarounds, its TLS levels and its queue make of a server.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { requireClient } from './client.ts'
import { postfix } from './postfix/postfix.ts'
import { nextSession } from './session.ts'

/** A try is over as soon as its session is: Postfix tries again after two seconds at the earliest. */
const QUICK = { settleMs: 100 }

t.test(
  'banner-masked: Postfix takes the greeting for a PIX, says HELO and does not get to see STARTTLS',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('banner-masked', QUICK)
    const mta = await postfix(t, server, { smtp_tls_security_level: 'encrypt' })
    await mta.mails()
    t.match(
      await mta.logs(/status=/),
      /status=deferred \(TLS is required, but was not offered by host localhost\[127\.0\.0\.1\]\)/,
    )
    const session = await nextSession(server)
    t.match(session.dialogue.server[0], /^220 [*]{9} [*]{5} [*]{14}$/)
    t.equal(session.verbs, 'HELO QUIT')
    const judgement = await server.judge({ policy: 'unverified' })
    t.match(judgement.diagnoses, [{ id: 'starttls-masked' }, { id: 'helo-only' }])
  }),
)

t.test(
  'banner-masked: without disable_esmtp among its workarounds the same Postfix encrypts',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('banner-masked', QUICK)
    const settings = { smtp_tls_security_level: 'encrypt', smtp_pix_workarounds: 'delay_dotcrlf' }
    const mta = await postfix(t, server, settings)
    await mta.mails()
    await mta.logs(/status=sent/)
    const session = await nextSession(server)
    t.equal(session.verbs, 'EHLO STARTTLS EHLO* MAIL* RCPT* DATA* QUIT*')
    t.match(await server.judge({ policy: 'unverified' }), { verdict: 'pass', outcome: 'encrypted', diagnoses: [] })
  }),
)

t.test(
  'starttls-masked-pix: Postfix is affirmed and sees no list; its mail in clear is refused for want of a greeting',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('starttls-masked-pix', QUICK)
    const mta = await postfix(t, server, { smtp_tls_security_level: 'may' })
    await mta.mails()
    t.match(await mta.logs(/status=/), /status=bounced \(host localhost.* said: 503 5\.5\.2 Send hello first/)
    const session = await nextSession(server)
    t.match(session.all('smtp.command-received')[0], { line: 'EHLO client.test', arrived: 'NOOP' })
    t.match(session.verbs, /^EHLO MAIL /)
    const judgement = await server.judge({ policy: 'opportunistic' })
    t.match(judgement, { verdict: 'pass', outcome: 'none' })
    t.equal(judgement.diagnoses[0]?.id, 'starttls-masked')
  }),
)

t.test(
  'starttls-refused-454: at "encrypt" Postfix keeps the mail, at "may" it goes on in clear',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('starttls-refused-454', QUICK)
    const strict = await postfix(t, server, { smtp_tls_security_level: 'encrypt' })
    await strict.mails()
    t.match(
      await strict.logs(/status=/),
      /status=deferred \(TLS is required, but host .* refused to start TLS: 454 4\.7\.0/,
    )
    t.equal((await nextSession(server)).verbs, 'EHLO STARTTLS QUIT')
    t.match(await server.judge({ policy: 'unverified' }), { verdict: 'pass', diagnoses: [{ id: 'starttls-refused' }] })

    await using open = await startScenario('starttls-refused-454', QUICK)
    const lenient = await postfix(t, open, { smtp_tls_security_level: 'may' })
    await lenient.mails()
    await lenient.logs(/status=sent/)
    t.equal((await nextSession(open)).verbs, 'EHLO STARTTLS MAIL RCPT DATA QUIT')
    t.match(await open.judge({ policy: 'opportunistic' }), { verdict: 'pass', outcome: 'in-clear' })
  }),
)

t.test(
  'starttls-order: Postfix takes the first line for the greeting and sends in clear',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('starttls-order', QUICK)
    const mta = await postfix(t, server, { smtp_tls_security_level: 'may' })
    await mta.mails()
    await mta.logs(/status=sent/)
    t.equal((await nextSession(server)).verbs, 'EHLO MAIL RCPT DATA QUIT')
    const judgement = await server.judge({ policy: 'opportunistic' })
    t.match(judgement, { verdict: 'pass', outcome: 'in-clear', diagnoses: [{ id: 'starttls-in-greeting-line' }] })
  }),
)

t.test(
  'response-injection-session: Postfix 3.7 reports as sent what the server has not affirmed',
  requireClient('postfix', async (t) => {
    await using server = await startScenario('response-injection-session', QUICK)
    const mta = await postfix(t, server, { smtp_tls_security_level: 'may' })
    await mta.mails()
    t.match(await mta.logs(/status=/), /status=sent \(250 2\.0\.0 Ok: queued\)/, 'the injected words')
    const judgement = await server.judge({ policy: 'opportunistic' })
    t.equal(judgement.verdict, 'fail')
    t.match(judgement.failed, [{ id: 'nothing-used-from-before-tls' }])
    t.equal(judgement.diagnoses[0]?.id, 'response-injection-used')
  }),
)
