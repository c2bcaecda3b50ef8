// Each sender delivers to a real Postfix with STARTTLS, and tshark, which nobody here wrote, reads its hello off the wire.
import t from 'tap'
import { createAuthority } from '../../src/ca/authority.ts'
import { issueRecipe } from '../../src/ca/certificate.ts'
import { healthyServerRecipe } from '../../src/ca/recipe.ts'
import { sendAs, senders } from '../../src/send/index.ts'
import { cipherSuites } from '../../src/tls/wire/names.ts'
import { InteractiveClient, requireClient } from './client.ts'
import { startPostfix } from './postfix.ts'

const TLS = { '1.0': '0x0301', '1.1': '0x0302', '1.2': '0x0303', '1.3': '0x0304' } as const

interface Claim {
  settings?: Record<string, unknown>
  /** client_version, supported_versions when there are any, server_name, and the suites by number where they are told. */
  hello: keyof typeof TLS
  supported?: string
  servername?: string
  suites?: number[]
  /** What Postfix agreed on. */
  version: string
}

/** From the page of each sender, and from the seeds for the eight suites (004:99 to 106) and the versions (003). */
const CLAIMS: Record<string, Claim> = {
  careful: { hello: '1.2', supported: '0x0304,0x0303', servername: 'localhost', version: 'TLSv1.3' },
  'mail-program': { hello: '1.2', supported: '0x0304,0x0303', servername: 'localhost', version: 'TLSv1.3' },
  careless: { hello: '1.2', supported: '0x0304,0x0303,0x0302,0x0301', servername: 'localhost', version: 'TLSv1.3' },
  'emailgtw-2.84': {
    settings: { User: '' },
    hello: '1.0',
    servername: 'localhost',
    suites: [0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x0035, 0x002f],
    version: 'TLSv1',
  },
  'emailgtw-2.90': {
    settings: { User: '', EnableTls12: true },
    hello: '1.2',
    servername: 'localhost',
    version: 'TLSv1.2',
  },
  'exchange-2003': {
    settings: { TlsDomains: 'example.org' },
    hello: '1.0',
    suites: [0x002f, 0x0035],
    version: 'TLSv1',
  },
  'exchange-2016': { hello: '1.2', version: 'TLSv1.2' },
  'exchange-2019': {
    hello: '1.2',
    suites: [0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027],
    version: 'TLSv1.2',
  },
  'securemail-gateway': { settings: { 'TLS Connection Settings': 'example.org' }, hello: '1.2', version: 'TLSv1.2' },
  'cisco-esa': { settings: { Default: 'required' }, hello: '1.2', version: 'TLSv1.2' },
  'mailmarshal-7.2.3': { hello: '1.0', version: 'TLSv1' },
  'mailmarshal-7.3.0': { hello: '1.2', version: 'TLSv1.2' },
  'mailmarshal-7.3.5': { hello: '1.2', version: 'TLSv1.2' },
}

/** Behind the suites of every hello. */
const SCSV = 0x00ff

t.same(Object.keys(CLAIMS).sort(), [...senders].sort(), 'every sender has its claim')

t.test(
  'each sender',
  requireClient(['postfix', 'tshark'], async (t) => {
    const authority = createAuthority()
    const ca = await authority.certificatePem()
    // RSA, since exchange-2003 knows nothing else.
    const [credential] = await issueRecipe(authority, { ...healthyServerRecipe(['localhost']), keys: ['rsa2048'] })
    if (!credential) throw new Error('A server recipe has a key')
    await using postfix = await startPostfix({ cert: credential.certificatePem, key: credential.keyPem })
    for (const [name, { settings = {}, ...claim }] of Object.entries(CLAIMS)) {
      await t.test(name, async (t) => {
        const capture = captureOf(postfix.port)
        await capture.hears(/Capture started/)
        const report = await sendAs(name, settings, { host: 'localhost', port: postfix.port, ca })
        t.match(report, { says: 'delivered', secured: true }, { log: report.log.join('\n') })

        const log = await postfix.logged(/status=sent/)
        t.match(log, 'to=<desk@example.org>, relay=none', 'Postfix took the mail')
        t.match(log, `TLS connection established from localhost[127.0.0.1]: ${claim.version} with cipher`)

        const line = /^0x.*$/m.exec(await capture.hears(/^0x.*\n/m))?.[0] ?? ''
        await capture.stops()
        const [version = '', suites = '', supported = '', servername = ''] = line.split('|')
        t.equal(version, TLS[claim.hello], 'version of the hello')
        t.equal(supported, claim.supported ?? '', 'supported_versions')
        t.equal(servername, claim.servername ?? '', 'server_name')
        const numbers = suites.split(',').map(Number)
        const told = report.events.find((event) => event.event === 'tls.hello-sent')?.hello.suites ?? []
        const named = numbers.map((number) => cipherSuites().find((suite) => suite.number === number)?.name)
        t.same(named, told, 'what the event tells')
        if (claim.suites) t.same(numbers, [...claim.suites, SCSV], 'the suites that are claimed')
      })
    }
  }),
)

/** One line for each ClientHello. */
function captureOf(port: number): InteractiveClient {
  const names = ['version', 'ciphersuite', 'extensions.supported_version', 'extensions_server_name']
  return new InteractiveClient('tshark', [
    ...['-i', 'lo', '-l', '-n', '-f', `tcp port ${port}`, '-d', `tcp.port==${port},smtp`],
    ...['-Y', 'tls.handshake.type == 1', '-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=,'],
    ...names.flatMap((name) => ['-e', `tls.handshake.${name}`]),
  ])
}
