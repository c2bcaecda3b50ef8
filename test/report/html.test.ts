import { createHash } from 'node:crypto'
import t from 'tap'
import { htmlReport } from '../../src/report/html.ts'
import type { ScenarioResult } from '../../src/report/result.ts'
import {
  ALL,
  CERTIFICATE,
  CLOSED,
  command,
  ESTABLISHED,
  eventsOf,
  HELLO,
  HOSTILE,
  IN_CLEAR,
  NOTHING_CAME,
  OPENED,
  OPTIONS,
  PASSED,
  reply,
  resultOf,
  resultSaying,
  UNSEEN,
} from './results.ts'
import { type Tag, tagsOf, textOf } from './tags.ts'

const render = (results: readonly ScenarioResult[], options = OPTIONS) => htmlReport.render(results, options)

t.test('the page stands alone and lets nothing in but its own style', async (t) => {
  const page = render(ALL)
  const tags = tagsOf(page)
  const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? ''
  const policy = tags.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')
  t.equal(
    policy?.attributes.content,
    `default-src &#39;none&#39;; style-src &#39;sha256-${createHash('sha256').update(style).digest('base64')}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`,
  )
  t.notMatch(style, /url\(|@import|https?:/)
  t.notOk(tags.some(({ name }) => ['script', 'link', 'img', 'iframe', 'object', 'form', 'base'].includes(name)))
})

t.test('every link leads to a place in the page, and every place has one name', async (t) => {
  const tags = tagsOf(render([...ALL, IN_CLEAR]))
  const ids = tags.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]))
  t.equal(new Set(ids).size, ids.length)
  const links = tags.flatMap(({ name, attributes }) => (name === 'a' || name === 'use' ? [attributes.href] : []))
  t.same(
    links.filter((href) => !ids.includes(href?.replace(/^#/, '') ?? '')),
    [],
  )
})

t.test('each verdict has its own shape beside its word', async (t) => {
  const page = render(ALL)
  const shapes = tagsOf(page).flatMap(({ name, attributes }) => (name === 'use' ? [attributes.href] : []))
  t.same(
    new Set(shapes),
    new Set(['#i-pass', '#i-fail', '#i-warn', '#i-unconfirmed', '#i-inconclusive', '#i-skipped', '#i-bug']),
  )
  for (const word of [
    'pass',
    'fail',
    'warn',
    'pass (unconfirmed)',
    'inconclusive',
    'skipped',
    'bug of the simulator',
  ]) {
    t.match(textOf(page), word)
  }
})

t.test('what to change is on top, once for all scenarios that show it', async (t) => {
  const page = render([PASSED, IN_CLEAR, { ...IN_CLEAR, scenario: 'another' }])
  const top = textOf(page.slice(0, page.indexOf('id="matrix"')))
  t.match(top, 'What to change starttls-not-offered in no-starttls , another see RFC 3207')
  t.equal(top.split('Turn it on.').length, 2, 'told once')
  t.match(textOf(render([PASSED])), 'Nothing: the client did right everywhere.')
})

t.test('what failed is open, what passed is closed', async (t) => {
  const open = tagsOf(render([PASSED, IN_CLEAR, NOTHING_CAME])).flatMap(({ attributes }) =>
    attributes.class?.startsWith('scenario') ? [[attributes.class, 'open' in attributes]] : [],
  )
  t.same(open, [
    ['scenario pass', false],
    ['scenario fail', true],
    ['scenario inconclusive', true],
  ])
})

t.test('the evidence of a finding is linked, and marked in the conversation', async (t) => {
  const page = render([IN_CLEAR])
  t.match(page, '<a href="#s1-e4">4</a>')
  const proof = /<li id="s1-e4" class="client evidence">[\s\S]*?<\/li>/.exec(page)?.[0] ?? ''
  t.match(textOf(proof), 'MAIL FROM:<anna@example.com> 4 shows no-leak')
  t.match(proof, 'href="#s1-x1"')
  t.match(page, 'id="s1-x1"')
})

const SECURED = resultOf(
  'tls10',
  { verdict: 'fail' },
  {
    client: { exit: 1, signal: null, says: 'failed', output: 'no\n' },
    events: eventsOf(
      ['session.opened', OPENED],
      [
        'smtp.reply-sent',
        {
          code: 250,
          lines: ['250-smtp.test', '250 XXXXXXXA'],
          secured: false,
          sent: ['250-smtp.test', '250 STARTTLS'],
        },
      ],
      ['smtp.command-received', { line: 'STARTTLS', verb: 'STARTTLS', secured: false, arrived: null }],
      ['tls.hello-received', HELLO],
      ['tls.established', { ...ESTABLISHED, clientCertificate: CERTIFICATE }],
      command('QUIT', true),
      reply(221, ['221 Bye'], true),
      ['tls.alert-received', { level: 'fatal', number: 70, name: 'protocol_version', inferred: false }],
      ['session.closed', CLOSED],
      ['session.opened', OPENED, 2],
      ['session.closed', { ...CLOSED, bytesReceived: 0 }, 2],
    ),
  },
)

t.test('the conversation: client left, server right, what ran inside TLS marked', async (t) => {
  const page = render([SECURED])
  t.match(page, /<li id="s1-e6" class="client tls">\s*<time>0\.005<\/time><span class="lock">tls<\/span>/)
  t.match(page, /<li id="s1-e7" class="server tls">/)
  t.match(page, /<li id="s1-e8" class="fact bad">/)
  t.match(textOf(page), 'alert from the client: 70 protocol_version')
  t.match(textOf(page), 'Session 2 from 192.0.2.7, at 0.009 s: a port check, not judged')
})

t.test('what the second server of a relay heard has a conversation of its own', async (t) => {
  const secondHop = {
    scenario: 'no-starttls',
    events: eventsOf(['session.opened', OPENED], command('EHLO relay.test')),
  }
  const diagnoses = [{ id: 'next-hop-in-clear', cause: '', advice: '', reference: '', events: [2] }]
  const events = eventsOf(['session.opened', OPENED], command('EHLO client.test'))
  const page = render([resultOf('relayed', { diagnoses }, { events, secondHop })])
  t.match(textOf(page), 'Conversation with the second server, no-starttls')
  t.match(page, /<li id="s1-h2-e2" class="client">[\s\S]*?EHLO relay\.test/)
  t.match(page, /<li id="s1-e2" class="client evidence">[\s\S]*?EHLO client\.test/, 'evidence is of the first one')
  t.notMatch(textOf(render([SECURED])), 'second server')
})

t.test('what a terminal leaves out is left out, unless something rests on it', async (t) => {
  const chosen = ['tls.engine-chosen', { engine: 'openssl', policy: null, because: null }, 0] as const
  const events = eventsOf(chosen, ['session.opened', OPENED], command('NOOP'))
  t.notMatch(render([resultOf('x', {}, { events })]), 'engine-chosen')
  const failed = [{ id: 'x', expected: '', found: '', events: [1], verdict: 'fail' as const }]
  t.match(render([resultOf('x', { failed }, { events })]), /<li id="s1-e1"[\s\S]*?tls\.engine-chosen/)
})

t.test('what the path changed stands beside what was received', async (t) => {
  const page = render([SECURED])
  t.match(page, '<p>250-smtp.test</p><p>250 XXXXXXXA<span class="path">sent as <code>250 STARTTLS</code></span></p>')
  t.match(textOf(page), 'STARTTLS never arrived at the server')
})

t.test('the ClientHello and the certificate are opened up, weak things named so', async (t) => {
  const text = textOf(render([SECURED]))
  t.match(text, 'Versions TLS 1.0 old')
  t.match(
    text,
    'Suites (2) TLS_RSA_WITH_AES_128_CBC_SHA TLS_RSA_WITH_RC4_128_SHA weak TLS_EMPTY_RENEGOTIATION_INFO_SCSV signal',
  )
  t.match(text, 'Groups x25519 Signatures rsa_pkcs1_sha1 old Server name (SNI) mail.example ALPN smtp')
  t.match(text, `JA3 ${'e'.repeat(32)} JA4 t10d230600_44099cda8a52_195413a0cc0f`)
  t.match(
    text,
    'Subject CN=probe Issuer CN=some authority Valid to 2030-01-01T00:00:00.000Z SHA-256 AA:BB Trusted no : CERT_HAS_EXPIRED',
  )
})

t.test('what the client printed is there, closed', async (t) => {
  t.match(
    render([SECURED]),
    '<details class="part"><summary><h4>What the client printed</h4></summary>\n<pre class="output">no\n</pre>',
  )
})

t.test('a control that could not deliver can be read', async (t) => {
  const page = render([PASSED], { ...OPTIONS, control: IN_CLEAR })
  t.match(textOf(page), 'The control run no-starttls')
  t.match(page, 'id="s0-e4"')
  tagsOf(page)
})

t.test('a transcript that nobody could read is cut, and says so', async (t) => {
  const events = eventsOf(...Array(50_000).fill(command('NOOP')))
  const judgement = { failed: [{ id: 'x', expected: '', found: '', events: [25_000], verdict: 'fail' as const }] }
  const page = render([resultOf('long', { verdict: 'fail', ...judgement }, { events })])
  t.match(page, 'id="s1-e25000"', 'the evidence is there')
  t.match(textOf(page), '(23499 events are not shown here')
  t.ok(page.length < 2_000_000)
})

for (const [name, text] of Object.entries(HOSTILE)) {
  t.test(`${name}: what a client says stays text`, async (t) => {
    const page = render([resultSaying(text)])
    const shape = (tags: readonly Tag[]) => tags.map(({ name, attributes }) => [name, Object.keys(attributes)])
    t.same(shape(tagsOf(page)), shape(tagsOf(render([resultSaying('x')]))), 'the same tags as with harmless words')
    const keys = tagsOf(page).flatMap(({ attributes }) => Object.keys(attributes))
    t.same(
      keys.filter((key) => /^on|^style$|^src/.test(key)),
      [],
      'nothing that could run',
    )
    const links = tagsOf(page).flatMap(({ attributes }) => attributes.href ?? [])
    t.same(
      links.filter((href) => !/^#[\w-]+$/.test(href)),
      [],
      'no link out of the page',
    )
    t.notMatch(page, UNSEEN)
  })
}
