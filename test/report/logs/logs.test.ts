// What logs say, against the seeds and the texts of the products; and what a hostile client makes of none of them.
import t from 'tap'
import { createAuthority } from '../../../src/ca/authority.ts'
import { issueClientCertificate } from '../../../src/ca/client-certificate.ts'
import { ciscoEsaLog } from '../../../src/report/logs/cisco-esa.ts'
import { emailgtwLog } from '../../../src/report/logs/emailgtw.ts'
import { exchangeSmtpReceiveLog } from '../../../src/report/logs/exchange-smtpreceive.ts'
import { exchangeSmtpSendLog } from '../../../src/report/logs/exchange-smtpsend.ts'
import { eximLog } from '../../../src/report/logs/exim.ts'
import { LOGS } from '../../../src/report/logs/index.ts'
import { mailMarshalLog } from '../../../src/report/logs/mailmarshal.ts'
import { postfixLog } from '../../../src/report/logs/postfix.ts'
import { sendmailLog } from '../../../src/report/logs/sendmail.ts'
import type { Made } from '../results.ts'
import { closed, greeted, hears, opened, says, secured, starttls, told } from './told.ts'

const ehlo = [says('EHLO test.com'), hears('250 mail.company.com')]

const MAIL = Buffer.from('Subject: a report\r\nMessage-ID:\r\n <1@test.com>\r\n\r\nMessage-ID: <no@header>\r\n')

const oneMail: Made[] = [
  says('MAIL FROM:<anna@test.com>'),
  hears('250 2.1.0 Ok'),
  says('RCPT TO:<someone@mail2.com>'),
  hears('250 2.1.5 Ok'),
  says('DATA'),
  hears('354 End data'),
  ['smtp.content-received', { bytes: 321, via: 'DATA', complete: true, secured: true }],
  [
    'smtp.message-accepted',
    {
      ...{ id: '47M1Zz28nD', sender: 'anna@test.com', recipients: ['someone@mail2.com'], bytes: 321 },
      ...{ secured: true, authenticated: false },
    },
  ],
  hears('250 2.0.0 Ok: queued as 47M1Zz28nD'),
  says('QUIT'),
  hears('221 2.0.0 Bye'),
  closed({ by: 'server' }),
]
const messages = [{ id: '47M1Zz28nD', raw: MAIL }]
const whole = [...greeted, ...ehlo, ...starttls, ...secured(), ...ehlo, ...oneMail]

const REFUSING: readonly Made[] = [
  ['tls.alert-received', { level: 'fatal', number: 48, name: 'unknown_ca', inferred: true }],
  [
    'tls.failed',
    {
      reason: 'client-alert',
      detail:
        'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca SSL alert number 48',
    },
  ],
]

const CERTIFICATE = { subject: 'CN=test.com', issuer: 'CN=CA', fingerprint: 'AA', validTo: '2030-01-01T00:00:00.000Z' }

t.test('Postfix: a mail over TLS, as its own log has it', (t) => {
  const smtpd = 'Nov 25 09:15:07 mail postfix/smtpd[10001]:'
  t.same(told(postfixLog, whole, { messages }), [
    `${smtpd} connect from unknown[192.0.2.7]`,
    `${smtpd} Anonymous TLS connection established from unknown[192.0.2.7]: TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)`,
    `${smtpd} 47M1Zz28nD: client=unknown[192.0.2.7]`,
    'Nov 25 09:15:07 mail postfix/cleanup[20001]: 47M1Zz28nD: message-id=<1@test.com>',
    'Nov 25 09:15:07 mail postfix/qmgr[30000]: 47M1Zz28nD: from=<anna@test.com>, size=321, nrcpt=1 (queue active)',
    `${smtpd} disconnect from unknown[192.0.2.7] ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7`,
  ])
  t.end()
})

t.test('Postfix: a recipient that is refused, a client that goes away, one whose handshake fails', (t) => {
  const refused = [
    ...greeted,
    ...ehlo,
    says('MAIL FROM:<anna@test.com>'),
    hears('250 2.1.0 Ok'),
    says('RCPT TO:<bob@example.org>'),
    hears('554 5.7.1 <bob@example.org>: Relay access denied'),
    closed(),
  ]
  t.same(texts(told(postfixLog, refused)).slice(1), [
    'NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <bob@example.org>: Relay access denied; from=<anna@test.com> to=<bob@example.org> proto=ESMTP helo=<test.com>',
    'lost connection after RCPT from unknown[192.0.2.7]',
    'disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 commands=2/3',
  ])
  t.same(texts(told(postfixLog, [...greeted, ...ehlo, ...starttls, ...REFUSING, closed({ by: 'server' })])).slice(1), [
    'SSL_accept error from unknown[192.0.2.7]: -1',
    'warning: TLS library problem: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48:',
    'lost connection after STARTTLS from unknown[192.0.2.7]',
    'disconnect from unknown[192.0.2.7] ehlo=1 starttls=0/1 commands=1/2',
  ])
  t.match(told(postfixLog, [...greeted, closed()])[1], 'lost connection after CONNECT from unknown[192.0.2.7]')
  t.end()
})

t.test('Postfix: trusted or not is said of the certificate of a client', (t) => {
  for (const [trusted, word] of [
    [true, 'Trusted'],
    [false, 'Untrusted'],
  ] as const) {
    const clientCertificate = { ...CERTIFICATE, trusted, problem: trusted ? null : 'DEPTH_ZERO_SELF_SIGNED_CERT' }
    const [, line] = texts(told(postfixLog, [...greeted, ...secured({ clientCertificate })]))
    t.match(line, `${word} TLS connection established from unknown[192.0.2.7]: TLSv1.2`)
  }
  t.end()
})

t.test('Cisco ESA: line 52 of seed 004, and the same in mail_logs', (t) => {
  const cipher = 'ECDHE-RSA-AES128-GCM-SHA256'
  const lines = told(ciscoEsaLog, [opened, ...secured({ cipher }), ...oneMail], { messages })
  t.equal(
    lines[3],
    '25 Nov 2019 09:15:07 (GMT +00:00) Incoming connection (ICID 724949) successfully accepted TLS protocol TLSv1.2 cipher ECDHE-RSA-AES128-GCM-SHA256.',
  )
  const info = 'Mon Nov 25 09:15:07 2019 Info:'
  t.same(
    lines.toSpliced(3, 1),
    [
      'New SMTP ICID 724949 interface Data 1 (192.0.2.1) address 192.0.2.7 reverse dns host unknown verified no',
      'ICID 724949 ACCEPT SG UNKNOWNLIST match sbrs[none] SBRS None',
      'ICID 724949 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES128-GCM-SHA256',
      'Start MID 200257070 ICID 724949',
      'MID 200257070 ICID 724949 From: <anna@test.com>',
      'MID 200257070 ICID 724949 RID 0 To: <someone@mail2.com>',
      "MID 200257070 Message-ID '<1@test.com>'",
      "MID 200257070 Subject 'a report'",
      'MID 200257070 ready 321 bytes from <anna@test.com>',
      'ICID 724949 close',
    ].map((text) => `${info} ${text}`),
  )
  t.match(told(ciscoEsaLog, [opened, ...REFUSING])[2], "ICID 724949 TLS failed: (167773208, 'error:0A000418:")
  t.end()
})

t.test('sendmail: STARTTLS=server, the mail, and the ruleset that seed 001 quotes', (t) => {
  const smtp = 'Nov 25 09:15:07 mail sm-mta[10001]:'
  t.same(told(sendmailLog, whole, { messages }).slice(1), [
    `${smtp} STARTTLS=server, relay=[192.0.2.7], version=TLSv1.2, verify=NO, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256/256`,
    `${smtp} 47M1Zz28nD: from=<anna@test.com>, size=321, class=0, nrcpts=1, msgid=<1@test.com>, proto=ESMTPS, daemon=MTA, tls_verify=NO, relay=[192.0.2.7]`,
  ])
  const weak = [
    ...greeted,
    ...ehlo,
    says('MAIL FROM:<anna@test.com>'),
    hears('503 5.7.0 encryption too weak 0 less than 112'),
  ]
  t.match(
    told(sendmailLog, weak).at(-1),
    'ruleset=check_mail, arg1=<anna@test.com>, relay=[192.0.2.7], reject=503 5.7.0 encryption too weak 0 less than 112',
  )
  t.match(
    told(sendmailLog, [...greeted, ...ehlo, ...starttls, ...REFUSING])[1],
    'STARTTLS=server, error: accept failed=-1, reason=tlsv1 alert unknown ca, SSL_error=1, errno=0, retry=-1, relay=[192.0.2.7]',
  )
  t.end()
})

t.test('bits that are less than the key: both are told', (t) => {
  const weak = { suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', cipher: 'DES-CBC3-SHA', bits: 112 }
  t.match(told(postfixLog, [...greeted, ...secured(weak)])[1], 'with cipher DES-CBC3-SHA (112/168 bits)')
  t.match(told(sendmailLog, [...greeted, ...secured(weak)])[1], 'cipher=DES-CBC3-SHA, bits=112/168')
  t.end()
})

t.test('Exim: X= as GnuTLS puts a suite together, a refusal, an alert by its name', (t) => {
  const [, arrival] = told(eximLog, whole, { messages })
  t.match(
    arrival,
    /^2019-11-25 09:15:07 1[0-9A-Za-z]{5}-047M1Zz28nD-0000 <= anna@test\.com H=\(test\.com\) \[192\.0\.2\.7\] P=esmtps X=TLS1\.2:ECDHE_RSA_AES_256_GCM_SHA384:256 CV=no S=321 id=1@test\.com$/,
  )
  t.match(
    told(eximLog, [...greeted, ...ehlo, ...starttls, ...REFUSING])[1],
    'TLS error on connection from (test.com) [192.0.2.7] (gnutls_handshake): A TLS fatal alert has been received.: CA is unknown',
  )
  const refused = [
    ...greeted,
    ...ehlo,
    says('MAIL FROM:<a@test.com>'),
    hears('250 OK'),
    says('RCPT TO:<b@x.org>'),
    hears('550 relay not permitted'),
  ]
  t.match(
    told(eximLog, refused)[1],
    'H=(test.com) [192.0.2.7] F=<a@test.com> rejected RCPT <b@x.org>: relay not permitted',
  )
  t.end()
})

const SENTENCE =
  'TLS protocol SP_PROT_TLS1_2_SIDE negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength ' +
  '256 bits MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with ' +
  'strength 256 bits'

t.test('Exchange, sending: line 46 of seed 004 with what leads to it', async (t) => {
  const authority = createAuthority({})
  const { cert } = await issueClientCertificate(authority, {})
  const certificates = [{ session: 1, by: 'server', pem: cert }] as const
  const lines = told(exchangeSmtpSendLog, whole, { messages, certificates })
  t.same(lines.slice(0, 5), [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.0.0.0',
    '#Log-type: SMTP Send Protocol Log',
    '#Date: 2019-11-25T09:15:07.000Z',
    '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
  ])
  const front = /^2019-11-25T09:15:07\.\d{3}Z,Internet,08D771AB00000001,(\d+),192\.0\.2\.7:4711,192\.0\.2\.1:25,/
  t.same(
    lines.slice(5).map((line) => Number(front.exec(line)?.[1])),
    lines.slice(5).map((_, at) => at),
  )
  const events = lines.slice(5).map((line) => line.replace(front, ''))
  t.same(events.slice(0, 6), [
    '+,,',
    '<,220 mail.company.com ESMTP,',
    '>,EHLO test.com,',
    '<,250 mail.company.com,',
    '>,STARTTLS,',
    '<,220 2.0.0 Ready to start TLS,',
  ])
  t.match(
    events[6],
    /^\*,"O=smtp-simulator, CN=smtp-simulator test client CN=smtp-simulator test CA [0-9A-F]{10,40} [0-9A-F]{40} \d{4}-\S+Z \d{4}-\S+Z.*",Remote certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names$/,
  )
  t.equal(events[7], `*,,${SENTENCE.replace('SIDE', 'CLIENT')}`)
  t.equal(events.at(-1), '-,,Remote')
})

t.test('Exchange, sending: UnknownCredentials, line 94 of seed 004', (t) => {
  const lines = told(exchangeSmtpSendLog, [
    ...greeted,
    ...ehlo,
    ...starttls,
    [
      'tls.failed',
      { reason: 'client-closed', detail: 'the client closed before a ClientHello was complete (0 bytes)' },
    ],
    closed(),
  ])
  // Without the certificate, which such a client never shows.
  t.same(lines.slice(-4).map(columns), [
    '>,STARTTLS,',
    '<,220 2.0.0 Ready to start TLS,',
    '*,,TLS negotiation failed with error UnknownCredentials',
    '-,,Local',
  ])
  t.end()
})

t.test('Exchange: the names of SChannel for other suites', (t) => {
  for (const [suite, bits, words] of [
    ['TLS_RSA_WITH_RC4_128_MD5', 128, 'CALG_RC4 with strength 128 bits MAC hash algorithm CALG_MD5 with strength 128'],
    [
      'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
      112,
      'CALG_3DES with strength 112 bits MAC hash algorithm CALG_SHA1 with strength 160',
    ],
    [
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
      128,
      'CALG_AES_128 with strength 128 bits MAC hash algorithm CALG_SHA_256 with strength 256',
    ],
  ] as const) {
    const line = told(exchangeSmtpSendLog, [...greeted, ...secured({ version: 'TLSv1', suite, bits })]).at(-1)
    t.match(
      line,
      `TLS protocol SP_PROT_TLS1_0_CLIENT negotiation succeeded using bulk encryption algorithm ${words} bits`,
    )
    t.match(line, suite.includes('ECDHE') ? 'CALG_ECDH_EPHEM with strength 256 bits' : 'CALG_RSA_KEYX')
  }
  const x25519 = told(exchangeSmtpSendLog, [...greeted, ...secured({}, ['secp256r1', 'x25519'])]).at(-1)
  t.match(x25519, 'CALG_ECDH_EPHEM with strength 255 bits', 'the preference of the server counts')
  const named = told(exchangeSmtpSendLog, [...greeted, ...secured({}, ['secp384r1', 'x25519'])], {
    groups: ['secp384r1'],
  })
  t.match(named.at(-1), 'CALG_ECDH_EPHEM with strength 384 bits', 'and what its scenario takes')
  t.end()
})

t.test('Exchange, receiving: the same session with the arrows turned round', (t) => {
  const lines = told(exchangeSmtpReceiveLog, whole, { messages })
  t.equal(lines[2], '#Log-type: SMTP Receive Protocol Log')
  t.match(lines[5], ',0,192.0.2.1:25,192.0.2.7:4711,+,,')
  const events = lines.slice(5).map(columns)
  for (const each of ['>,220 mail.company.com ESMTP,', '<,EHLO test.com,', `*,,${SENTENCE.replace('SIDE', 'SERVER')}`])
    t.ok(events.includes(each), each)
  t.equal(events.at(-1), '-,,Local')
  t.end()
})

// Lines 48 to 59 of seed 000, with what the article hides and cuts off: host, user, `334 UGF`, the 421 behind "Visit ".
const PROBE = [
  '(mm_login) getting username and password for host [192.0.2.1]',
  '(mm_login) no match: != [192.0.2.1] ([40)',
  'mm_login - unable to match server names, using user defined for first server - probe@example.com',
  '<suppressed>',
  '334 UGFzc3dvcmQ6',
  '<suppressed>',
  '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls.',
  '%Retrying LOGIN authentication after 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client ',
  'AUTH LOGIN',
  '[Winsock cleanup]',
  '?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)',
  '(send_it) smtp_auth failed',
]

t.test('emailgtw: the log of seed 000', (t) => {
  const events: Made[] = [
    ...greeted,
    says('AUTH LOGIN'),
    hears('334 VXNlcm5hbWU6'),
    says('[redacted]'),
    hears('334 UGFzc3dvcmQ6'),
    says('[redacted]'),
    ['smtp.credentials-received', { mechanism: 'LOGIN', user: 'probe@example.com', secured: true }],
    hears(PROBE[6] ?? ''),
    closed({ by: 'server' }),
  ]
  const lines = told(emailgtwLog, events)
  for (const line of lines) t.match(line, /^Nov 25 09:15:07:\d{3} emailgtw: /)
  t.same(lines.map((line) => line.slice(30)).slice(-PROBE.length), PROBE)
  const times = lines.map((line) => line.slice(0, 19))
  t.same(times, [...times].sort(), 'lines that had to wait keep their time')
  t.end()
})

t.test('MailMarshal: line 6 of seed 003 where TLS does not come about', (t) => {
  const lines = told(mailMarshalLog, [...greeted, ...ehlo, ...starttls, ...REFUSING])
  t.equal(lines.at(-1), '2019-11-25 09:15:07 No available IPv4 route for mail.company.com')
  t.equal(told(mailMarshalLog, whole).filter((line) => line.includes('No available')).length, 0)
  t.end()
})

// One line of what a client sends must stay one line, and must not reach a terminal as a command.
const HOSTILE = 'a\r\nNov 25 09:15:07 mail postfix/smtpd[1]: disconnect from all[::]\x1b[2J\x9b\u202e\u2028,"=x'

t.test('nothing that a client sends makes a line of its own, in any log', (t) => {
  const hostileMail = [
    { id: '47M1Zz28nD', raw: Buffer.from(`Subject: ${HOSTILE}\r\nMessage-ID: \x1b[2J\x00<x>\r\n\r\n`) },
  ]
  const calm = calmed(whole, 'calm')
  const wild = calmed(whole, HOSTILE)
  for (const log of LOGS) {
    const lines = told(log, wild, { messages: hostileMail })
    t.equal(lines.length, told(log, calm, { messages }).length, `${log.name}: as many lines`)
    for (const line of lines) if (!/^[\x20-\x7e]*$/.test(line)) t.fail(`${log.name}: ${JSON.stringify(line)}`)
  }
  t.end()
})

t.test('the CSV of a hostile client has its nine columns, and no formula', (t) => {
  for (const log of [exchangeSmtpSendLog, exchangeSmtpReceiveLog]) {
    for (const line of ['=HYPERLINK("http://x")', '@SUM(1,2)', '+1,"', '-1"",', 'EHLO a,"b"']) {
      const rows = told(log, [...greeted, says(line)])
        .slice(5)
        .map(cells)
      for (const row of rows) t.equal(row.length, 9, JSON.stringify(row))
      const data = rows.at(-1)?.[7]
      t.equal(data, /^[=@+-]/.test(line) ? `'${line}` : line)
    }
  }
  t.end()
})

t.test('a session whose beginning has left the transcript is told all the same', (t) => {
  for (const log of LOGS) t.ok(told(log, [says('EHLO x'), hears('250 x'), ...REFUSING, closed()]).length > 0, log.name)
  t.end()
})

/** The events with this text in the place of names and addresses that a client chooses. */
function calmed(events: readonly Made[], text: string): Made[] {
  return JSON.parse(JSON.stringify(events).replaceAll('test.com', JSON.stringify(text).slice(1, -1)))
}

/** Behind the time, the host and the program. */
function texts(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^.*?\]: /, ''))
}

/** The last three columns. */
function columns(line: string): string {
  return line.split(',').slice(6).join(',')
}

/** One row of CSV, read by RFC 4180. */
function cells(line: string): string[] {
  const row: string[] = []
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
  }
  return row
}
