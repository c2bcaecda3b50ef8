// Servers that demand a certificate of the client: in the handshake, or in words after it.
import t, { type Test } from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { exits, onDisk, opensslAt, requireClient } from './client.ts'
import { curl, netSmtp, openssl, smtplib, swaks, typeMail } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

async function credentials(t: Test, server: ScenarioServer, fault?: 'untrusted-root' | 'expired') {
  const { cert, key, ca } = await server.clientCertificate(fault ? { fault } : {})
  return onDisk(t, { cert, key, ca })
}

t.test('client-cert-required', async (t) => {
  t.test(
    'curl without a certificate fails inside the handshake of TLS 1.2',
    requireClient('curl', async (t) => {
      await using server = await startScenario('client-cert-required')
      const { ca } = await credentials(t, server)
      const run = await curl(server, ['--ssl-reqd', '--tls-max', '1.2', '--cacert', ca])
      exits(t, run, 35)
      t.match(run.stderr, 'alert handshake failure')
      const session = await nextSession(server)
      t.match(session.the('tls.failed'), { reason: 'client-certificate-missing' })
      t.match(session.the('tls.alert-sent'), { number: 40, name: 'handshake_failure' })
    }),
  )

  t.test(
    'curl without a certificate is told after its own handshake of TLS 1.3',
    requireClient('curl', async (t) => {
      await using server = await startScenario('client-cert-required')
      const { ca } = await credentials(t, server)
      const run = await curl(server, ['--ssl-reqd', '--tlsv1.3', '--cacert', ca])
      exits(t, run, 56)
      t.match(run.stderr, 'SSL connection using TLSv1.3')
      t.match(run.stderr, 'alert certificate required')
      const session = await nextSession(server)
      t.match(session.the('tls.failed'), { reason: 'client-certificate-missing' })
      t.match(session.the('tls.alert-sent'), { number: 116, name: 'certificate_required' })
      t.equal(session.verbs, 'EHLO STARTTLS', 'the EHLO inside TLS is not heard')
    }),
  )

  for (const [flag, alert] of [
    ['-tls1_2', 40],
    ['-tls1_3', 116],
  ] as const) {
    t.test(
      `openssl s_client ${flag} without a certificate gets alert ${alert}`,
      requireClient('openssl', async (t) => {
        await using server = await startScenario('client-cert-required')
        const run = await openssl(server, [flag]).ended
        exits(t, run, 1)
        t.match(run.output, `SSL alert number ${alert}`)
        t.match((await nextSession(server)).the('tls.alert-sent'), { number: alert })
      }),
    )

    t.test(
      `openssl s_client ${flag} with a certificate carries a mail`,
      requireClient('openssl', async (t) => {
        await using server = await startScenario('client-cert-required')
        const { cert, key } = await credentials(t, server)
        const run = await typeMail(openssl(server, [flag, '-cert', cert, '-key', key]))
        exits(t, run, 0)
        const session = await nextSession(server)
        t.match(session.the('tls.established').clientCertificate, { trusted: true, problem: null })
        t.match(session.the('smtp.message-accepted'), { secured: true })
      }),
    )
  }

  t.test(
    'swaks without a certificate only sees a lost connection on TLS 1.3',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('client-cert-required')
      const run = await swaks(server, ['--tls'], opensslAt(t, 'TLSv1.3'))
      exits(t, run, 6)
      t.match(run.output, '=== TLS started with cipher TLSv1.3')
      t.match(run.output, '*** Remote host closed connection unexpectedly.')
      t.match((await nextSession(server)).the('tls.alert-sent'), { name: 'certificate_required' })
    }),
  )

  t.test(
    'curl with a certificate delivers',
    requireClient('curl', async (t) => {
      await using server = await startScenario('client-cert-required')
      const { cert, key, ca } = await credentials(t, server)
      const run = await curl(server, ['--ssl-reqd', '--cacert', ca, '--cert', cert, '--key', key])
      exits(t, run, 0)
      const session = await nextSession(server)
      t.match(session.the('tls.established').clientCertificate, {
        subject: /CN=smtp-simulator test client/,
        trusted: true,
      })
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )

  t.test(
    'smtplib with a certificate delivers',
    requireClient('smtplib', async (t) => {
      await using server = await startScenario('client-cert-required')
      const { cert, key, ca } = await credentials(t, server)
      const run = await smtplib(server, ['--ca', ca, '--cert', cert, '--key', key])
      exits(t, run, 0)
      t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
    }),
  )
})

t.test('client-cert-required-reply', async (t) => {
  t.test(
    'swaks without a certificate reads the reason at its next EHLO',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('client-cert-required-reply')
      const run = await swaks(server, ['--tls'])
      t.not(run.exitCode, 0, 'it fails', { output: run.output })
      t.match(run.output, '=== TLS started with cipher')
      t.match(run.output, '<~* 421 4.7.1 smtp.test Error: No client certificate presented')
      const session = await nextSession(server)
      t.match(session.the('tls.established'), { clientCertificateAsked: true, clientCertificate: null })
      t.match(session.the('tls.client-certificate-refused'), { by: 'reply' })
      t.same(session.dialogue.server, swaksLog(run.output).server)
      t.equal(session.verbs, 'EHLO STARTTLS EHLO*')
      t.match(session.the('session.closed'), { by: 'server' })
    }),
  )

  t.test(
    'Net::SMTP with a certificate of another authority is told that it is not trusted',
    requireClient('Net::SMTP', async (t) => {
      await using server = await startScenario('client-cert-required-reply')
      const { cert, key } = await credentials(t, server, 'untrusted-root')
      const run = await netSmtp(server, ['--cert', cert, '--key', key])
      t.not(run.exitCode, 0, 'it fails', { output: run.output })
      t.match(run.stderr, '421 4.7.1 smtp.test Error: Client certificate not trusted')
      const session = await nextSession(server)
      t.match(session.the('tls.established').clientCertificate, { trusted: false })
      t.match(session.the('tls.client-certificate-refused'), { by: 'reply' })
      t.same(server.messages, [])
    }),
  )

  t.test(
    'swaks with a certificate delivers',
    requireClient('swaks', async (t) => {
      await using server = await startScenario('client-cert-required-reply')
      const { cert, key } = await credentials(t, server)
      const run = await swaks(server, ['--tls', '--tls-cert', cert, '--tls-key', key])
      exits(t, run, 0)
      const session = await nextSession(server)
      t.match(session.the('tls.established').clientCertificate, { trusted: true })
      t.same(session.dialogue, swaksLog(run.output))
      t.match(session.the('smtp.message-accepted'), { secured: true })
    }),
  )
})
