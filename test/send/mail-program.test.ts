// The three choices of a mail program against ports that fit and ports that do not.
import t from 'tap'
import { play } from './outcome.ts'

/** Connection security, scenario, how the mail goes, and the error where it does not. */
const TABLE = [
  ['STARTTLS', 'healthy', 'encrypted', null],
  ['STARTTLS', 'no-starttls', 'none', /STARTTLS is not offered/],
  ['STARTTLS', 'cert-expired', 'none', /could not be trusted: the certificate is not trusted/],
  ['STARTTLS', 'cert-wrong-host', 'none', /could not be trusted: the certificate is for/],
  ['SSL/TLS', 'implicit-tls', 'encrypted', null],
  ['SSL/TLS', 'healthy', 'none', /no secure connection could be made/],
  ['None', 'healthy', 'in-clear', null],
  ['None', 'auth-wrong-password', 'none', /the login was refused: 535/],
] as const

for (const [security, scenario, outcome, error] of TABLE) {
  t.test(`${security} against ${scenario}`, async (t) => {
    const sent = await play(scenario, 'mail-program', { 'Connection security': security })
    t.equal(sent.outcome, outcome, sent.log.join('\n'))
    t.equal(sent.says, outcome === 'none' ? 'failed' : 'delivered')
    if (error) t.match(sent.error, error)
    else t.equal(sent.error, null)
  })
}

t.test('TLS that is spoken to a STARTTLS port is told as that', async (t) => {
  const { judgement } = await play('healthy', 'mail-program', { 'Connection security': 'SSL/TLS' })
  t.match(
    judgement.diagnoses.map(({ id }) => id),
    ['tls-on-a-starttls-port'],
  )
  t.equal(judgement.leak, 'none')
})

t.test('an exception takes whatever certificate, and the verdict says what that is worth', async (t) => {
  const settings = { 'Permanently store this exception': true }
  for (const scenario of ['cert-expired', 'cert-wrong-host', 'cert-untrusted-root']) {
    const { outcome, judgement } = await play(scenario, 'mail-program', settings)
    t.equal(outcome, 'encrypted', scenario)
    t.equal(judgement.verdict, 'fail', scenario)
  }
})
