// From transcripts to what administrators count: connections by TLS, logins, tries, and what became of them.
import t from 'tap'
import { delayOf, refusalsOf } from '../../../src/report/figures/delays.ts'
import { mailsOf } from '../../../src/report/figures/mails.ts'
import { countTls, fatesOf } from '../../../src/report/figures/tls-summary.ts'
import { type Connection, domainOf, trafficOf } from '../../../src/report/figures/traffic.ts'
import { OLD_HELLO, type TranscriptBuilder, transcript } from '../../verdict/transcript-builder.ts'
import { resultOf } from '../results.ts'

const GREYLISTED = '450 4.2.0 Greylisted'

function connectionsOf(...transcripts: TranscriptBuilder[]): readonly Connection[] {
  return trafficOf(transcripts.map(({ events }) => resultOf('x', {}, { events }))).connections
}

/** STARTTLS whose handshake fails. */
function failing(writer: TranscriptBuilder, from = '192.0.2.1'): TranscriptBuilder {
  return writer.session({ from }).starttls().hello(OLD_HELLO).failed('no-common-version').closed('server')
}

const inClear = (writer: TranscriptBuilder, from = '192.0.2.1') => writer.session({ from }).ehlo().mail().quit()

/** A message with a Message-ID; `reply` is what the server says behind its dot. */
function content(writer: TranscriptBuilder, messageId: string | null, reply: string, bytes = 100): TranscriptBuilder {
  const about = { sender: 'a@client.test', recipients: ['b@mail.test'], bytes, secured: false }
  const named = messageId === null ? about : { ...about, messageId }
  writer.asks('DATA', '354 go').content({ bytes })
  return reply.startsWith('2')
    ? writer.event('smtp.message-accepted', { ...named, id: 'id-1', authenticated: false }).hears(reply)
    : writer.event('smtp.message-refused', named).hears(reply)
}

t.test(
  'a connection is with TLS once a command came inside it, failed where it was begun in vain, else in clear',
  (t) => {
    const writer = transcript().session().tls().mail().quit()
    inClear(writer)
    failing(writer)
    writer.session().starttls().hello().established().alert('received', 'unknown_ca', 48).closed()
    writer.session().starttls().hello().established().closed()
    writer.session().ehlo().asks('STARTTLS', '454 4.7.0 TLS not available').mail().quit()
    writer.session().starttls().closed()
    t.same(
      connectionsOf(writer).map(({ tls, failure }) => [tls, failure?.words ?? null]),
      [
        ['tls', null],
        ['in-clear', null],
        ['failed', 'no-common-version'],
        ['failed', 'alert of the client: unknown_ca'],
        ['failed', 'left after the handshake without a word'],
        ['failed', '454 4.7.0 TLS not available'],
        ['failed', 'no handshake came'],
      ],
    )
    t.end()
  },
)

t.test('port checks are counted apart, and what a full transcript has lost is told', (t) => {
  const writer = transcript()
    .session()
    .event('session.closed', { by: 'client', how: 'fin', bytesReceived: 0, bytesSent: 9 })
  inClear(writer).event('transcript.thinned', { events: 7 })
  writer.session({ lost: true })
  const { connections, probes, lost } = trafficOf([resultOf('x', {}, { events: writer.events })])
  t.same([connections.length, probes, lost], [1, 1, 7])
  t.end()
})

t.test('a mail try has its envelope, its refusals and who had logged in', (t) => {
  const writer = transcript()
    .session()
    .tls()
    .auth('535 5.7.8 Wrong password')
    .auth('235 2.7.0 Ok')
    .asks('MAIL FROM:<@relay.test:a@client.test> SIZE=100', '250 ok')
    .asks('RCPT TO:<b@mail.test>', GREYLISTED)
    .asks('RCPT TO:<c@mail.test>', '250 ok')
    .asks('DATA', '452 4.3.1 Disk full')
    .asks('RSET', '250 ok')
    .mail()
    .quit()
  const [connection] = connectionsOf(writer)
  t.match(connection?.logins, [
    { user: 'user', mechanism: 'LOGIN', accepted: false, reply: '535 5.7.8 Wrong password' },
    { user: 'user', mechanism: 'LOGIN', accepted: true, reply: '235 2.7.0 Ok' },
  ])
  t.match(connection?.refusals, [{ to: 'AUTH', code: 535 }])
  t.match(connection?.tries, [
    {
      ...{ sender: 'a@client.test', recipients: ['b@mail.test', 'c@mail.test'], acceptedAtMs: null, id: null },
      ...{ declaredBytes: 100, bytes: null, user: 'user', secured: true },
      refusals: [
        { to: 'RCPT', recipient: 'b@mail.test', words: GREYLISTED },
        { to: 'DATA', code: 452 },
      ],
    },
    { recipients: ['b@mail.test'], accepted: ['b@mail.test'], id: 'id-1', bytes: 100, refusals: [] },
  ])
  t.end()
})

t.test('RFC 3207: what was said before TLS is forgotten, a mail too', (t) => {
  const writer = transcript()
    .session()
    .ehlo()
    .envelope()
    .asks('STARTTLS', '220 go')
    .hello()
    .established()
    .ehlo()
    .mail()
    .quit()
  const [connection] = connectionsOf(writer)
  t.same(
    connection?.tries.map(({ id, secured }) => [id, secured]),
    [
      [null, false],
      ['id-1', true],
    ],
  )
  t.end()
})

t.test('a domain is what stands behind the last @, in one case', (t) => {
  t.same(['a@Mail.Test', '"x@y"@mail.test', 'postmaster', '', 'a@'].map(domainOf), [
    'mail.test',
    'mail.test',
    null,
    null,
    null,
  ])
  t.end()
})

const fatesIn = (...transcripts: TranscriptBuilder[]) =>
  fatesOf(connectionsOf(...transcripts)).map(({ failed, fate, delivery }) => [
    failed.session,
    fate,
    delivery?.session ?? null,
  ])

t.test('TLS failed, and the client came back in clear, by TLS, or never', (t) => {
  const one = failing(transcript())
  t.same(fatesIn(inClear(one)), [[1, 'in clear', 2]])
  const two = failing(transcript()).session({ from: '192.0.2.1' }).tls().mail().quit()
  t.same(fatesIn(two), [[1, 'by TLS', 2]])
  t.same(fatesIn(failing(transcript())), [[1, 'not delivered', null]])
  t.end()
})

t.test('several failures may lead to one delivery; a connection without a mail is none', (t) => {
  const writer = failing(failing(transcript()))
  writer.session({ from: '192.0.2.1' }).ehlo().quit()
  t.same(fatesIn(inClear(inClear(writer))), [
    [1, 'in clear', 4],
    [2, 'in clear', 4],
  ])
  t.end()
})

t.test('what another client sends in clear is no return: another address, another name, another server', (t) => {
  t.same(fatesIn(inClear(failing(transcript()), '192.0.2.2')), [[1, 'not delivered', null]])
  const named = failing(transcript())
    .session({ from: '192.0.2.1' })
    .asks('EHLO other.test', '250 smtp.test')
    .mail()
    .quit()
  t.same(fatesIn(named), [[1, 'not delivered', null]])
  t.same(fatesIn(failing(transcript()), inClear(transcript())), [[1, 'not delivered', null]])
  t.end()
})

t.test('a delivery that had begun before TLS failed is no return', (t) => {
  const writer = transcript().session({ from: '192.0.2.1' }).ehlo()
  failing(writer.after(10))
  writer.inSession(1).mail().quit()
  t.same(fatesIn(writer), [[2, 'not delivered', null]])
  t.end()
})

t.test('a refused STARTTLS and a mail in clear in the same session are a pair', (t) => {
  const writer = transcript().session().ehlo().asks('STARTTLS', '454 4.7.0 TLS not available').mail().quit()
  t.same(fatesIn(writer), [[1, 'in clear', 1]])
  t.end()
})

t.test('a failure that named no mail stands under the domain of the mail that came back', (t) => {
  const { tables, sentence } = countTls(
    trafficOf([resultOf('x', {}, { events: inClear(failing(transcript())).events })]),
  )
  const [recipients] = tables
  t.match(recipients?.rows, [
    {
      ...{ recipientDomain: 'mail.test', connections: 2, failed: { count: 1, of: 2 } },
      ...{ inClear: { count: 1, of: 2 }, failedThenInClear: { count: 1, of: 1 } },
      sessions: [
        { server: 1, session: 1 },
        { server: 1, session: 2 },
      ],
    },
  ])
  t.equal(recipients?.rows.length, 1)
  t.equal(
    sentence,
    '2 connections: 0 by TLS, 1 (50%) in clear, 1 (50%) failed. After 1 of 1 failure the same client delivered in clear, in 1 connection.',
  )
  t.end()
})

const mailsIn = (writer: TranscriptBuilder) =>
  mailsOf(connectionsOf(writer)).map((mail) => ({
    tries: mail.tries.map(({ connection }) => connection.session),
    before: mail.before.map(({ session }) => session),
    delay: delayOf(mail),
    refusals: refusalsOf(mail),
  }))

t.test('a delay runs from the first try to the acceptance, refusals told on the way', (t) => {
  const writer = transcript()
    .session()
    .ehlo()
    .asks('MAIL FROM:<a@client.test>', '250 ok')
    .asks('RCPT TO:<b@mail.test>', GREYLISTED)
    .quit()
  writer.after(90).session().ehlo().after(5).mail().quit()
  // The first try is at 0, the session ends at 10, the next one opens at 100.
  t.same(mailsIn(writer), [{ tries: [1, 2], before: [], delay: 105, refusals: [GREYLISTED] }])
  t.end()
})

t.test(
  'RFC 2920: DATA behind a recipient that is deferred is refused for want of one, and the mail comes again',
  (t) => {
    const writer = transcript()
      .session()
      .ehlo()
      .asks('MAIL FROM:<a@client.test>', '250 ok')
      .asks('RCPT TO:<b@mail.test>', GREYLISTED)
      .asks('DATA', '503 5.5.1 Need RCPT first')
      .quit()
    t.same(
      mailsIn(inClear(writer)).map(({ tries }) => tries),
      [[1, 2]],
    )
    t.end()
  },
)

t.test('a Message-ID tells mails apart, and joins tries that are refused after their content', (t) => {
  const writer = transcript()
  for (const id of ['<1@x>', '<2@x>']) content(writer.session().ehlo().envelope(), id, '451 4.3.0 Later').quit()
  for (const id of ['<2@x>', '<1@x>']) content(writer.session().ehlo().envelope(), id, '250 ok').quit()
  t.same(
    mailsIn(writer).map(({ tries }) => tries),
    [
      [1, 4],
      [2, 3],
    ],
  )
  t.end()
})

t.test('without one, size tells apart what sender and recipients do not', (t) => {
  const writer = transcript()
  for (const bytes of [100, 200]) content(writer.session().ehlo().envelope(), null, '451 4.3.0 Later', bytes).quit()
  for (const bytes of [200, 100]) content(writer.session().ehlo().envelope(), null, '250 ok', bytes).quit()
  t.same(
    mailsIn(writer).map(({ tries }) => tries),
    [
      [1, 4],
      [2, 3],
    ],
  )
  t.end()
})

t.test('what was taken, or refused for good, does not come again: the next one is another mail', (t) => {
  const writer = inClear(inClear(transcript()))
  writer
    .session()
    .ehlo()
    .asks('MAIL FROM:<a@client.test>', '250 ok')
    .asks('RCPT TO:<b@mail.test>', '550 5.1.1 Unknown')
    .quit()
  inClear(writer)
  t.same(
    mailsIn(writer).map(({ tries, delay }) => [tries, delay]),
    [
      [[1], 0],
      [[2], 0],
      [[3], null],
      [[4], 0],
    ],
  )
  t.end()
})

t.test('a mail that is turned away without TLS and comes again inside it is one', (t) => {
  const writer = transcript()
    .session()
    .ehlo()
    .asks('MAIL FROM:<a@client.test>', '530 5.7.0 Must issue a STARTTLS command first')
    .asks('STARTTLS', '220 go')
    .hello()
    .established()
    .ehlo()
    .mail()
    .quit()
  t.match(mailsIn(writer), [{ tries: [1, 1], refusals: ['530 5.7.0 Must issue a STARTTLS command first'] }])
  t.end()
})

t.test('a recipient that is deferred keeps the mail waiting, the other one does not', (t) => {
  const writer = transcript()
    .session()
    .ehlo()
    .asks('MAIL FROM:<a@client.test>', '250 ok')
    .asks('RCPT TO:<b@mail.test>', '250 ok')
    .asks('RCPT TO:<c@mail.test>', GREYLISTED)
  content(writer, null, '250 ok').quit()
  writer.after(40).session().ehlo().asks('MAIL FROM:<a@client.test>', '250 ok').asks('RCPT TO:<c@mail.test>', '250 ok')
  writer
    .asks('DATA', '354 go')
    .content()
    .event('smtp.message-accepted', {
      ...{ id: 'id-2', sender: 'a@client.test', recipients: ['c@mail.test'], bytes: 100 },
      ...{ secured: false, authenticated: false },
    })
    .hears('250 ok')
    .quit()
  const [mail, ...more] = mailsOf(connectionsOf(writer))
  t.same(more, [])
  t.same(mail?.accepted, ['b@mail.test', 'c@mail.test'])
  t.equal(mail && delayOf(mail), 50)
  t.end()
})

t.test('a connection that was turned away before it named a mail is a try of the next one', (t) => {
  const writer = transcript()
    .session()
    .tls(OLD_HELLO, { version: 'TLSv1' })
    .auth('421 4.7.66 TLS 1.0 and 1.1 are not supported')
    .closed('server')
  writer.after(20).session().tls().auth('235 2.7.0 Ok').mail().quit()
  t.same(mailsIn(writer), [
    { tries: [2], before: [1], delay: 30, refusals: ['421 4.7.66 TLS 1.0 and 1.1 are not supported'] },
  ])
  // One that said EHLO and left had nothing to send.
  const idle = inClear(transcript().session().ehlo().quit())
  t.match(mailsIn(idle), [{ before: [] }])
  t.end()
})
