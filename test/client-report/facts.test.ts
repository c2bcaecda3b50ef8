// What is read out of a client's sessions, and how clients are told apart; transcripts are written by hand.
import t from 'tap'
import { clientsOf, type TakenMail } from '../../src/client-report/clients.ts'
import { codeIn, codesOf, localPartOf } from '../../src/client-report/codes.ts'
import { type ClientFacts, factsOf } from '../../src/client-report/facts.ts'
import { loaded } from '../verdict/real-runs.ts'
import { OLD_HELLO, type TranscriptBuilder, transcript } from '../verdict/transcript-builder.ts'

const ASKED = { address: 'report-abcd@smtp.test', codes: ['AAAA-2222', 'BBBB-3333'] }

function mailIn(session: number, fields: Partial<TakenMail> = {}): TakenMail {
  return {
    id: `ID${session}`,
    session,
    sender: 'anna@example.com',
    recipients: [ASKED.address],
    secured: true,
    subject: 'AAAA-2222',
    messageId: null,
    headers: [],
    ...fields,
  }
}

/** The facts of the only client. */
async function seen(
  builder: TranscriptBuilder,
  { scenario = 'healthy', authorityGiven = true, mails = [mailIn(1)] } = {},
): Promise<ClientFacts> {
  const [client, ...others] = clientsOf(builder.events, mails, ASKED)
  if (!client || others.length > 0) throw new Error(`${others.length + 1} clients`)
  return factsOf(client, { scenario: await loaded(scenario), authorityGiven })
}

t.test('address and codes follow from the seed, are different, and easy to copy', async (t) => {
  t.same(codesOf(7, 3), codesOf(7, 3))
  t.notSame(codesOf(7, 3), codesOf(8, 3))
  t.not(localPartOf(7), localPartOf(8))
  t.match(localPartOf(7), /^report-[a-z2-9]{4}$/)
  const many = codesOf(1, 1000)
  t.equal(new Set(many).size, 1000)
  for (const code of many) t.match(code, /^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/)
  t.equal(codeIn('Re: my test, aaaa-2222', ASKED.codes), 'AAAA-2222', 'in whatever case')
  t.equal(codeIn('AAAA 2222', ASKED.codes), null)
})

t.test('clients are told apart by code, and by source address where they share one', async (t) => {
  const builder = transcript()
  for (const from of ['192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.3']) builder.session({ from }).tls().mail().quit()
  const mails = [
    mailIn(1),
    mailIn(2, { subject: 'x BBBB-3333 y' }),
    mailIn(3),
    mailIn(4, { recipients: ['else@smtp.test'] }),
  ]
  const clients = clientsOf(builder.events, mails, ASKED)
  t.same(
    clients.map(({ code, from, mails }) => `${code} ${from} ${mails.map(({ session }) => session)}`),
    ['AAAA-2222 192.0.2.1 1', 'BBBB-3333 192.0.2.1 2', 'AAAA-2222 192.0.2.2 3', 'null 192.0.2.3 4'],
    'a mail to another address has no code, whatever its subject',
  )
})

t.test('sessions without a mail belong to the mail that comes after them, from the same address', async (t) => {
  const builder = transcript().session({ from: '192.0.2.9' }).ehlo().quit()
  builder.session().tls().asks('MAIL FROM:<a@x>', '451 4.7.1 Try again later').quit().after(60_000)
  builder.session().tls().mail().quit()
  const clients = clientsOf(builder.events, [mailIn(3)], ASKED)
  t.same(
    clients.map(({ code, from, tries }) => `${code} ${from} ${tries.length}`),
    ['null 192.0.2.9 1', 'AAAA-2222 127.0.0.1 2'],
  )
  const facts = await factsOf(clients[1] as (typeof clients)[number], {
    scenario: await loaded('healthy'),
    authorityGiven: true,
  })
  t.match(facts.tries, [
    { sessions: 1, afterMs: null, end: { taken: false, words: '451 4.7.1 Try again later' } },
    { sessions: 1, afterMs: 60_000, end: { taken: true } },
  ])
})

t.test('a hello: versions, suites with their strength, and what was agreed', async (t) => {
  const old = await seen(
    transcript()
      .session()
      .starttls()
      .hello({ ...OLD_HELLO, suites: ['TLS_RSA_WITH_RC4_128_SHA'] }),
  )
  t.match(old.tls, {
    versions: [{ name: 'TLSv1', old: true }],
    onlyHighest: true,
    suites: [{ name: 'TLS_RSA_WITH_RC4_128_SHA', strength: 'weak' }],
    weakest: 'weak',
    agreed: null,
  })
  const modern = await seen(transcript().session().tls().mail().quit())
  t.match(modern.tls, { onlyHighest: false, weakest: 'modern', fellBackTo: null, servername: 'localhost', alpn: [] })
  t.match(modern.tls?.agreed, { version: 'TLSv1.3', bits: 128, strength: 'modern' })
  t.equal((await seen(transcript().session().ehlo().mail().quit())).tls, null)
})

t.test('a second hello that offers less is a fallback', async (t) => {
  const builder = transcript().session().starttls().hello().event('session.closed', CLOSED)
  const { tls } = await seen(
    builder.session().starttls().hello(OLD_HELLO).established({ version: 'TLSv1' }).mail().quit(),
  )
  t.equal(tls?.fellBackTo, 'TLSv1')
})

const CLOSED = { by: 'client', how: 'fin', bytesReceived: 500, bytesSent: 2000 } as const
const alert = (name: string) => ({ level: 'fatal', number: 48, name, inferred: false }) as const

t.test('what a handshake proves of the certificate, and what it does not', async (t) => {
  const wentOn = () => transcript().session().tls().mail().quit()
  t.match((await seen(wentOn())).certificate, { seen: 'accepted', fault: null }, 'it may check, or not')
  t.match((await seen(wentOn(), { authorityGiven: false })).certificate, {
    seen: 'not-checked',
    authorityUnknown: true,
  })
  t.match((await seen(wentOn(), { scenario: 'cert-expired' })).certificate, { seen: 'not-checked', fault: 'expired' })
  t.match((await seen(wentOn(), { scenario: 'cert-no-common-name' })).certificate, { seen: 'accepted' }, 'no mistake')
  const refused = transcript().session().starttls().hello().event('tls.alert-received', alert('unknown_ca'))
  t.match((await seen(refused, { mails: [] })).certificate, { seen: 'refused', alert: 'unknown_ca' })
  const left = transcript().session().starttls().hello().established().event('session.closed', CLOSED)
  t.match((await seen(left, { mails: [], authorityGiven: false })).certificate, { seen: 'left' }, 'proves nothing')
  const broken = transcript()
    .session()
    .starttls()
    .hello()
    .event('tls.failed', { reason: 'no-common-suite', detail: '' })
  t.match((await seen(broken, { mails: [] })).certificate, { seen: 'unseen' })
})

t.test('when it uses TLS', async (t) => {
  const policy = async (builder: TranscriptBuilder) => (await seen(builder, { mails: [] })).starttls.policy
  const refused = () => transcript().session().ehlo().asks('STARTTLS', '454 4.7.0 not now')
  t.equal(await policy(transcript().session().tls().mail().quit()), 'asks')
  t.equal(await policy(transcript().session().ehlo().mail().quit()), 'ignores')
  t.equal(await policy(transcript().session().ehloWithoutStarttls().mail().quit()), 'falls-back')
  t.equal(await policy(refused().mail().quit()), 'falls-back')
  t.equal(await policy(refused().quit()), 'insists')
  t.equal(await policy(transcript().session().ehloWithoutStarttls().quit()), 'insists')
  t.equal(await policy(transcript().session().ehlo().quit()), 'unseen')
  t.equal(
    await policy(transcript().session({ greeting: null }).hello().established().ehlo([]).mail().quit()),
    'implicit',
  )
  const leaking = transcript().session().ehloWithoutStarttls().asks('AUTH PLAIN [redacted]', '535 no').quit()
  t.equal(await policy(leaking), 'falls-back', 'a password in clear is no insisting')
  const fallen = transcript().session().starttls().hello().event('tls.failed', { reason: 'engine', detail: '' })
  t.equal(await policy(fallen.event('session.closed', CLOSED).session().ehlo().mail().quit()), 'falls-back')
})

t.test('logins: mechanism, TLS, initial response, reply; never the user', async (t) => {
  const builder = transcript().session().ehlo().asks('AUTH LOGIN', '334 VXNlcm5hbWU6').saysSecret()
  builder.hears('334 UGFzc3dvcmQ6').saysSecret().hears('535 5.7.8 no').asks('STARTTLS', '220 go').hello().established()
  const { logins } = await seen(builder.asks('auth plain [redacted]', '235 2.7.0 ok').mail().quit())
  t.same(logins, [
    { mechanism: 'LOGIN', secured: false, initialResponse: false, reply: 535 },
    { mechanism: 'PLAIN', secured: true, initialResponse: true, reply: 235 },
  ])
})

t.test('the dialogue: names, EHLO inside TLS, pipelining, line ends, leave', async (t) => {
  const kind = async (name: string) =>
    (await seen(transcript().session().asks(`EHLO ${name}`, '250 x').quit(), { mails: [] })).dialogue.greetings[0]?.kind
  t.equal(await kind('mail.example.com'), 'name')
  t.equal(await kind('[192.0.2.1]'), 'literal')
  t.equal(await kind('[IPv6:2001:db8::1]'), 'literal')
  t.equal(await kind('localhost'), 'other')
  t.equal(await kind('192.0.2.1'), 'other')
  t.equal(await kind('x<script>.com'), 'other')
  const tidy = (await seen(transcript().session().tls().mail().quit())).dialogue
  t.match(tidy, { greetedAgain: true, pipelines: false, bareLf: [], ends: ['quit'] })
  const odd = transcript().session().starttls().hello().established()
  odd.says('MAIL FROM:<a@x> SIZE=5 AUTH=anna@example.com').says('RCPT TO:<b@x>', { pipelined: true }).hears('250 ok')
  odd.event('smtp.content-received', { bytes: 5, via: 'BDAT', complete: true, secured: true })
  odd.event('smtp.bare-lf-received', { line: null, secured: true, contentLine: 2 }).event('session.closed', CLOSED)
  t.match((await seen(odd)).dialogue, {
    ...{ greetedAgain: false, pipelines: true, via: ['BDAT'], bareLf: ['content'], ends: ['closed'] },
    mailParameters: ['SIZE=5', 'AUTH=...'],
  })
})

t.test('items on request, and no others', async (t) => {
  const builder = transcript().session().tls().mail().quit()
  const headers = [{ name: 'X-A', value: '1' }]
  const [client] = clientsOf(builder.events, [mailIn(1, { headers })], ASKED)
  if (!client) throw new Error('no client')
  const options = { scenario: await loaded('healthy'), authorityGiven: true }
  const usual = factsOf(client, options)
  t.same(
    ['hello', 'transcript', 'headers'].filter((key) => key in usual),
    [],
  )
  const asked = factsOf(client, { ...options, extras: ['hello', 'transcript', 'headers'] })
  t.match(asked, { hello: { servername: 'localhost' }, headers })
  t.equal(asked.transcript?.length, builder.events.length)
})
