// The client that does everything right passes what it can pass; the one that accepts everything is caught.
import t from 'tap'
import { play } from './outcome.ts'

/** Scenario, what becomes of the mail of `careful`, and of `careless`, from what DESIGN.md section 6 says of each kind. */
const TABLE = [
  ['healthy', 'encrypted', 'encrypted'],
  ['tls12-only', 'encrypted', 'encrypted'],
  ['tls10-reject', 'encrypted', 'encrypted'],
  ['tls-required', 'encrypted', 'encrypted'],
  ['no-starttls', 'none', 'in-clear'],
  ['starttls-removed', 'none', 'in-clear'],
  ['starttls-masked', 'none', 'in-clear'],
  ['cert-untrusted-root', 'none', 'encrypted'],
  ['cert-wrong-host', 'none', 'encrypted'],
  ['cert-expired', 'none', 'encrypted'],
  ['cert-self-signed', 'none', 'encrypted'],
  ['weak-ciphers', 'none', 'encrypted'],
  ['anonymous-dh', 'none', 'encrypted'],
] as const

for (const [scenario, careful, careless] of TABLE) {
  t.test(scenario, async (t) => {
    const good = await play(scenario, 'careful')
    t.equal(good.outcome, careful, good.log.join('\n'))
    t.equal(good.says, careful === 'none' ? 'failed' : 'delivered')
    t.equal(good.judgement.verdict, 'pass', 'careful')
    const bad = await play(scenario, 'careless')
    t.equal(bad.outcome, careless, bad.log.join('\n'))
    t.equal(bad.says, 'delivered')
    t.equal(bad.secured, careless === 'encrypted')
    t.equal(bad.judgement.verdict, careful === 'encrypted' ? 'pass' : 'fail', 'careless')
  })
}

t.test('a client certificate opens the door', async (t) => {
  const without = await play('client-cert-required', 'careful')
  t.match(without, { says: 'failed', outcome: 'none', error: 'the server sent the alert certificate_required' })
  const having = await play('client-cert-required', 'careful', {}, { certificate: true })
  t.match(having, { says: 'delivered', outcome: 'encrypted' })
})

t.test('an authority that it does not know is none', async (t) => {
  t.match(await play('healthy', 'careful', {}, { trusts: false }), { says: 'failed', outcome: 'none' })
  t.match(await play('healthy', 'careless', {}, { trusts: false }), { says: 'delivered', outcome: 'encrypted' })
})

t.test('it says nothing of a mail and no password before it trusts', async (t) => {
  const { judgement, events } = await play('cert-expired', 'careful')
  t.equal(judgement.leak, 'none')
  t.same(
    events.flatMap((event) => (event.event === 'command.sent' ? [event.line] : [])),
    ['EHLO client.example.com', 'STARTTLS'],
  )
})

t.test('the address of a mail has to be one', async (t) => {
  await t.rejects(play('healthy', 'careful', {}, { mail: { to: ['desk'] } }), {
    code: 'SEND_WRONG_TARGET',
    message: /"desk" is no mail address/,
  })
})
