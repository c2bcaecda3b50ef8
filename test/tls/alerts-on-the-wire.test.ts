// The table of inferred alerts against the alerts that OpenSSL really sends, read off the wire or by the client's OpenSSL.
import t from 'tap'
import { SENT } from '../../src/tls/openssl/alerts.ts'
import { alertsIn, type Change, events, type MeetingOptions, meet, sendRaw, serveTls, tap } from './clients.ts'
import { recorded, uint, vector, type WrittenExtension, writeHello, writeRecords } from './wire/hellos.ts'

const ALL = { mode: 'implicit', versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] }
const in12 = recorded('openssl-tls12')
const hex = (text: string) => Buffer.from(text.replace(/ /g, ''), 'hex')

const SUPPORTED_VERSIONS_13: WrittenExtension = [43, hex('02 0304')]
const SIGNATURES: WrittenExtension = [13, hex('0004 0804 0403')]
const X25519: WrittenExtension = [10, hex('0002 001d')]
const KEY_SHARE: WrittenExtension = [51, Buffer.concat([hex('0024 001d 0020'), Buffer.alloc(32, 9)])]
const suites = [0x1301, 0xc02f, 0x002f]

function hello(...extensions: WrittenExtension[]): Buffer {
  return writeRecords(writeHello({ suites, extensions }))
}

/** A hello whose compression methods are these. */
function compressing(methods: Buffer, ...extensions: WrittenExtension[]): Buffer {
  const message = writeHello({ suites: [0x1301], extensions })
  const at = 4 + 2 + 32 + 1 + 4
  const body = Buffer.concat([message.subarray(4, at), vector(1, methods), message.subarray(at + 2)])
  return writeRecords(Buffer.concat([message.subarray(0, 1), vector(3, body)]))
}

interface Case {
  what: string
  /** Code of Node without ERR_SSL_. */
  code: string
  /** The alert that goes out; null for none. */
  sent: number | null
  /** Whether the table knows it; the others are the reasons that stand for more than one alert. */
  told?: false
  tls?: object
}

/** A raw client sends these pieces; all that it gets back is in clear. */
const RAW: readonly (Case & { pieces: readonly Buffer[] })[] = [
  { what: 'no common suite', code: 'NO_SHARED_CIPHER', sent: 40, tls: { ciphers: ['AES128-SHA256'] }, pieces: [in12] },
  {
    what: 'signature schemes that OpenSSL does not know',
    code: 'NO_SHARED_SIGNATURE_ALGORITHMS',
    sent: 40,
    pieces: [writeRecords(writeHello({ suites: [0xc02f], extensions: [X25519, [13, hex('0002 fefe')]] }))],
  },
  {
    what: 'signature schemes that no certificate fits',
    code: 'NO_SUITABLE_SIGNATURE_ALGORITHM',
    sent: 40,
    pieces: [hello(SUPPORTED_VERSIONS_13, X25519, KEY_SHARE, [13, hex('0002 0807')])],
  },
  {
    what: 'no common group in TLS 1.3',
    code: 'NO_SUITABLE_KEY_SHARE',
    sent: 40,
    tls: { groups: ['secp384r1'] },
    pieces: [hello(SUPPORTED_VERSIONS_13, SIGNATURES, X25519, KEY_SHARE)],
  },
  {
    what: 'TLS 1.3 without key shares',
    code: 'NO_SUITABLE_KEY_SHARE',
    sent: 109,
    pieces: [hello(SUPPORTED_VERSIONS_13, SIGNATURES, X25519)],
  },
  {
    what: 'TLS 1.3 without signature schemes',
    code: 'MISSING_SIGALGS_EXTENSION',
    sent: 109,
    pieces: [hello(SUPPORTED_VERSIONS_13)],
  },
  {
    what: 'renegotiation of nothing',
    code: 'RENEGOTIATION_MISMATCH',
    sent: 40,
    pieces: [hello([0xff01, hex('0101')])],
  },
  { what: 'an old version', code: 'UNSUPPORTED_PROTOCOL', sent: 70, tls: { versions: ['TLSv1.3'] }, pieces: [in12] },
  { what: 'SSLv3 offered', code: 'VERSION_TOO_LOW', sent: 40, pieces: [writeRecords(writeHello({ version: 0x0300 }))] },
  { what: 'version 2.0', code: 'VERSION_TOO_LOW', sent: 70, pieces: [writeRecords(writeHello({ version: 0x0200 }))] },
  { what: 'SSLv3 beside a list of versions', code: 'BAD_LEGACY_VERSION', sent: 40, pieces: [recorded('java-ssl30')] },
  { what: 'a fallback', code: 'INAPPROPRIATE_FALLBACK', sent: 86, pieces: [recorded('openssl-fallback')] },
  { what: 'another message first', code: 'UNEXPECTED_MESSAGE', sent: 10, pieces: [hex('16 0301 0004 02000000')] },
  { what: 'ChangeCipherSpec too early', code: 'UNEXPECTED_MESSAGE', sent: 10, pieces: [in12, hex('14 0303 0001 01')] },
  { what: 'data too early', code: 'UNEXPECTED_RECORD', sent: 10, pieces: [in12, hex('17 0303 0002 0000')] },
  { what: 'a record of no type', code: 'UNEXPECTED_RECORD', sent: 10, pieces: [in12, hex('63 0303 0002 0000')] },
  {
    what: 'a long ChangeCipherSpec',
    code: 'BAD_CHANGE_CIPHER_SPEC',
    sent: 10,
    pieces: [in12, hex('14 0303 0002 0101')],
  },
  { what: 'half an alert', code: 'INVALID_ALERT', sent: 10, pieces: [in12, hex('15 0303 0001 02')] },
  { what: 'an alert of level 9', code: 'UNKNOWN_ALERT_TYPE', sent: 47, pieces: [in12, hex('15 0303 0002 0930')] },
  { what: 'a record of 64 KiB', code: 'PACKET_LENGTH_TOO_LONG', sent: 22, pieces: [in12, hex('16 0303 ffff 0b')] },
  {
    what: 'bytes behind the extensions',
    code: 'LENGTH_MISMATCH',
    sent: 50,
    pieces: [writeRecords(Buffer.concat([hex('01'), vector(3, Buffer.concat([in12.subarray(9), hex('0909')]))]))],
  },
  { what: 'an SSLv2 hello of 3 bytes', code: 'LENGTH_TOO_SHORT', sent: 50, pieces: [hex('8003 01 0002')] },
  {
    what: 'no null compression',
    code: 'NO_COMPRESSION_SPECIFIED',
    sent: 50,
    pieces: [compressing(hex('01'), SIGNATURES)],
  },
  {
    what: 'compression in TLS 1.3',
    code: 'INVALID_COMPRESSION_ALGORITHM',
    sent: 47,
    pieces: [compressing(hex('0100'), SUPPORTED_VERSIONS_13, SIGNATURES, X25519, KEY_SHARE)],
  },
  {
    what: 'a renegotiation_info that is cut',
    code: 'RENEGOTIATION_ENCODING_ERR',
    sent: 50,
    pieces: [hello([0xff01, hex('05')])],
  },
  {
    what: 'an unknown fragment length',
    code: 'SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH',
    sent: 47,
    pieces: [hello([1, hex('09')])],
  },
  {
    what: 'a share that is no point',
    code: 'BAD_ECPOINT',
    sent: 47,
    pieces: [hello(SUPPORTED_VERSIONS_13, SIGNATURES, X25519, [51, hex('0005 001d 0001 00')])],
  },
  {
    what: 'a key exchange that is no point',
    code: 'BAD_KEY_SHARE',
    sent: 47,
    pieces: [in12, hex('16 0303 0006 10000002 0101')],
  },
  {
    what: 'a key exchange without a key',
    code: 'MISSING_TMP_ECDH_KEY',
    sent: 40,
    pieces: [in12, hex('16 0303 0004 10000000')],
  },
  {
    what: 'a Certificate of 16 MiB',
    code: 'EXCESSIVE_MESSAGE_SIZE',
    sent: 47,
    tls: { clientCertificate: { ask: 'require' } },
    pieces: [in12, hex('16 0303 0004 0bffffff')],
  },
  {
    what: 'no client certificate in TLS 1.2',
    code: 'PEER_DID_NOT_RETURN_A_CERTIFICATE',
    sent: 40,
    tls: { clientCertificate: { ask: 'require' } },
    pieces: [in12, hex('16 0303 0007 0b000003 000000')],
  },
  { what: 'an extension twice', code: 'BAD_EXTENSION', sent: 47, told: false, pieces: [hello([23], [23])] },
  { what: 'an extension that is cut', code: 'BAD_EXTENSION', sent: 50, told: false, pieces: [hello([0, hex('00')])] },
  { what: 'plain SMTP', code: 'WRONG_VERSION_NUMBER', sent: null, told: false, pieces: [Buffer.from('EHLO x\r\n')] },
  { what: 'SSH', code: 'WRONG_VERSION_NUMBER', sent: null, told: false, pieces: [Buffer.from('SSH-2.0-x\r\n')] },
  { what: 'HTTP', code: 'HTTP_REQUEST', sent: null, told: false, pieces: [Buffer.from('GET / HTTP/1.1\r\n\r\n')] },
  {
    what: 'a proxy request',
    code: 'HTTPS_PROXY_REQUEST',
    sent: null,
    told: false,
    pieces: [Buffer.from('CONNECT a:25')],
  },
  {
    what: 'text behind the hello',
    code: 'WRONG_VERSION_NUMBER',
    sent: 70,
    told: false,
    pieces: [in12, Buffer.from('EHLO x\r\n')],
  },
  {
    what: 'an alert of another version',
    code: 'WRONG_VERSION_NUMBER',
    sent: null,
    told: false,
    pieces: [in12, hex('15 0301 0002 0246')],
  },
]

function flipLast(record: Buffer): Buffer {
  return Buffer.concat([record.subarray(0, -1), uint(1, record.readUInt8(record.length - 1) ^ 1)])
}

/** The hello says extended_master_secret (RFC 7627) no more, but an extension that nobody knows: the keys stay alike. */
const withoutMasterSecret: Change = (record, index) => [
  index === 0 ? hex(record.toString('hex').replace('00170000', 'fa170000')) : record,
]

/** A whole client of node:tls, whose records are changed on the way. Where keys are in use, it reads the alert itself. */
const CHANGED: readonly (Case & { options: MeetingOptions; change: Change })[] = [
  {
    what: 'a Finished of TLS 1.2 with CBC that was changed',
    code: 'DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    sent: 20,
    options: { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
    change: (record, index) => [index === 3 ? flipLast(record) : record],
  },
  {
    what: 'a Finished of TLS 1.2 with GCM that was changed',
    code: 'CIPHER_OPERATION_FAILED',
    sent: 20,
    options: { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
    change: (record, index) => [index === 3 ? flipLast(record) : record],
  },
  {
    what: 'a Finished of TLS 1.3 that was changed',
    code: 'DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    sent: 20,
    options: { minVersion: 'TLSv1.3' },
    change: (record) => [record[0] === 23 ? flipLast(record) : record],
  },
  {
    what: 'a record of TLS 1.3 in clear where keys are due',
    code: 'BAD_RECORD_TYPE',
    sent: 10,
    options: { minVersion: 'TLSv1.3' },
    change: (record) => [record[0] === 23 ? Buffer.concat([hex('16'), record.subarray(1)]) : record],
  },
  {
    what: 'a hello that was changed without changing the keys',
    code: 'DIGEST_CHECK_FAILED',
    sent: 51,
    options: { maxVersion: 'TLSv1.2' },
    change: withoutMasterSecret,
  },
  {
    what: 'a signature of the client over other messages than came',
    code: 'BAD_SIGNATURE',
    sent: 51,
    tls: { clientCertificate: { ask: 'require' } },
    options: { maxVersion: 'TLSv1.2' },
    change: withoutMasterSecret,
  },
  {
    what: 'no client certificate in TLS 1.3',
    code: 'PEER_DID_NOT_RETURN_A_CERTIFICATE',
    sent: 116,
    tls: { clientCertificate: { ask: 'require' } },
    options: { minVersion: 'TLSv1.3', cert: '', key: '' },
    change: (record) => [record],
  },
]

for (const { what, code, sent, told, tls, pieces } of RAW) {
  t.test(`${what}: ${code} ${sent === null ? 'goes without an alert' : `goes with alert ${sent}`}`, async (t) => {
    await using server = await serveTls({ ...ALL, ...tls })
    const answer = await sendRaw(server, ...pieces)
    await server.nextSession()
    t.strictSame(alertsIn(answer), sent === null ? [] : [sent], 'on the wire')
    t.match(events(server, 'tls.failed'), [{ detail: new RegExp(`^ERR_SSL_${code} error:[0-9A-F]{8}:`) }])
    const inferred = events(server, 'tls.alert-sent').map(({ number }) => number)
    t.strictSame(inferred, told === false ? [] : [sent], 'in the transcript')
    t.not(events(server, 'tls.failed')[0]?.reason, 'engine')
  })
}

for (const { what, code, sent, tls, options, change } of CHANGED) {
  t.test(`${what}: ${code} goes with alert ${sent}`, async (t) => {
    await using server = await serveTls({ ...ALL, ...tls })
    await using wire = await tap(server, change)
    const shown = options.cert === '' ? {} : await server.clientCertificate().then(({ cert, key }) => ({ cert, key }))
    const { cert: _, key: __, ...rest } = options
    const client = await meet(server, { ...rest, ...shown, through: wire.port })
    await server.nextSession()
    t.equal(client.alert, sent, "as the client's OpenSSL read it")
    if (options.maxVersion === 'TLSv1.2') t.strictSame(alertsIn(wire.toClient()), [sent], 'on the wire')
    t.match(events(server, 'tls.failed'), [{ detail: new RegExp(`^ERR_SSL_${code} error:`) }])
    t.match(events(server, 'tls.alert-sent'), [{ level: 'fatal', number: sent, inferred: true }])
    t.equal(events(server, 'tls.alert-sent').length, 1)
  })
}

t.test('there is nothing in the table that was not seen on the wire', (t) => {
  const seen = new Set([...RAW, ...CHANGED].filter(({ told }) => told !== false).map(({ code }) => code))
  t.strictSame(Object.keys(SENT).sort(), [...seen].sort())
  t.end()
})

t.test('what is told of a failed handshake has no trace of the run or of the build', async (t) => {
  await using server = await serveTls({ mode: 'implicit', ciphers: ['AES128-SHA256'] })
  await sendRaw(server, in12)
  await server.nextSession()
  t.match(events(server, 'tls.failed'), [
    { detail: /^ERR_SSL_NO_SHARED_CIPHER error:0A0000C1:SSL routines:[\w ]*:no shared cipher$/ },
  ])
})
