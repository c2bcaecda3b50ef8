// What a right client does everywhere (DESIGN.md section 6): each rule broken, with its proof, and its neighbours that keep it.
import t from 'tap'
import type { Policy } from '../../src/scenario/words.ts'
import { HANDSHAKE_FAULTS } from '../../src/tls/faults/index.ts'
import { judge } from '../../src/verdict/judge.ts'
import type { FailedExpectation } from '../../src/verdict/judgement.ts'
import { FAULTS_TO_BE_REFUSED } from '../../src/verdict/signs/broken-handshakes.ts'
import { connect, type RawClient } from '../raw-client.ts'
import { secured } from '../smtp/serve.ts'
import { judged, loaded, play } from './real-runs.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

/** A scenario in which every outcome is right, so that only the invariants speak. */
const ALL = ['encrypted', 'in-clear', 'none']
const ANY = await loaded({ expect: { mandatory: ALL, unverified: ALL, opportunistic: ALL } })

function broken(builder: TranscriptBuilder, policy: Policy = 'opportunistic'): FailedExpectation[] {
  return judge({ scenario: ANY, transcript: builder.events, policy, oneTry: true }).failed
}

/** The lines of the commands among the proof of the one that was broken. */
function proof(builder: TranscriptBuilder, policy?: Policy): (string | undefined)[] {
  const [failed] = broken(builder, policy)
  return (failed?.events ?? []).map((seq) => {
    const event = builder.events[seq - 1]
    return event?.event === 'smtp.command-received' ? event.line : event?.event
  })
}

const clear = () => transcript().session().ehlo()

t.test('any leak fails under mandatory and unverified', async (t) => {
  for (const policy of ['mandatory', 'unverified'] as const) {
    for (const [leak, builder] of [
      ['envelope', clear().asks('MAIL FROM:<a@x>', '530 no').quit()],
      ['credentials', clear().auth('535 no').quit()],
      ['content', clear().asks('DATA', '354 go').content().quit()],
    ] as const) {
      t.match(broken(builder, policy), [{ id: 'no-leak', verdict: 'fail', found: `${leak} in clear` }], leak)
      t.equal(broken(builder, policy).length, 1)
    }
    t.strictSame(broken(healthyTranscript(), policy), [])
    t.strictSame(broken(clear().asks('STARTTLS', '454 no').quit(), policy), [], 'EHLO and STARTTLS are no leak')
  }
  t.strictSame(proof(clear().asks('MAIL FROM:<a@x>', '530 no').quit(), 'mandatory'), ['MAIL FROM:<a@x>'])
})

t.test('under opportunistic only credentials in clear are looked at, and warn', async (t) => {
  const builder = clear().auth('235 ok').mail().quit()
  t.match(broken(builder), [{ id: 'no-credentials-in-clear', verdict: 'warn' }])
  t.strictSame(proof(builder), ['[redacted]', '[redacted]'])
  t.equal(judge({ scenario: ANY, transcript: builder.events, policy: 'opportunistic' }).verdict, 'warn')
  t.strictSame(broken(clear().mail().quit()), [])
  t.strictSame(broken(transcript().session().tls().auth('235 ok').mail().quit()), [], 'inside TLS')
})

const justSecured = () => transcript().session().starttls().hello().established()

t.test('EHLO again after STARTTLS, before anything that needs its answer', async (t) => {
  const forgets = justSecured().envelope().quit()
  t.match(broken(forgets), [{ id: 'ehlo-again-after-starttls', found: 'MAIL', verdict: 'fail' }])
  t.strictSame(proof(forgets), ['tls.established', 'MAIL FROM:<a@client.test>'])
  t.match(broken(justSecured().auth('235 ok').quit()), [{ found: 'AUTH' }])
  const late = justSecured().asks('NOOP', '250 ok').asks('RSET', '250 ok').asks('MAIL FROM:<a@x>', '250 ok').quit()
  t.match(broken(late), [{ found: 'MAIL' }], 'NOOP is no EHLO')
})

t.test('HELO, QUIT and what needs no capability may come instead', async (t) => {
  t.strictSame(broken(justSecured().asks('HELO x', '250 ok').mail().quit()), [])
  t.strictSame(broken(justSecured().asks('QUIT', '221 bye').closed()), [])
  t.strictSame(broken(justSecured().asks('NOOP', '250 ok').ehlo().mail().quit()), [])
  t.strictSame(broken(justSecured().closed()), [], 'nor does one that says nothing')
  const implicit = transcript().session({ greeting: null }).hello().established().hears('220 hi').envelope().quit()
  t.strictSame(broken(implicit), [], 'with TLS from the first byte there was no EHLO before')
})

t.test('each session stands for itself', async (t) => {
  const builder = healthyTranscript().session().starttls().hello().established().envelope().quit()
  t.match(broken(builder), [{ id: 'ehlo-again-after-starttls' }])
  t.equal(broken(builder).length, 1)
})

const behind = (kind: 'commands' | 'tls') =>
  transcript().session().starttls().event('smtp.pipelined-behind-starttls', { bytes: 12, kind })

t.test('nothing comes behind STARTTLS before its reply', async (t) => {
  t.match(broken(behind('commands').hello()), [{ id: 'nothing-behind-starttls', found: '12 bytes of commands' }])
  t.match(broken(behind('tls').hello()), [{ id: 'nothing-behind-starttls', found: '12 bytes of TLS' }])
  t.strictSame(proof(behind('commands')), ['smtp.pipelined-behind-starttls'])
})

t.test('what the path has put behind STARTTLS is not the client’s', async (t) => {
  const acted = (step: string, toward: 'client' | 'server') =>
    transcript()
      .session()
      .starttls()
      .event('path.acted', { step, toward, detail: 'injected 12 bytes behind STARTTLS' })
      .event('smtp.pipelined-behind-starttls', { bytes: 12, kind: 'commands' })
  t.strictSame(broken(acted('inject', 'server')), [])
  t.equal(broken(acted('inject', 'client')).length, 1, 'bytes toward the client are none of these')
  t.equal(broken(acted('cut', 'server')).length, 1, 'a step that adds nothing')
  t.equal(broken(behind('commands').event('path.acted', { step: 'inject', toward: 'server', detail: '' })).length, 1)
})

const IN_CLEAR = { expect: { opportunistic: ALL } }

async function typed(scenario: object, dialogue: (client: RawClient, ca: string) => Promise<unknown>) {
  const run = await play(scenario, async (server) => {
    await using client = await connect(server)
    await client.hears('220 *')
    await client.asks('EHLO x', '250 *')
    await dialogue(client, server.ca)
    client.ends()
    await client.hearsEnd()
  })
  return judged({ ...run, client: null }, 'opportunistic').failed.map(({ id }) => id)
}

t.test('a real client that pipelines behind STARTTLS, and one that waits', async (t) => {
  const pipelines = async (client: RawClient, ca: string) => {
    await client.sends('STARTTLS\r\nNOOP\r\n')
    await client.hears('220 *')
    await client.starttls({ ca })
    await client.asks('EHLO x', '250 *')
  }
  t.strictSame(await typed(IN_CLEAR, pipelines), ['nothing-behind-starttls'])
  const waits = async (client: RawClient, ca: string) => {
    await client.asks('STARTTLS', '220 *')
    await client.starttls({ ca })
    await client.asks('EHLO x', '250 *')
  }
  t.strictSame(await typed(IN_CLEAR, waits), [])
  const path = [{ inject: { toward: 'server', behind: 'STARTTLS', text: ['NOOP'] } }]
  t.strictSame(await typed({ ...IN_CLEAR, path }, waits), [], 'the same bytes from the path')
})

t.test('a real client that forgets EHLO inside TLS, and one that does not', async (t) => {
  const forgets = async (client: RawClient, ca: string) => {
    await client.asks('STARTTLS', '220 *')
    await client.starttls({ ca })
    await client.asks('MAIL FROM:<a@x>', '*')
  }
  t.strictSame(await typed(IN_CLEAR, forgets), ['ehlo-again-after-starttls'])
  const run = await play(IN_CLEAR, async (server) => {
    await using client = await secured(server)
    await client.asks('MAIL FROM:<a@x>', '250 *')
    await client.asks('QUIT', '221 *')
  })
  t.strictSame(judged({ ...run, client: null }, 'opportunistic').failed, [])
})

t.test('a client that claims to have delivered what nobody took has lost a mail', async (t) => {
  const refused = () => transcript().session().tls().asks('MAIL FROM:<a@x>', '550 no').quit()
  const claims = (builder: TranscriptBuilder, says: 'delivered' | 'failed' | 'timed-out') =>
    judge({ scenario: ANY, transcript: builder.events, policy: 'mandatory', client: { says } })
  t.match(claims(refused(), 'delivered'), { verdict: 'fail', failed: [{ id: 'reports-failure' }] })
  t.strictSame(claims(refused(), 'failed').failed, [])
  t.strictSame(claims(refused(), 'timed-out').failed, [], 'it said nothing')
  t.strictSame(claims(healthyTranscript(), 'delivered').failed, [])
  const later = refused().after(5000).session().tls().mail().quit()
  t.match(claims(later, 'delivered'), { verdict: 'pass', outcome: 'none' }, 'a later try brought it in')
  const other = refused().after(5000).session({ from: '192.0.2.9' }).tls().mail().quit()
  t.equal(claims(other, 'delivered').verdict, 'fail', 'not when that was somebody else')
})

t.test('nothing is said behind a handshake that has to be refused, whatever becomes of the mail', async (t) => {
  const played = (fault: string, versions = ['TLSv1.3', 'TLSv1.2']) =>
    transcript().session().starttls().hello({ versions }).event('tls.fault-played', { fault, detail: 'it is wrong' })
  for (const fault of FAULTS_TO_BE_REFUSED) {
    const builder = played(fault).established().ehlo().quit()
    const found = 'EHLO inside TLS, although it is wrong'
    t.match(broken(builder), [{ id: 'no-broken-handshake', verdict: 'fail', found }], fault)
    t.same(proof(builder), ['tls.fault-played', 'tls.established', 'EHLO client.test'], fault)
    t.strictSame(broken(played(fault).established().alert('received', 'decrypt_error').closed()), [], 'it stops')
  }
  const names = HANDSHAKE_FAULTS.map(({ name }) => name)
  t.same(
    FAULTS_TO_BE_REFUSED.filter((fault) => !names.includes(fault)),
    [],
    'they are faults that can be played',
  )
})

t.test('faults that a client may go on behind, and a downgrade that it cannot see', async (t) => {
  const played = (fault: string, versions: string[]) =>
    transcript().session().starttls().hello({ versions }).event('tls.fault-played', { fault, detail: 'as it is' })
  for (const fault of ['fragment-records', 'hello-request', 'no-close-notify']) {
    t.strictSame(broken(played(fault, ['TLSv1.2']).established().ehlo().quit()), [], fault)
  }
  t.strictSame(broken(played('downgrade-sentinel', ['TLSv1.2']).established().ehlo().quit()), [])
})
