// The probe of seed 000: its log to the letter, its two shapes, its successor.
import t from 'tap'
import { play } from './outcome.ts'
import { VirtualClock } from './virtual-clock.ts'

/**
 * Lines 48 to 59 of the seed, with the host, the user and the whole replies in the place of what the article hides or cuts:
 * `334 UGF`, and the 421 up to "Visit ".
 */
const SEED = [
  '(mm_login) getting username and password for host [localhost]',
  '(mm_login) no match: != [localhost] ([40)',
  'mm_login - unable to match server names, using user defined for first server - probe@example.com',
  '<suppressed>',
  '334 UGFzc3dvcmQ6',
  '<suppressed>',
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.',
  '%Retrying LOGIN authentication after 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client ',
  'AUTH LOGIN',
  '[Winsock cleanup]',
  '?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)',
  '(send_it) smtp_auth failed',
]

t.test('the log against tls10-reject is the one of the article', async (t) => {
  const clock = new VirtualClock('2021-10-29T03:03:53.135Z')
  const { log, says, judgement } = await play(
    'tls10-reject',
    'emailgtw-2.84',
    { User: 'probe@example.com' },
    { trusts: false, clock },
  )
  t.same(
    log.slice(-SEED.length),
    SEED.map((line) => `Oct 29 03:03:53:135 emailgtw: ${line}`),
  )
  t.equal(says, 'failed')
  t.equal(judgement.verdict, 'fail')
  t.equal(judgement.diagnoses[0]?.id, 'client-offers-only-old-tls')
})

const SETTINGS = [
  // Which version travels where both sides could do more, and what becomes of the mail.
  ['emailgtw-2.84', {}, 'tls10-reject', 'none', ['TLSv1']],
  ['emailgtw-2.84', { Shape: 'described' }, 'tls10-reject', 'encrypted', ['TLSv1.2']],
  ['emailgtw-2.84', { Shape: 'described' }, 'only-tls10', 'encrypted', ['TLSv1.2', 'TLSv1']],
  ['emailgtw-2.84', {}, 'only-tls10', 'encrypted', ['TLSv1']],
  ['emailgtw-2.84', {}, 'tls12-only', 'none', ['TLSv1']],
  ['emailgtw-2.90', {}, 'tls12-only', 'none', ['TLSv1']],
  ['emailgtw-2.90', { EnableTls12: true }, 'tls12-only', 'encrypted', ['TLSv1.2']],
  ['emailgtw-2.90', { EnableTls12: true }, 'tls10-reject', 'encrypted', ['TLSv1.2']],
  ['emailgtw-2.90', { EnableTls12: true }, 'only-tls10', 'encrypted', ['TLSv1.2']],
  ['emailgtw-2.84', { TLS: 'try' }, 'no-starttls', 'in-clear', []],
  ['emailgtw-2.84', { TLS: 'required' }, 'no-starttls', 'none', []],
  ['emailgtw-2.84', { TLS: 'off' }, 'only-tls10', 'in-clear', []],
] as const

const ONLY_TLS10 = { scenario: 1, title: 'x', expect: {}, server: { tls: { versions: ['TLSv1'] } } }

for (const [name, settings, scenario, outcome, hellos] of SETTINGS) {
  t.test(`${name} ${JSON.stringify(settings)} against ${scenario}`, async (t) => {
    const played = await play(scenario === 'only-tls10' ? ONLY_TLS10 : scenario, name, settings, { trusts: false })
    t.equal(played.outcome, outcome, played.log.join('\n'))
    t.equal(played.says, outcome === 'none' ? 'failed' : 'delivered')
    t.same(
      played.events.flatMap((event) => (event.event === 'tls.hello-sent' ? [event.hello.helloVersion] : [])),
      hellos,
      'highest version of each hello',
    )
  })
}

t.test('the certificate is looked at when it is told to', async (t) => {
  const expired = { ...ONLY_TLS10, server: { tls: { versions: ['TLSv1'], certificate: 'expired' } } }
  t.match(await play(expired, 'emailgtw-2.84'), { outcome: 'encrypted' })
  t.match(await play(expired, 'emailgtw-2.84', { ValidateCertificate: true }), {
    outcome: 'none',
    error: '?Unable to negotiate TLS with this server: localhost',
  })
})

t.test('no password and no line of it is in log or events', async (t) => {
  const { log, events } = await play('tls10-reject', 'emailgtw-2.84', { Password: 'hunter2' }, { trusts: false })
  const text = `${log.join('\n')}${JSON.stringify(events)}`
  t.notMatch(text, 'hunter2')
  t.notMatch(text, Buffer.from('hunter2').toString('base64'))
})
