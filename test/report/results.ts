// Results made by hand: one of each kind, and those of a client that tries to get out of every report.

import type { ScenarioResult } from '../../src/report/result.ts'
import type { ResultReportOptions } from '../../src/report/result-report.ts'
import type { EventFields, EventName, TranscriptEvent } from '../../src/transcript/events.ts'
import type { Judgement } from '../../src/verdict/judgement.ts'

export const OPTIONS: ResultReportOptions = {
  colour: false,
  policy: 'mandatory',
  generatedAt: new Date('2026-11-23T04:05:06.789Z'),
  control: null,
}

export type Made = { [E in EventName]: readonly [event: E, fields: EventFields[E], session?: number] }[EventName]

/** Events one millisecond apart, of session 1 unless told otherwise. */
export function eventsOf(...made: readonly Made[]): TranscriptEvent[] {
  return made.map(([event, fields, session = 1], at) => ({ seq: at + 1, session, atMs: at, event, ...fields }) as never)
}

export function judgementOf(changed: Partial<Judgement> = {}): Judgement {
  return {
    verdict: 'pass',
    policy: 'mandatory',
    outcome: 'encrypted',
    leak: 'none',
    onward: null,
    basis: 'delivered',
    reason: null,
    confirmed: true,
    failed: [],
    diagnoses: [],
    ...changed,
  }
}

export function resultOf(
  scenario: string,
  judgement: Partial<Judgement>,
  more: Partial<ScenarioResult> = {},
): ScenarioResult {
  return {
    scenario,
    title: `About ${scenario}`,
    judgement: judgementOf(judgement),
    client: { exit: 0, signal: null, says: 'delivered', output: '' },
    sessions: 1,
    durationMs: 1500,
    events: [],
    skipped: null,
    baseline: null,
    ...more,
  }
}

export const OPENED: EventFields['session.opened'] = {
  from: '192.0.2.7',
  fromPort: 4711,
  to: '127.0.0.1',
  toPort: 2525,
}
export const CLOSED: EventFields['session.closed'] = { by: 'client', how: 'fin', bytesReceived: 90, bytesSent: 120 }

export const HELLO: EventFields['tls.hello-received'] = {
  summary: 'offers TLS 1.0 only, 2 suites (1 weak), SNI mail.example',
  hello: {
    framing: 'tls',
    recordVersion: 'TLSv1',
    helloVersion: 'TLSv1',
    versions: ['TLSv1'],
    suites: ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_RC4_128_SHA', 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'],
    groups: ['x25519'],
    signatureAlgorithms: ['rsa_pkcs1_sha1'],
    extensions: ['server_name'],
    servername: 'mail.example',
    alpn: ['smtp'],
    weakSuites: ['TLS_RSA_WITH_RC4_128_SHA'],
    fallbackScsv: false,
    ja3: 'e'.repeat(32),
    ja4: 't10d230600_44099cda8a52_195413a0cc0f',
  },
}

export const ESTABLISHED: EventFields['tls.established'] = {
  version: 'TLSv1',
  suite: 'TLS_RSA_WITH_AES_128_CBC_SHA',
  cipher: 'AES128-SHA',
  bits: 128,
  servername: 'mail.example',
  alpn: null,
  clientCertificate: null,
  clientCertificateAsked: false,
}

export const CERTIFICATE: NonNullable<EventFields['tls.established']['clientCertificate']> = {
  subject: 'CN=probe',
  issuer: 'CN=some authority',
  fingerprint: 'AA:BB',
  validTo: '2030-01-01T00:00:00.000Z',
  trusted: false,
  problem: 'CERT_HAS_EXPIRED',
}

export function command(
  line: string,
  secured = false,
): readonly ['smtp.command-received', EventFields['smtp.command-received']] {
  return ['smtp.command-received', { line, verb: line.split(' ')[0] ?? '', secured }]
}

export function reply(
  code: number,
  lines: string[],
  secured = false,
): readonly ['smtp.reply-sent', EventFields['smtp.reply-sent']] {
  return ['smtp.reply-sent', { code, lines, secured }]
}

/** A client that sends its mail in clear: event 4 is the proof. */
export const IN_CLEAR = resultOf(
  'no-starttls',
  {
    verdict: 'fail',
    outcome: 'in-clear',
    leak: 'envelope',
    failed: [
      { id: 'no-leak', expected: 'nothing outside TLS', found: 'envelope in clear', events: [4], verdict: 'fail' },
    ],
    diagnoses: [
      {
        id: 'starttls-not-offered',
        cause: 'The server does not list STARTTLS.',
        advice: 'Turn it on.',
        reference: 'RFC 3207',
        events: [3],
      },
    ],
  },
  {
    title: 'No STARTTLS',
    client: { exit: 0, signal: null, says: 'delivered', output: 'sent\n' },
    events: eventsOf(
      ['session.opened', OPENED],
      command('EHLO probe.example'),
      reply(250, ['250-smtp.test', '250 PIPELINING']),
      command('MAIL FROM:<anna@example.com>'),
      ['session.closed', CLOSED],
    ),
  },
)

export const PASSED = resultOf('healthy', {})
export const UNCONFIRMED = resultOf('starttls-removed', { outcome: 'none', basis: 'silence', confirmed: false })
export const WARNED = resultOf('weak', {
  verdict: 'warn',
  failed: [{ id: 'outcome', expected: 'none', found: 'encrypted', events: [], verdict: 'warn' }],
})
export const NOTHING_CAME = resultOf(
  'cut',
  { verdict: 'inconclusive', outcome: 'none', basis: 'silence', reason: 'nothing-came', confirmed: false },
  { sessions: 0 },
)
export const SKIPPED = resultOf(
  'rc4',
  { verdict: 'skipped', outcome: 'none', basis: 'silence', reason: 'not-served-here', confirmed: false },
  { client: null, sessions: 0, skipped: 'No RC4 on this machine' },
)
export const BROKEN = resultOf(
  'drip',
  {},
  { events: eventsOf(['session.failed', { detail: 'TypeError: x\n    at y' }]) },
)

/** One of each kind, in no special order. */
export const ALL: readonly ScenarioResult[] = [PASSED, IN_CLEAR, WARNED, UNCONFIRMED, NOTHING_CAME, SKIPPED, BROKEN]

/** A result in which every text that can come from outside is this one. */
export function resultSaying(text: string): ScenarioResult {
  const finding = { expected: text, found: text, events: [3] }
  return {
    scenario: text,
    title: text,
    judgement: judgementOf({
      verdict: 'fail',
      failed: [
        { id: text, ...finding, verdict: 'fail' },
        { id: 'outcome', ...finding, events: [], verdict: 'warn' },
      ],
      diagnoses: [{ id: text, cause: text, advice: text, reference: text, events: [5] }],
    }),
    client: { exit: 1, signal: text, says: 'failed', output: text },
    sessions: 1,
    durationMs: 1,
    skipped: null,
    baseline: null,
    events: eventsOf(
      ['session.opened', { ...OPENED, from: text }],
      reply(250, [text]),
      ['smtp.command-received', { line: text, verb: text, secured: true, arrived: text }],
      ['smtp.reply-sent', { code: 500, lines: [text], secured: true, rule: text, sent: [`${text}!`] }],
      [
        'tls.hello-received',
        {
          summary: text,
          hello: {
            ...HELLO.hello,
            versions: [text],
            suites: [text],
            weakSuites: [text],
            groups: [text],
            signatureAlgorithms: [text],
            extensions: [text],
            servername: text,
            alpn: [text],
            ja3: text,
            ja4: text,
          },
        },
      ],
      [
        'tls.established',
        {
          ...ESTABLISHED,
          cipher: text,
          clientCertificate: { ...CERTIFICATE, subject: text, issuer: text, problem: text },
        },
      ],
      ['smtp.reply-lost', { code: 250, lines: [text] }],
      [
        'smtp.message-accepted',
        { id: text, sender: text, recipients: [text], bytes: 1, secured: false, authenticated: false },
      ],
      ['path.acted', { step: text, toward: 'client', detail: text }],
      ['smtp.foreign-protocol-received', { protocol: text, line: text }],
    ),
    secondHop: {
      scenario: text,
      events: eventsOf(
        ['session.opened', { ...OPENED, from: text }],
        ['smtp.command-received', { line: text, verb: text, secured: false }],
        reply(250, [text]),
      ),
    },
  }
}

/** What moves a cursor, hides or turns text round, apart from ends of lines: in no report for people is anything of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** What a client may say to break out of a format. */
export const HOSTILE: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  quotes: `" onmouseover="alert(1)" x='`,
  link: 'javascript:alert(1) [x](javascript:alert(1)) www.example.com @someone',
  entities: '&lt;b&gt; &amp;#60; &#x3c;',
  cdata: ']]> <![CDATA[ --> <!-- <?xml ?>',
  style: '</style></title></textarea></svg></details>',
  control: 'a\x00\x01\x08\x0b\x1b[2J\x1b]0;x\x07\x7f\x85\ufffe\uffff\ud800z',
  bidi: 'a\u202egnp.exe\u2066\u200b\u061cz',
  lines: 'a\r\n::error title=x::y\nnot ok 9\n...\n1..9\nBail out!\u2028z',
  tap: 'a # SKIP x \\# TODO \\',
  yaml: '--- "a": [b, {c: d}] |\n  ---\n  ...',
  table: 'a | b `c` **d** ~~e~~ \\| f',
  percent: '100%0A::set-env name=x::y,title=z:z ##[error]x',
  commands: 'x ::error::y ##[error]z '.repeat(40),
}
