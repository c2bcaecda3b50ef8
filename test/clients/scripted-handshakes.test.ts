// What the scripted engine offers around a handshake, and what it refuses, as openssl reports it.
import t, { type Test } from 'tap'
import { processAuthority } from '../../src/ca/authority.ts'
import { issue, serverNames } from '../../src/ca/certificate.ts'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { exits, InteractiveClient, onDisk, requireClient, run } from './client.ts'
import { connected, openssl } from './mailers.ts'
import { runPeer } from './peers/run-peer.ts'
import { nextSession } from './session.ts'

const SUITES = ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA']
const LEGACY = { OPENSSL_CONF: '/dev/null' }
const ANY_SUITE = ['-cipher', 'ALL:@SECLEVEL=0']
const FLAGS = { 'TLSv1.2': '-tls1_2', 'TLSv1.1': '-tls1_1', TLSv1: '-tls1' } as const

function serve(tls: object = {}): Promise<ScenarioServer> {
  const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2']
  return startScenario({ server: { tls: { engine: 'scripted', versions, ciphers: SUITES, ...tls } } })
}

/** An `openssl s_client` that takes a line with R for its command to renegotiate. */
function commanded({ host, port }: ScenarioServer, flags: string[]): InteractiveClient {
  const args = ['s_client', '-starttls', 'smtp', '-connect', `${host}:${port}`, ...ANY_SUITE, ...flags]
  return new InteractiveClient('openssl', args, { env: LEGACY })
}

for (const [version, flag] of Object.entries(FLAGS)) {
  t.test(
    `${version}: secure renegotiation and the extended master secret are there, tickets and session ids are not`,
    requireClient('openssl', async (t) => {
      await using server = await serve()
      const client = openssl(server, [flag, ...ANY_SUITE], LEGACY)
      await connected(client)
      client.says('QUIT')
      client.finishes()
      const { output } = await client.ended
      t.match(output, 'Secure Renegotiation IS supported')
      t.match(output, 'Extended master secret: yes')
      t.match(output, /Session-ID: *\n/)
      t.notMatch(output, 'TLS session ticket')
      t.match((await nextSession(server)).the('tls.established'), { version })
    }),
  )

  t.test(
    `${version}: a client that renegotiates is refused with a warning`,
    requireClient('openssl', async (t) => {
      await using server = await serve()
      const client = commanded(server, [flag])
      await connected(client)
      client.says('R')
      const { output } = await client.ended
      t.match(output, 'RENEGOTIATING')
      t.match(output, /:no renegotiation:/)
      const session = await nextSession(server)
      t.match(session.the('tls.alert-sent'), { level: 'warning', number: 100, name: 'no_renegotiation' })
      t.equal(session.all('tls.established').length, 1)
    }),
  )
}

t.test(
  'whoever comes back gets a handshake of its own each time',
  requireClient('openssl', async (t) => {
    await using server = await serve()
    const client = openssl(server, ['-tls1_2', '-reconnect'])
    // The first handshake, and five more.
    await client.hears(/(?:^New, TLSv1\.2[\s\S]*){6}/m)
    client.says('QUIT')
    client.finishes()
    const { output } = await client.ended
    t.equal(output.match(/^New, TLSv1\.2, /gm)?.length, 6)
    t.notMatch(output, /^Reused, /m)
  }),
)

t.test('a fallback', async (t) => {
  const fallBack = async (server: ScenarioServer, flag: string) => {
    const client = openssl(server, ['-fallback_scsv', flag, ...ANY_SUITE], LEGACY)
    client.finishes('QUIT\r\n')
    return (await client.ended).output
  }
  t.test(
    'with a newer version left is told as one',
    requireClient('openssl', async (t) => {
      await using server = await serve()
      for (const flag of ['-tls1_1', '-tls1']) {
        t.match(await fallBack(server, flag), 'SSL alert number 86')
        const session = await nextSession(server)
        // RFC 7507 section 3.
        t.match(session.the('tls.alert-sent'), { level: 'fatal', number: 86, name: 'inappropriate_fallback' })
        t.match(session.the('tls.failed'), { reason: 'no-common-version' })
      }
    }),
  )
  t.test(
    'to the newest version that is served is no fault',
    requireClient('openssl', async (t) => {
      await using server = await serve({ versions: ['TLSv1', 'TLSv1.1'], ciphers: [SUITES[1]] })
      t.notMatch(await fallBack(server, '-tls1_1'), /alert/)
      t.match((await nextSession(server)).the('tls.established'), { version: 'TLSv1.1' })
      t.match(await fallBack(server, '-tls1'), 'SSL alert number 86')
    }),
  )
})

/** A PKCS#12 file of the healthy server, as the command of OpenSSL makes it. */
async function pkcs12(t: Test, key: 'rsa' | 'ecdsa', flags: readonly string[]): Promise<string> {
  const [credential] = await issue(processAuthority(), { key }, serverNames('smtp.test'))
  if (!credential || !('certificatePem' in credential)) throw new RangeError('Nothing was issued')
  const pem = onDisk(t, { 'both.pem': credential.keyPem + credential.certificatePem })['both.pem']
  const file = `${pem}.p12`
  exits(
    t,
    await run('openssl', ['pkcs12', '-export', '-in', pem, '-out', file, '-passout', 'pass:secret', ...flags]),
    0,
  )
  return file
}

// Triple DES, SHA-1 and no other, as old programs write it, and what OpenSSL 3 does unless told otherwise.
const FORMS = {
  old: ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  new: [],
} as const

for (const [form, flags] of Object.entries(FORMS)) {
  t.test(
    `a PKCS#12 file with an RSA key, encrypted in the ${form} way, is served`,
    requireClient('openssl', async (t) => {
      const pfx = await pkcs12(t, 'rsa', flags)
      await using server = await serve({ certificate: { pfx, passphrase: 'secret' } })
      const ca = await processAuthority().certificatePem()
      const [suite = ''] = SUITES
      const result = await runPeer('openssl', { port: server.port, version: 'TLSv1.2', suite, ca })
      t.match(result, { delivered: true, version: 'TLSv1.2', suite, error: null })
    }),
  )

  t.test(
    `one with an EC key, encrypted in the ${form} way, is served as well`,
    requireClient('openssl', async (t) => {
      const suite = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
      const pfx = await pkcs12(t, 'ecdsa', flags)
      await using server = await serve({ certificate: { pfx, passphrase: 'secret' }, ciphers: [suite] })
      const ca = await processAuthority().certificatePem()
      const result = await runPeer('openssl', { port: server.port, version: 'TLSv1.2', suite, ca })
      t.match(result, { delivered: true, version: 'TLSv1.2', suite, error: null })
    }),
  )
}
