// The fields by which people look for a mail, as they come from the wire.
import t from 'tap'
import { headerFields } from '../../src/smtp/header-fields.ts'
import { events, introduced, serve } from './serve.ts'

const fields = (text: string) => headerFields(Buffer.from(text))

t.test('a header is read up to its empty line, folded fields as one (RFC 5322 section 2.2.3)', (t) => {
  t.strictSame(fields('Message-ID:\r\n <a@b>\r\nSubject: one\r\n\ttwo\r\n\r\nSubject: no\r\n'), {
    messageId: '<a@b>',
    subject: 'one\ttwo',
  })
  t.strictSame(fields('message-id : <a@b>\nSUBJECT:x\n\nbody'), { messageId: '<a@b>', subject: 'x' })
  t.strictSame(fields('Subject: \u017elu\u0165\r\n\r\n'), { subject: '\u017elu\u0165' }, 'RFC 6532')
  t.end()
})

t.test('what is missing, empty, or in the body is absent', (t) => {
  t.strictSame(fields(''), {})
  t.strictSame(fields('From: a@b\r\n\r\nMessage-ID: <a@b>\r\n'), {})
  t.strictSame(fields('Subject:\r\nX-Subject: x\r\n\r\n'), {})
  t.end()
})

t.test('a field is cut before it fills the transcript', (t) => {
  t.equal(fields(`Subject: ${'x'.repeat(20_000)}\r\n\r\n`).subject?.length, 500)
  t.end()
})

t.test('they are in the event of a message that is taken, and of one that is refused after its content', async (t) => {
  await using server = await serve({
    rules: [{ on: 'message', reply: '451 4.7.1 Greylisted', times: { first: 1 } }],
  })
  // A header that is longer than the first block of the content.
  const trace = Array.from({ length: 100 }, (_, at) => `Received: from a${at} by b; ${'x'.repeat(60)}`).join('\r\n')
  // The rule counts sessions.
  for (const reply of ['451 4.7.1 Greylisted', '250 *']) {
    await using client = await introduced(server)
    await client.asks('MAIL FROM:<a@b.example>', '250 *')
    await client.asks('RCPT TO:<c@d.example>', '250 *')
    await client.asks('DATA', '354 *')
    await client.asks(`${trace}\r\nMessage-ID: <1@b.example>\r\nSubject: an alarm\r\n\r\nx\r\n.`, reply)
  }
  const said = { messageId: '<1@b.example>', subject: 'an alarm' }
  t.match(events(server, 'smtp.message-refused'), [said])
  t.match(events(server, 'smtp.message-accepted'), [said])
})
