// Suites that nobody should use: a client must be told to offer them; as it comes, it refuses.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { exits, requireClient } from './client.ts'
import { curl, gnutlsCli, msmtp, openssl, smtplib, typeMail } from './mailers.ts'
import { nextSession, smtplibLog } from './session.ts'

// Level 0 of OpenSSL, else it has none of them; TLS 1.3 has no such suites.
const OPENSSL_FLAGS = ['-brief', '-tls1_2', '-cipher']
const GNUTLS = 'NORMAL:-VERS-ALL:+VERS-TLS1.2'

for (const scenario of ['weak-ciphers', 'null-cipher', 'anonymous-dh']) {
  t.test(scenario, async (t) => {
    t.test(
      'curl as it comes is refused',
      requireClient('curl', async (t) => {
        await using server = await startScenario(scenario)
        const run = await curl(server, ['--ssl-reqd', '--insecure'])
        exits(t, run, 35)
        t.match(run.stderr, 'alert handshake failure')
        const session = await nextSession(server)
        t.same(session.the('tls.hello-received').hello.weakSuites, [])
        t.match(session.the('tls.failed'), { reason: 'no-common-suite' })
        t.match(session.the('tls.alert-sent'), { number: 40, name: 'handshake_failure' })
        t.equal(session.verbs, 'EHLO STARTTLS')
      }),
    )

    t.test(
      'msmtp as it comes is refused',
      requireClient('msmtp', async (t) => {
        await using server = await startScenario(scenario)
        const run = await msmtp(server, ['--tls=on', '--tls-certcheck=off'])
        t.not(run.exitCode, 0, 'it fails', { output: run.output })
        t.match((await nextSession(server)).the('tls.alert-sent'), { name: 'handshake_failure' })
        t.same(server.messages, [])
      }),
    )
  })
}

t.test('null-cipher', async (t) => {
  t.test(
    'openssl s_client with eNULL carries a mail that nothing encrypts',
    requireClient('openssl', async (t) => {
      await using server = await startScenario('null-cipher')
      const run = await typeMail(openssl(server, [...OPENSSL_FLAGS, 'eNULL:@SECLEVEL=0']))
      t.match(run.output, 'Ciphersuite: NULL-SHA256\n')
      const session = await nextSession(server)
      t.match(session.the('tls.established'), {
        version: 'TLSv1.2',
        suite: 'TLS_RSA_WITH_NULL_SHA256',
        cipher: 'NULL-SHA256',
        bits: 0,
      })
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'gnutls-cli with +NULL agrees to it',
    requireClient('gnutls-cli', async (t) => {
      await using server = await startScenario('null-cipher')
      const run = await typeMail(gnutlsCli(server, ['--insecure', `--priority=${GNUTLS}:-CIPHER-ALL:+NULL`]))
      t.match(run.output, /Description: \(TLS1\.2-X\.509\)-\(RSA\)-\(NULL\)-\(SHA1\)/)
      const session = await nextSession(server)
      t.match(session.the('tls.established'), { suite: 'TLS_RSA_WITH_NULL_SHA', bits: 0 })
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )
})

t.test('anonymous-dh', async (t) => {
  t.test(
    'openssl s_client with aNULL sees no certificate',
    requireClient('openssl', async (t) => {
      await using server = await startScenario('anonymous-dh')
      const run = await typeMail(openssl(server, [...OPENSSL_FLAGS, 'aNULL:@SECLEVEL=0']))
      t.match(run.output, 'No peer certificate')
      const session = await nextSession(server)
      const { suite, cipher } = session.the('tls.established')
      t.match(suite, /^TLS_(EC)?DH_anon_WITH_AES_(128|256)_CBC_SHA$/)
      t.match(run.output, `Ciphersuite: ${cipher}\n`)
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'gnutls-cli with +ANON-DH agrees to it',
    requireClient('gnutls-cli', async (t) => {
      await using server = await startScenario('anonymous-dh')
      const run = await typeMail(gnutlsCli(server, [`--priority=${GNUTLS}:-KX-ALL:+ANON-DH`]))
      t.match(run.output, /-\(ANON-DH\)-\(AES-(128|256)-CBC\)-\(SHA1\)/)
      const session = await nextSession(server)
      t.match(session.the('tls.established').suite, /^TLS_DH_anon_WITH_AES_/)
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )
})

t.test('weak-ciphers', async (t) => {
  t.test(
    'smtplib told to offer NULL suites delivers',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('weak-ciphers')
      const run = await smtplib(server, ['--tls', 'TLSv1_2', '--ciphers', 'eNULL:@SECLEVEL=0'])
      exits(t, run, 0)
      const session = await nextSession(server)
      const { cipher, suite, bits } = session.the('tls.established')
      t.match(run.output, `agreed on TLSv1.2 ${cipher}`)
      t.match(suite, /_WITH_NULL_/)
      t.equal(bits, 0)
      t.same(session.dialogue, smtplibLog(run.stderr))
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'openssl s_client told to offer anonymous suites carries a mail',
    requireClient('openssl', async (t) => {
      await using server = await startScenario('weak-ciphers')
      const run = await typeMail(openssl(server, [...OPENSSL_FLAGS, 'aNULL:!eNULL:@SECLEVEL=0']))
      const session = await nextSession(server)
      const established = session.the('tls.established')
      t.match(run.output, `Ciphersuite: ${established.cipher}\n`)
      t.match(established.suite, /_anon_/)
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )
})
