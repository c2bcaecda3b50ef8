// The worst that was sent outside TLS, whatever the reply (DESIGN.md section 2).
import t from 'tap'
import type { Leak } from '../../src/verdict/judgement.ts'
import { leakOf } from '../../src/verdict/outcome.ts'
import { groupTries } from '../../src/verdict/try-view.ts'
import { connect } from '../raw-client.ts'
import { base64 } from '../smtp/serve.ts'
import { play } from './real-runs.ts'
import { healthyTranscript, type TranscriptBuilder, transcript } from './transcript-builder.ts'

function leak({ events }: Pick<TranscriptBuilder, 'events'>): Leak {
  const { first } = groupTries(events, { oneTry: true })
  if (!first) throw new Error('no try')
  return leakOf(first).value
}

const clear = () => transcript().session().ehlo()
const inside = () => transcript().session().tls()

t.test('each level, from harmless to worst', async (t) => {
  t.equal(leak(clear().asks('STARTTLS', '454 no').quit()), 'none')
  t.equal(leak(clear().asks('DATA', '354 go').content()), 'content')
  t.equal(leak(clear().envelope()), 'envelope')
  t.equal(leak(clear().mail()), 'envelope', 'the envelope is worse than the content')
  t.equal(leak(clear().auth('235 ok')), 'credentials')
  t.equal(leak(clear().auth('235 ok').mail()), 'credentials')
  t.equal(leak(clear().mail().auth('535 no')), 'credentials', 'in whatever order')
})

t.test('inside TLS nothing leaks', async (t) => {
  t.equal(leak(healthyTranscript()), 'none')
  t.equal(leak(inside().auth('235 ok').mail().quit()), 'none')
})

t.test('the worst of all sessions counts, and its events are the proof', async (t) => {
  const builder = healthyTranscript().session().ehlo().asks('MAIL FROM:<a@x>', '530 TLS first').quit()
  const { first } = groupTries(builder.events, { oneTry: true })
  const shown = first && leakOf(first)
  t.equal(shown?.value, 'envelope')
  t.strictSame(
    shown?.events.map((event) => [event.session, event.event]),
    [[2, 'smtp.command-received']],
  )
})

t.test('what the server said to it does not matter', async (t) => {
  t.equal(leak(clear().asks('MAIL FROM:<a@x>', '530 5.7.0 Must issue a STARTTLS command first')), 'envelope')
  t.equal(leak(clear().asks('RCPT TO:<a@x>', '503 Need MAIL first')), 'envelope')
  t.equal(leak(clear().asks('AUTH PLAIN [redacted]', '538 Encryption required')), 'credentials')
  t.equal(leak(clear().says('MAIL FROM:<a@x>')), 'envelope', 'nor that it said nothing')
})

t.test('AUTH leaks with an initial response, not without', async (t) => {
  for (const line of ['AUTH PLAIN [redacted]', 'auth plain AHUAcA==', ' AUTH  XOAUTH2  x']) {
    t.equal(leak(clear().says(line, { verb: 'AUTH' })), 'credentials', line)
  }
  for (const line of ['AUTH LOGIN', 'AUTH', 'AUTH PLAIN =', 'AUTH PLAIN *', 'AUTH CRAM-MD5 ', 'AUTH PLAIN = ']) {
    t.equal(leak(clear().asks(line, '535 no')), 'none', line)
  }
})

t.test('a line of the exchange leaks, giving up does not', async (t) => {
  const asked = () => clear().asks('AUTH CRAM-MD5', '334 PDEyMz4=')
  t.equal(leak(asked().saysSecret()), 'credentials')
  for (const line of ['*', '=', '', '  ']) t.equal(leak(asked().says(line, { verb: '' })), 'none', JSON.stringify(line))
  t.equal(leak(clear().asks('AUTH LOGIN', '334 VXNlcm5hbWU6').saysSecret()), 'credentials', 'a user name is one half')
})

t.test('blank lines and unknown commands are no secrets', async (t) => {
  t.equal(leak(clear().says('   ', { verb: '' }).says('', { verb: '' }).says('MAILBOX').says('AUTHOR me')), 'none')
})

t.test('content that was cut off has leaked, an empty one has not', async (t) => {
  const data = () => clear().asks('DATA', '354 go')
  t.equal(leak(data().content({ complete: false, bytes: 3 })), 'content')
  t.equal(leak(data().content({ complete: false, bytes: 0 })), 'none')
  t.equal(leak(clear().says('BDAT 9').content({ via: 'BDAT', complete: false })), 'content')
})

t.test('what the path has put there is not the client’s', async (t) => {
  t.equal(leak(clear().content()), 'none', 'no DATA of the client')
  const credentials = { mechanism: 'PLAIN', user: 'u', secured: false }
  t.equal(leak(clear().event('smtp.credentials-received', credentials)), 'none', 'no line of the client')
})

t.test('what the client sent counts, not what arrived', async (t) => {
  t.equal(leak(clear().says('MAIL FROM:<a@x>', { arrived: 'XXXXXXXX' })), 'envelope')
  t.equal(leak(clear().says('AUTH PLAIN [redacted]', { arrived: null })), 'credentials', 'the path swallowed it')
  t.equal(leak(clear().says('XXXX', { arrived: 'MAIL FROM:<a@x>' })), 'none', 'the client said something else')
})

t.test('a line that broke off has been sent as far as it goes', async (t) => {
  const cut = (builder: TranscriptBuilder, line: string) => leak(builder.event('smtp.partial-line-received', { line }))
  t.equal(cut(clear(), 'MAIL FROM:<a@x'), 'envelope')
  t.equal(cut(clear(), 'AUTH PLAIN [redacted]'), 'credentials')
  t.equal(cut(clear().asks('AUTH LOGIN', '334 VXNlcm5hbWU6'), '[redacted]'), 'credentials')
  t.equal(cut(clear(), 'QUI'), 'none')
  t.equal(cut(inside(), 'MAIL FROM:<a@x'), 'none', 'inside TLS')
})

const EXCHANGES: [name: string, lines: string[], expected: Leak][] = [
  ['PLAIN with an initial response', [`AUTH PLAIN ${base64('\0user\0secret')}`], 'credentials'],
  ['PLAIN with its response in a line', ['AUTH PLAIN', base64('\0user\0secret')], 'credentials'],
  ['LOGIN', ['AUTH LOGIN', base64('user'), base64('secret')], 'credentials'],
  ['LOGIN, only the name', ['AUTH LOGIN', base64('user'), '*'], 'credentials'],
  ['LOGIN, given up at once', ['AUTH LOGIN', '*'], 'none'],
  ['a mechanism that is not offered, with what would follow', ['AUTH CRAM-MD5', base64('user digest')], 'credentials'],
  ['AUTH without more', ['AUTH PLAIN ='], 'none'],
]

for (const [name, lines, expected] of EXCHANGES) {
  t.test(`redacted or not, real lines leak the same: ${name}`, async (t) => {
    for (const showSecrets of [false, true]) {
      const run = await play(
        'no-starttls',
        async (server) => {
          await using client = await connect(server)
          await client.hears('220 *')
          for (const line of ['EHLO x', ...lines]) await client.asks(line, '*')
          client.ends()
          await client.hearsAll()
        },
        { showSecrets },
      )
      const shown = run.transcript.some(
        (event) => event.event === 'smtp.command-received' && event.line === lines.at(-1),
      )
      t.equal(
        shown,
        showSecrets || expected === 'none' || lines.at(-1) === '*',
        'the last line is shown as it should be',
      )
      t.equal(leak({ events: [...run.transcript] }), expected, showSecrets ? 'with secrets' : 'redacted')
    }
  })
}

t.test('a real path that cuts a command off: what the client sent has leaked', async (t) => {
  const cuts = { server: { tls: { mode: 'off' } }, path: [{ cut: { after: '25B' } }] }
  const run = await play(cuts, async (server) => {
    await using client = await connect(server)
    await client.hears('220 *')
    await client.sends(`EHLO x\r\nAUTH PLAIN ${base64('\0user\0secret')}\r\n`)
    await client.hearsAll()
  })
  t.equal(leak({ events: [...run.transcript] }), 'credentials')
})

t.test('a message that a real path injects is none of the client', async (t) => {
  const text = ['MAIL FROM:<evil@x>', 'RCPT TO:<b@y>', 'DATA', 'spam', '.']
  const injects = { server: { tls: { mode: 'off' } }, path: [{ inject: { toward: 'server', behind: 'NOOP', text } }] }
  const run = await play(injects, async (server) => {
    await using client = await connect(server)
    await client.hears('220 *')
    for (const line of ['EHLO x', 'NOOP', 'QUIT']) await client.says(line)
    await client.hearsAll()
  })
  t.ok(
    run.transcript.some(({ event }) => event === 'smtp.message-accepted'),
    'the server took it',
  )
  t.equal(leak({ events: [...run.transcript] }), 'none')
})
