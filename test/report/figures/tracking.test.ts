// One mail is found by what people know of it, and its whole way is told.
import t from 'tap'
import { track } from '../../../src/report/figures/tracking.ts'
import { OLD_HELLO, type TranscriptBuilder, transcript } from '../../verdict/transcript-builder.ts'

const STARTED = '2026-11-23T08:00:00.000Z'

const inRun = (writer: TranscriptBuilder, word: string, decode = (text: string) => text) =>
  track([{ number: 3, scenario: 'x', startedAt: STARTED, events: writer.events }], word, decode)

/** A mail that is deferred once and then taken by TLS 1.2, and one to nobody that is refused. */
function twoMails(): TranscriptBuilder {
  const about = { sender: 'Anna@Client.test', recipients: ['bob@mail.test'], bytes: 100, messageId: '<1@client.test>' }
  const writer = transcript()
    .session({ from: '192.0.2.1' })
    .ehlo()
    .asks('MAIL FROM:<Anna@Client.test>', '250 ok')
    .asks('RCPT TO:<bob@mail.test>', '450 4.2.0 Greylisted')
    .quit()
    .session({ from: '192.0.2.1' })
    .tls({}, { version: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', bits: 128 })
    .auth('235 2.7.0 Ok')
    .asks('MAIL FROM:<Anna@Client.test>', '250 ok')
    .asks('RCPT TO:<bob@mail.test>', '250 ok')
    .asks('DATA', '354 go')
    .content()
    .event('smtp.message-accepted', {
      ...{ ...about, subject: 'The disk is =?utf-8?Q?f=C3=BCll?=', id: 'A1B2', secured: true, authenticated: true },
    })
    .hears('250 2.0.0 Ok: queued as A1B2')
    .quit()
  return writer
    .session({ from: '192.0.2.9' })
    .ehlo()
    .asks('MAIL FROM:<>', '250 ok')
    .asks('RCPT TO:<nobody@other.test>', '550 5.1.1 Unknown user')
    .quit()
}

t.test('a mail is found by Message-ID, id, sender, recipient, domain and a part of its subject', (t) => {
  const decode = (text: string) => text.replace('=?utf-8?Q?f=C3=BCll?=', 'f\u00fcll')
  for (const word of [
    ...['1@client.test', '<1@Client.Test>', 'a1b2', 'ANNA@client.test', '<bob@mail.test>', 'mail.test', '@mail.test'],
    ...['client.test', 'DISK IS F\u00dcLL'],
  ]) {
    t.match(inRun(twoMails(), word, decode), [{ messageId: '<1@client.test>', subject: 'The disk is f\u00fcll' }], word)
  }
  for (const word of ['', ' ', '@', 'bob', 'mail', 'test', '1@client', 'ail.test', 'nna@client.test']) {
    t.same(inRun(twoMails(), word), [], `"${word}" is no whole of anything`)
  }
  t.end()
})

t.test('the null sender is asked for as it is written (RFC 5321 section 4.5.5)', (t) => {
  t.match(inRun(twoMails(), '<>'), [{ sender: '', recipients: ['nobody@other.test'] }])
  t.equal(inRun(twoMails(), '<>').length, 1)
  t.end()
})

t.test('each try is told with its session, its TLS, its login and the replies it got', (t) => {
  const [mail, ...more] = inRun(twoMails(), 'bob@mail.test')
  t.same(more, [])
  t.same(mail, {
    ...{ server: 3, scenario: 'x', messageId: '<1@client.test>', subject: 'The disk is =?utf-8?Q?f=C3=BCll?=' },
    ...{ sender: 'Anna@Client.test', recipients: ['bob@mail.test'], accepted: ['bob@mail.test'], outcome: 'accepted' },
    // Each session ends 10 ms after its QUIT, and nothing else takes time.
    ...{ firstTryAt: STARTED, acceptedAt: '2026-11-23T08:00:00.010Z', delayMs: 10, turnedAway: [] },
    tries: [
      {
        ...{ session: 1, at: STARTED, from: '192.0.2.1', helo: 'client.test', user: null, tls: null, bytes: null },
        id: null,
        replies: [
          { to: 'MAIL', recipient: null, code: 250, words: '250 ok' },
          { to: 'RCPT', recipient: 'bob@mail.test', code: 450, words: '450 4.2.0 Greylisted' },
        ],
      },
      {
        ...{ session: 2, at: '2026-11-23T08:00:00.010Z', from: '192.0.2.1', helo: 'client.test', user: 'user' },
        ...{ tls: { version: 'TLSv1.2', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', bits: 128 }, bytes: 100 },
        id: 'A1B2',
        replies: [
          { to: 'MAIL', recipient: null, code: 250, words: '250 ok' },
          { to: 'RCPT', recipient: 'bob@mail.test', code: 250, words: '250 ok' },
          { to: 'DATA', recipient: null, code: 354, words: '354 go' },
          { to: 'message', recipient: null, code: 250, words: '250 2.0.0 Ok: queued as A1B2' },
        ],
      },
    ],
  })
  t.end()
})

t.test('what was never taken is found with how it stands: refused, deferred, not finished', (t) => {
  t.match(inRun(twoMails(), 'nobody@other.test'), [{ outcome: 'refused', acceptedAt: null, sender: '' }])
  const deferred = transcript().session().ehlo().asks('MAIL FROM:<a@client.test>', '451 4.3.0 Later').quit()
  t.match(inRun(deferred, 'a@client.test'), [{ outcome: 'deferred', recipients: [] }])
  const cut = transcript().session().ehlo().envelope().closed('path', 'rst')
  t.match(inRun(cut, 'b@mail.test'), [{ outcome: 'not finished', delayMs: null }])
  t.end()
})

t.test('a connection that was turned away before it named the mail is told with it', (t) => {
  const writer = transcript().session().starttls().hello(OLD_HELLO).failed('no-common-version').closed('server')
  writer.session().ehlo().mail().quit()
  t.match(inRun(writer, 'b@mail.test'), [
    { turnedAway: [{ session: 1, at: STARTED, replies: ['TLS failed: no-common-version'] }], tries: [{ session: 2 }] },
  ])
  t.end()
})

t.test('a mail that was taken and comes again is delivered twice, not late', (t) => {
  const writer = transcript()
  for (const id of ['A1', 'B2']) {
    writer
      .session()
      .ehlo()
      .asks('MAIL FROM:<anna@client.test>', '250 ok')
      .asks('RCPT TO:<bob@mail.test>', '250 ok')
      .asks('DATA', '354 go')
      .content()
      .event('smtp.message-accepted', {
        ...{ id, sender: 'anna@client.test', recipients: ['bob@mail.test'], bytes: 100, messageId: '<1@client.test>' },
        ...{ secured: false, authenticated: false },
      })
      .hears(`250 2.0.0 Ok: queued as ${id}`)
      .quit()
  }
  const found = inRun(writer, '1@client.test')
  t.match(found, [
    { outcome: 'accepted', delayMs: 0, tries: [{ id: 'A1' }] },
    { outcome: 'accepted', delayMs: 0, tries: [{ id: 'B2' }] },
  ])
  t.same(
    found.map(({ tries }) => tries.length),
    [1, 1],
  )
  t.end()
})
