// A report as text, page and mail, when everything in it comes from somebody who means harm.
import PostalMime from 'postal-mime'
import t from 'tap'
import { clientsOf, type TakenMail } from '../../src/client-report/clients.ts'
import { factsOf } from '../../src/client-report/facts.ts'
import { htmlReport } from '../../src/client-report/html.ts'
import { replyMail } from '../../src/client-report/reply.ts'
import { textReport } from '../../src/client-report/text.ts'
import { visible } from '../../src/transcript/visible.ts'
import { loaded } from '../verdict/real-runs.ts'
import { transcript } from '../verdict/transcript-builder.ts'

const AT = new Date('2026-03-01T12:00:00Z')
const ADDRESS = 'report-abcd@smtp.test'
const EVIL = '<img src=x onerror=alert(1)>"\'\u001b[2J\u202egnp.exe\r\nBcc: victim@example.org'

async function reported(fields: Partial<TakenMail> = {}) {
  const builder = transcript().session()
  builder
    .asks(`EHLO ${EVIL}`, '250 x')
    .starttls()
    .hello({ servername: EVIL, alpn: [EVIL] })
    .established()
    .mail()
    .quit()
  const mail: TakenMail = {
    ...{ id: EVIL, session: 1, sender: 'anna@example.com', recipients: [ADDRESS], secured: true },
    ...{ subject: `AAAA-2222 ${EVIL}`, messageId: '<1@example.com>', headers: [{ name: 'Received', value: EVIL }] },
    ...fields,
  }
  const [client] = clientsOf(builder.events, [mail], { address: ADDRESS, codes: ['AAAA-2222'] })
  if (!client) throw new Error('no client')
  const extras = ['hello', 'transcript', 'headers'] as const
  const facts = factsOf(client, { scenario: await loaded('healthy'), authorityGiven: true, extras })
  return { client, facts, mail: () => replyMail(client, facts, { address: ADDRESS, at: AT }) }
}

t.test('text: one line stays one line, and nothing moves the cursor or turns the text round', async (t) => {
  const text = textReport((await reported()).facts)
  t.match(
    text,
    /^Report on AAAA-2222 from 127\.0\.0\.1 \(scenario healthy\): 0 wrong, 2 to improve\n/,
    'its name, and no EHLO inside TLS',
  )
  t.equal(visible(text.replaceAll('\n', '')), text.replaceAll('\n', ''), 'there is nothing left to make visible')
  t.equal(/^Bcc:/m.test(text), false)
  t.match(text, '\\u202egnp.exe')
})

t.test('page: what the client sent is text', async (t) => {
  const page = htmlReport([(await reported()).facts], AT)
  t.match(page, '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;')
  t.notMatch(page, /<img|<script|onerror=[^a]/)
  t.equal(page.includes('\u202e') || page.includes('\u001b'), false)
  t.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;/)
  t.match(page, '<meta name="viewport" content="width=device-width, initial-scale=1">')
  t.match(htmlReport([], AT), 'Nobody has come.')
})

t.test('mail: header fields are ours alone, and both parts are whole', async (t) => {
  const { facts, mail } = await reported()
  const raw = mail() ?? ''
  const [head = '', ...body] = raw.split('\r\n\r\n')
  t.same(
    head.split('\r\n').map((line) => line.split(':')[0]),
    [
      'From',
      'To',
      'Subject',
      'Date',
      'Message-ID',
      'In-Reply-To',
      'References',
      'Auto-Submitted',
      'MIME-Version',
      'Content-Type',
    ],
  )
  t.match(head, '\r\nSubject: Report AAAA-2222\r\nDate: Sun, 01 Mar 2026 12:00:00 +0000\r\n')
  t.ok(body.length > 0)
  for (const line of raw.split('\r\n'))
    t.ok(line.length <= 998 && /^[\x20-\x7e]*$/.test(line), 'RFC 5322 section 2.1.1')
  const parsed = await PostalMime.parse(raw)
  t.match(parsed, { to: [{ address: 'anna@example.com' }], from: { address: ADDRESS }, inReplyTo: '<1@example.com>' })
  t.equal(parsed.text?.trim(), textReport(facts).trim())
  t.equal(parsed.html?.trim(), htmlReport([facts], AT).trim())
})

t.test('mail: no answer to nobody, to a bounce, or to what is no address', async (t) => {
  for (const sender of ['', 'anna', EVIL, 'a@b\r\nBcc: c@d', 'a@b>,<c@d', 'a b@c', `${'a'.repeat(250)}@example.com`]) {
    t.equal((await reported({ sender })).mail(), null, JSON.stringify(sender))
  }
  for (const sender of ['a+b.c@example.com', "o'neil@x", 'a@[192.0.2.1]', 'a@[IPv6:2001:db8::1]']) {
    t.match((await reported({ sender })).mail(), `To: <${sender}>\r\n`)
  }
  for (const messageId of [EVIL, '<a@b>\r\nX: y', null]) {
    t.notMatch((await reported({ messageId })).mail(), /In-Reply-To|References|^X:/m)
  }
})
