import t from 'tap'
import type { TranscriptEvent } from '../../src/index.ts'
import { summaryLines, TerminalTranscript, visible, visibleJson } from '../../src/report/terminal.ts'
import { EVENT_DOCS, type EventFields, type EventName } from '../../src/transcript/events.ts'
import { summarise } from '../../src/transcript/summary.ts'
import { transcriptOf } from '../transcript/session.ts'

const HELLO: EventFields['tls.hello-received']['hello'] = {
  framing: 'tls',
  recordVersion: 'TLSv1',
  helloVersion: 'TLSv1',
  versions: ['TLSv1'],
  suites: ['TLS_RSA_WITH_AES_128_CBC_SHA'],
  groups: [],
  signatureAlgorithms: [],
  extensions: [],
  servername: null,
  alpn: [],
  weakSuites: [],
  fallbackScsv: false,
  ja3: '',
  ja4: '',
}

const ESTABLISHED: EventFields['tls.established'] = {
  version: 'TLSv1',
  suite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
  cipher: 'AES128-SHA',
  bits: 128,
  servername: null,
  alpn: null,
  clientCertificate: null,
  clientCertificateAsked: false,
}

const CERTIFICATE: NonNullable<EventFields['tls.established']['clientCertificate']> = {
  subject: 'CN=anna',
  issuer: 'CN=some CA',
  fingerprint: 'AA:BB',
  validTo: '2030-01-01T00:00:00.000Z',
  trusted: false,
  problem: 'CERT_HAS_EXPIRED',
}

type Cases = { [E in EventName]: readonly [fields: EventFields[E], lines: readonly string[]][] }

/** Every event with the lines that people read of it; one that is missing does not compile. */
const CASES: Cases = {
  'tls.engine-chosen': [
    [{ engine: 'openssl', policy: null, because: null }, []],
    [{ engine: 'scripted', policy: null, because: null }, ['-- scripted TLS']],
    [
      { engine: 'scripted', policy: 0, because: 'OpenSSL under Node cannot serve SSLv3' },
      ['-- scripted TLS: OpenSSL under Node cannot serve SSLv3'],
    ],
  ],
  'session.opened': [
    [{ from: '192.0.2.1', fromPort: 4242, to: '127.0.0.1', toPort: 2525 }, ['-- connected from 192.0.2.1']],
  ],
  'session.closed': [
    [{ by: 'client', how: 'fin', bytesReceived: 1, bytesSent: 2 }, ['-- closed by the client']],
    [{ by: 'server', how: 'rst', bytesReceived: 1, bytesSent: 2 }, ['-- closed by the server with a reset']],
    [{ by: 'path', how: 'rst', bytesReceived: 1, bytesSent: 2 }, ['-- closed by the path with a reset']],
  ],
  'session.refused': [[{ reason: '20000 sessions are open' }, ['-- turned away: 20000 sessions are open']]],
  'session.failed': [[{ detail: 'TypeError: x' }, ['-- a bug of the simulator: TypeError: x']]],
  'proxy.header-received': [[{ version: 1, from: '192.0.2.1', fromPort: 4242 }, []]],
  'proxy.header-unreadable': [[{ reason: 'no PROXY header' }, ['-- no PROXY header: no PROXY header']]],
  'policy.chosen': [[{ policy: 1, from: '127.0.0.2' }, ['-- policy 1 is for 127.0.0.2']]],
  'tls.hello-received': [
    [{ hello: HELLO, summary: 'offers TLS 1.0 only, 1 suite' }, ['== ClientHello: offers TLS 1.0 only, 1 suite']],
  ],
  'tls.hello-unreadable': [[{ reason: 'it is HTTP', bytesHex: '47' }, ['== no ClientHello: it is HTTP']]],
  'tls.fault-played': [[{ fault: 'hang', detail: 'says nothing' }, ['== fault hang: says nothing']]],
  'tls.established': [
    [ESTABLISHED, ['== TLS 1.0 with AES128-SHA (128 bits)']],
    [
      { ...ESTABLISHED, version: 'TLSv1.2', clientCertificateAsked: true },
      ['== TLS 1.2 with AES128-SHA (128 bits), no client certificate'],
    ],
    [
      { ...ESTABLISHED, clientCertificateAsked: true, clientCertificate: CERTIFICATE },
      ['== TLS 1.0 with AES128-SHA (128 bits), client certificate CN=anna (CERT_HAS_EXPIRED)'],
    ],
    [
      {
        ...ESTABLISHED,
        clientCertificateAsked: true,
        clientCertificate: { ...CERTIFICATE, trusted: true, problem: null },
      },
      ['== TLS 1.0 with AES128-SHA (128 bits), client certificate CN=anna (trusted)'],
    ],
  ],
  'tls.failed': [
    [{ reason: 'client-closed', detail: 'in the middle' }, ['== handshake failed: client-closed (in the middle)']],
  ],
  'tls.alert-received': [
    [{ level: 'fatal', number: 48, name: 'unknown_ca', inferred: true }, ['== alert from the client: 48 unknown_ca']],
  ],
  'tls.alert-sent': [
    [
      { level: 'fatal', number: 70, name: 'protocol_version', inferred: true },
      ['== alert to the client: 70 protocol_version'],
    ],
  ],
  'tls.client-certificate-refused': [
    [{ problem: 'CERT_HAS_EXPIRED', by: 'reply' }, ['== client certificate refused: CERT_HAS_EXPIRED']],
  ],
  'tls.timed-out': [[{ afterMs: 30000 }, ['-- no handshake within 30000 ms']]],
  'smtp.command-received': [
    [{ line: 'EHLO x', verb: 'EHLO', secured: false }, ['C: EHLO x']],
    [
      { line: 'STARTTLS', verb: 'STARTTLS', secured: false, arrived: 'XXXXXXXX' },
      ['C: STARTTLS', '   (arrived at the server: XXXXXXXX)'],
    ],
    [
      { line: 'STARTTLS', verb: 'STARTTLS', secured: false, arrived: null },
      ['C: STARTTLS', '   (never arrived at the server)'],
    ],
  ],
  'smtp.credentials-received': [
    [{ mechanism: 'PLAIN', user: 'anna', secured: true }, ['-- credentials of anna by PLAIN']],
    [{ mechanism: 'PLAIN', user: 'anna', secured: false }, ['-- credentials of anna by PLAIN IN CLEAR']],
  ],
  'smtp.reply-sent': [
    [{ lines: ['250-a', '250 b'], code: 250, secured: false }, ['S: 250-a', 'S: 250 b']],
    [
      { lines: ['421 4.7.66 no'], code: 421, secured: true, rule: 'server.rules[0]' },
      ['S: 421 4.7.66 no', '-- by server.rules[0]'],
    ],
    [
      { lines: ['250 ok'], code: 250, secured: true, rule: 'server.rules[0]', delayedMs: 200 },
      ['S: 250 ok', '-- by server.rules[0] after 200 ms'],
    ],
    [
      { lines: ['250 XXXA'], code: 250, secured: false, sent: ['250-x', '250 STARTTLS'] },
      ['S: 250 XXXA', '   (sent by the server: 250-x / 250 STARTTLS)'],
    ],
    [{ lines: ['250 ok'], code: 250, secured: false, sent: null }, ['S: 250 ok', '   (never sent by the server)']],
  ],
  'smtp.reply-held': [
    [{ ms: 1000, secured: true, rule: 'server.rules[0]' }, ['-- the reply waits for 1000 ms (server.rules[0])']],
  ],
  'smtp.reply-lost': [
    [{ lines: ['250-a', '250 b'], code: 250 }, ['-- the reply never reached the client: 250-a / 250 b']],
  ],
  'smtp.reply-withheld': [
    // biome-ignore lint/suspicious/noThenProperty: the field of the event; never awaited
    [{ rule: 'server.rules[2]', then: 'silence' }, ['-- no reply (server.rules[2]), then silence']],
  ],
  'smtp.content-received': [
    [{ bytes: 90, via: 'DATA', complete: true, secured: true }, ['C: (90 bytes of message)']],
    [{ bytes: 12, via: 'BDAT', complete: false, secured: true }, ['C: (12 bytes of message, cut off)']],
  ],
  'smtp.message-accepted': [
    [
      { id: 'A1', sender: 'a@b', recipients: ['c@d'], bytes: 90, secured: true, authenticated: false },
      ['-- message A1 accepted inside TLS, 90 bytes'],
    ],
    [
      { id: 'A1', sender: 'a@b', recipients: ['c@d'], bytes: 90, secured: false, authenticated: false },
      ['-- message A1 accepted IN CLEAR, 90 bytes'],
    ],
  ],
  'smtp.message-refused': [[{ sender: 'a@b', recipients: ['c@d'], bytes: 90, secured: true }, ['-- message refused']]],
  'smtp.tls-record-received': [[{ hello: HELLO }, ['-- the client speaks TLS at once; this port speaks SMTP first']]],
  'smtp.foreign-protocol-received': [
    [{ protocol: 'http', line: 'GET / HTTP/1.1' }, ['-- the client speaks HTTP, not SMTP']],
  ],
  'smtp.bare-lf-received': [
    [{ line: 'EHLO x', secured: false }, ['-- the client ends lines with LF alone']],
    [{ line: null, secured: false, contentLine: 3 }, ['-- the client ends lines with LF alone, line 3 of the message']],
  ],
  'smtp.bare-lf-end-received': [
    [
      { sequence: '<LF>.<LF>', contentLine: 3, taken: false, secured: false },
      ['-- <LF>.<LF> in line 3 of the message: not its end'],
    ],
    [
      { sequence: '<CRLF>.<LF>', contentLine: 9, taken: true, secured: false },
      ['-- <CRLF>.<LF> in line 9 of the message: taken for its end'],
    ],
  ],
  'smtp.line-too-long': [[{ bytes: 70000, limit: 65536 }, ['-- a line of more than 65536 bytes']]],
  'smtp.partial-line-received': [[{ line: 'MAI' }, ['-- the connection ended inside a line: MAI']]],
  'smtp.pipelined-behind-starttls': [
    [{ bytes: 12, kind: 'commands' }, ['-- 12 bytes came behind STARTTLS in clear (commands)']],
  ],
  'smtp.talked-before-greeting': [[{ bytes: 3 }, ['-- the client talked before the greeting']]],
  'smtp.timed-out': [[{ afterMs: 60000 }, ['-- no command within 60000 ms']]],
  'path.acted': [
    [{ step: 'cut', toward: 'client', detail: 'cut after 100 bytes' }, ['-- path, cut: cut after 100 bytes']],
  ],
  'path.upstream-failed': [
    [{ upstream: '127.0.0.1:9', detail: 'ECONNREFUSED' }, ['-- 127.0.0.1:9 cannot be reached: ECONNREFUSED']],
  ],
  'relay.started': [
    [
      { id: 'A1', next: 'healthy', tls: 'none', recipients: 1 },
      ['-- relay: message A1 goes on to healthy (tls: none)'],
    ],
  ],
  'relay.delivered': [
    [
      { id: 'A1', secured: true, version: 'TLSv1.3', cipher: 'X', refused: [], inClear: 'none' },
      ['-- relay: message A1 delivered inside TLS 1.3 with X'],
    ],
    [
      { id: 'A1', secured: false, version: null, cipher: null, refused: ['a@example.org'], inClear: 'envelope' },
      ['-- relay: message A1 delivered IN CLEAR, but not for a@example.org'],
    ],
  ],
  'relay.refused': [
    [
      { id: 'A1', code: 550, reply: '550 5.7.1 no\x1b[2J', inClear: 'none' },
      ['-- relay: message A1 refused by the next server: 550 5.7.1 no\\x1b[2J'],
    ],
  ],
  'relay.failed': [
    [
      { id: 'A1', reason: 'no-tls', detail: 'STARTTLS is not offered', inClear: 'none' },
      ['-- relay: message A1 not delivered, no-tls: STARTTLS is not offered'],
    ],
  ],
  'relay.returned': [
    [
      { id: 'A1', to: 'a@example.com', status: '5.7.1', report: 'From: ...' },
      ['-- relay: a report that it did not arrive goes to a@example.com (5.7.1)'],
    ],
  ],
  'transcript.dropped': [[{ events: 10000 }, ['-- 10000 older events are gone']]],
  'transcript.session-lost': [
    [{ from: '192.0.2.1', sessions: 1 }, ['-- nothing is kept of a session from 192.0.2.1']],
    [{ from: '192.0.2.1', sessions: 7 }, ['-- nothing is kept of 7 sessions from 192.0.2.1']],
  ],
  'transcript.thinned': [[{ events: 7 }, ['-- 7 events like others of this session are gone']]],
}

function eventOf(event: EventName, fields: object, atMs = 1234): TranscriptEvent {
  return { seq: 1, session: 3, atMs, event, ...fields } as TranscriptEvent
}

t.test('every event has the lines that people are to read, and every event is tried', (t) => {
  t.same(Object.keys(CASES).sort(), Object.keys(EVENT_DOCS).sort())
  for (const [event, cases] of Object.entries(CASES)) {
    for (const [fields, lines] of cases) {
      const told = new TerminalTranscript({ colour: false }).lines(eventOf(event as EventName, fields))
      t.same(
        told.map((line) => line.slice('#3    0.000  tls  '.length)),
        lines,
        event,
      )
    }
  }
  t.end()
})

t.test('a line has session, seconds since it opened, and a mark for what went inside TLS', (t) => {
  const transcript = new TerminalTranscript({ colour: false })
  const [opened] = CASES['session.opened'][0] ?? []
  t.same(transcript.lines(eventOf('session.opened', opened ?? {}, 5000)), [
    '#3    0.000       -- connected from 192.0.2.1',
  ])
  t.same(transcript.lines(eventOf('smtp.command-received', { line: 'NOOP', secured: true }, 6042)), [
    '#3    1.042  tls  C: NOOP',
  ])
  t.end()
})

t.test('servers that share a terminal are told apart by name', (t) => {
  const transcript = new TerminalTranscript({ colour: false, label: 'healthy' })
  t.same(transcript.lines(eventOf('smtp.command-received', { line: 'NOOP', secured: false })), [
    'healthy #3    0.000       C: NOOP',
  ])
  t.end()
})

const ESCAPE = String.fromCharCode(0x1b)

t.test('with colour the same text stands between escape codes; without there are none', (t) => {
  const fields = { lines: ['421 4.7.66 no'], code: 421, secured: true }
  const [plain = ''] = new TerminalTranscript({ colour: false }).lines(eventOf('smtp.reply-sent', fields))
  const [coloured = ''] = new TerminalTranscript({ colour: true }).lines(eventOf('smtp.reply-sent', fields))
  t.notMatch(plain, ESCAPE)
  t.match(coloured, `${ESCAPE}[31mS: 421 4.7.66 no${ESCAPE}[39m`, 'an error is red, wherever the output goes')
  t.equal(coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), ''), plain)
  t.end()
})

const HOSTILE: readonly [name: string, text: string, shown: string][] = [
  ['an escape sequence', `${ESCAPE}[2J`, '\\x1b[2J'],
  ['CR and LF', 'a\r\nS: 250 ok', 'a\\x0d\\x0aS: 250 ok'],
  ['DEL and C1', '\x7f\x9b31m', '\\x7f\\x9b31m'],
  ['bidirectional overrides', 'a\u202eb\u2066c\u2069\u061cd\u200f', 'a\\u202eb\\u2066c\\u2069\\u061cd\\u200f'],
  ['text without width', 'a\u200bb\ufeffc\u2060d', 'a\\u200bb\\ufeffc\\u2060d'],
  ['separators of lines', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
]

t.test('what would move the cursor or hide text is shown', (t) => {
  for (const [name, text, shown] of HOSTILE) {
    t.equal(visible(text), shown, name)
    const line = new TerminalTranscript({ colour: false }).lines(eventOf('smtp.command-received', { line: text }))
    t.equal(line.length, 1, `${name} stays on its line`)
    t.ok(line[0]?.endsWith(`C: ${shown}`), name)
  }
  t.equal(visible('Grüße, 日本語 🎉 \\x1b'), 'Grüße, 日本語 🎉 \\x1b', 'all other text stays')
  t.end()
})

t.test('in JSON too, and there it still means the same', (t) => {
  for (const [name, text] of HOSTILE) {
    const json = visibleJson({ line: text })
    t.equal(visible(json), json, `nothing is left to be made visible: ${name}`)
    t.same(JSON.parse(json), { line: text }, name)
  }
  t.end()
})

t.test('the summary gives shares by TLS version, as providers report them', (t) => {
  const sessions = Array.from({ length: 100 }, (_, at) => ({ version: at < 15 ? 'TLSv1' : 'TLSv1.2', messages: 1 }))
  t.same(summaryLines(summarise(transcriptOf(sessions))), [
    '100 sessions, 100 messages',
    'messages: 15% TLS 1.0 (15), 85% TLS 1.2 (85)',
    'sessions: 15% TLS 1.0 (15), 85% TLS 1.2 (85)',
  ])
  t.end()
})

t.test('the summary names what went in clear, failed handshakes and port checks', (t) => {
  const sessions = [
    { version: 'TLSv1.3', messages: 1 },
    { messagesInClear: 2 },
    { handshakeFails: true },
    { probe: true },
  ]
  t.same(summaryLines(summarise(transcriptOf(sessions as Parameters<typeof transcriptOf>[0]))), [
    '3 sessions, 3 messages, 1 failed handshake, 1 port check',
    'messages: 33% TLS 1.3 (1), 67% in clear (2)',
    'sessions: 33% TLS 1.3 (1), 67% without TLS (2)',
  ])
  t.same(summaryLines(summarise([])), ['0 sessions, 0 messages'], 'nobody came')
  t.same(summaryLines(summarise(transcriptOf([{ probe: true }]))), ['0 sessions, 0 messages, 1 port check'])
  t.end()
})

t.test('a share is rounded, and what is there is never 0%', (t) => {
  const sessions = Array.from({ length: 1000 }, (_, at) => ({ version: at === 0 ? 'TLSv1' : 'TLSv1.2' }))
  t.equal(
    summaryLines(summarise(transcriptOf(sessions)))[1],
    'sessions: <1% TLS 1.0 (1), >99% TLS 1.2 (999)',
    'one session in a thousand is one that will fail',
  )
  t.end()
})
