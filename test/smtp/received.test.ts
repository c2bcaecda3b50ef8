import t from 'tap'
import { type Reception, receivedHeader } from '../../src/smtp/received.ts'
import { addressed, base64, introduced, secured, serve } from './serve.ts'

const certificate = {
  subject: 'CN=probe.example\nO=Example',
  issuer: 'CN=simulator',
  fingerprint: '',
  validTo: '',
  trusted: true,
  problem: null,
}

function reception(changes: Partial<Reception> = {}): string {
  return receivedHeader({
    id: '4QABCDEF01',
    hostname: 'mx.example',
    client: 'client.example',
    from: '192.0.2.1',
    protocol: 'ESMTP',
    tls: null,
    clientCertificateAsked: false,
    clientCertificate: null,
    recipients: ['b@example.org'],
    at: new Date(Date.UTC(2024, 1, 29, 7, 8, 9)),
    ...changes,
  })
}

const tls = { version: 'TLSv1', cipher: 'DHE-RSA-AES256-SHA', bits: 256, algorithmBits: 256 }

t.test('in clear it names client, server, protocol, id, recipient and date', (t) => {
  t.equal(
    reception(),
    'Received: from client.example (unknown [192.0.2.1])\r\n' +
      '\tby mx.example (smtp-simulator) with ESMTP id 4QABCDEF01\r\n' +
      '\tfor <b@example.org>; Thu, 29 Feb 2024 07:08:09 +0000\r\n',
  )
  t.end()
})

t.test('inside TLS it tells version, cipher, bits, and what became of the client certificate', (t) => {
  const lines = (changes: Partial<Reception>) => reception({ tls, protocol: 'ESMTPS', ...changes }).split('\r\n')
  t.equal(lines({})[1], '\t(using TLSv1 with cipher DHE-RSA-AES256-SHA (256/256 bits))')
  t.equal(lines({})[2], '\t(No client certificate requested)')
  const asked = { clientCertificateAsked: true }
  t.equal(lines(asked)[2], '\t(Client did not present a certificate)')
  const shown = { ...asked, clientCertificate: certificate }
  t.equal(lines(shown)[2], '\t(Client CN "probe.example", Issuer "simulator" (verified OK))')
  const untrusted = { ...asked, clientCertificate: { ...certificate, trusted: false } }
  t.equal(lines(untrusted)[2], '\t(Client CN "probe.example", Issuer "simulator" (not verified))')
  const weak = { ...tls, cipher: 'EXP-RC4-MD5', bits: 40, algorithmBits: 128 }
  t.match(lines({ tls: weak })[1], /EXP-RC4-MD5 \(40\/128 bits\)/)
  t.end()
})

t.test('several recipients are not told about each other', (t) => {
  const header = reception({ recipients: ['b@example.org', 'c@example.org'] })
  t.notMatch(header, /example\.org/)
  t.match(header, /id 4QABCDEF01;\r\n\tThu, 29 Feb 2024/)
  t.end()
})

t.test('an IPv6 address is written as RFC 5321 section 4.1.3 says, a client without a name is unknown', (t) => {
  t.match(reception({ from: '2001:db8::1' }), /\(unknown \[IPv6:2001:db8::1\]\)/)
  t.match(reception({ client: null }), /^Received: from unknown \(/)
  t.end()
})

t.test('a name in a certificate cannot break out of the header', (t) => {
  const evil = { ...certificate, subject: 'CN=a"\r\nX-Evil: \\yes\nO=x' }
  const header = reception({ tls, clientCertificateAsked: true, clientCertificate: evil })
  t.notMatch(header, /\nX-Evil/)
  for (const line of header.split('\r\n').slice(1, -1)) t.match(line, /^\t[\x20-\x7e]*$/)
  t.end()
})

t.test('a stored message has Return-Path and Received on top of what the client sent', async (t) => {
  await using server = await serve({ hostname: 'mx.example' })
  await using client = await addressed(server)
  await client.asks('DATA', '354 *')
  await client.asks('Subject: x\r\n\r\nhi\r\n.', '250 *')
  const [message] = server.messages
  const lines = message?.raw.toString().split('\r\n') ?? []
  t.equal(lines[0], 'Return-Path: <a@example.com>')
  t.equal(lines[1], 'Received: from x.example (unknown [127.0.0.1])')
  t.equal(lines[2], `\tby mx.example (smtp-simulator) with ESMTP id ${message?.id}`)
  t.match(lines[3], /^\tfor <b@example\.org>; \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)
  t.strictSame(lines.slice(4), ['Subject: x', '', 'hi', ''])
})

const PROTOCOLS: [what: string, hello: string, auth: boolean, inTls: boolean, protocol: string][] = [
  ['HELO', 'HELO x', false, false, 'SMTP'],
  ['EHLO', 'EHLO x', false, false, 'ESMTP'],
  ['EHLO and AUTH', 'EHLO x', true, false, 'ESMTPA'],
  ['EHLO inside TLS', 'EHLO x', false, true, 'ESMTPS'],
  ['EHLO and AUTH inside TLS', 'EHLO x', true, true, 'ESMTPSA'],
]

for (const [what, hello, auth, inTls, protocol] of PROTOCOLS) {
  t.test(`RFC 3848: ${what} is received with ${protocol}`, async (t) => {
    await using server = await serve()
    await using client = inTls ? await secured(server) : await introduced(server)
    // A verb that is not served changes nothing.
    await client.asks('LHLO x', '500 *')
    if (hello.startsWith('HELO')) await client.asks(hello, '250 *')
    if (auth) await client.asks(`AUTH PLAIN ${base64('\0u\0p')}`, '235 *')
    await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 0 LAST\r\n')
    for (let at = 0; at < 3; at++) await client.hears('250 *')
    t.match(server.messages[0]?.raw.toString(), new RegExp(` with ${protocol} id `))
  })
}

t.test('TLS version, cipher and client certificate of a real session are in the header', async (t) => {
  await using server = await serve({ tls: { clientCertificate: { ask: 'request' } } })
  const { cert, key } = await server.clientCertificate({ name: 'probe.example' })
  const suite = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } as const
  for (const options of [suite, { ...suite, cert, key }]) {
    await using client = await secured(server, options)
    await client.sends('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 0 LAST\r\n')
    for (let at = 0; at < 3; at++) await client.hears('250 *')
  }
  const [without, shown] = server.messages.map(({ raw }) => raw.toString())
  t.match(without, '\t(using TLSv1.2 with cipher ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits))\r\n')
  t.match(without, '\t(Client did not present a certificate)\r\n')
  t.match(shown, /\t\(Client CN "probe\.example", Issuer "[^"]+" \(verified OK\)\)\r\n/)
})
