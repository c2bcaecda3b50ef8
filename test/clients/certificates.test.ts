// Certificates that are wrong in one way: clients that check say so in their own words; clients that do not, deliver.
import t from 'tap'
import { startScenario } from '../../src/index.ts'
import { caFile, exits, requireClient } from './client.ts'
import { curl, gnutlsCli, msmtp, netSmtp, openssl, smtplib, swaks } from './mailers.ts'
import { nextSession, swaksLog } from './session.ts'

interface Expected {
  /** OpenSSL's number and words (X509_V_ERR_*, x509_vfy.h), and the alert that it sends for them (ssl/statem). */
  openssl: { code: number; words: string; alert: string }
  curl: string
  gnutls: string
  msmtp: string
}

const FAULTS: Record<string, Expected> = {
  'cert-expired': {
    openssl: { code: 10, words: 'certificate has expired', alert: 'certificate_expired' },
    curl: 'SSL certificate problem: certificate has expired',
    gnutls: 'The certificate chain uses expired certificate.',
    msmtp: 'The certificate chain uses expired certificate.',
  },
  'cert-self-signed': {
    openssl: { code: 18, words: 'self-signed certificate', alert: 'unknown_ca' },
    curl: 'SSL certificate problem: self-signed certificate\n',
    gnutls: 'The certificate issuer is unknown.',
    msmtp: 'The certificate issuer is unknown.',
  },
  'cert-untrusted-root': {
    openssl: { code: 19, words: 'self-signed certificate in certificate chain', alert: 'unknown_ca' },
    curl: 'SSL certificate problem: self-signed certificate in certificate chain',
    gnutls: 'The certificate issuer is unknown.',
    msmtp: 'The certificate issuer is unknown.',
  },
  'cert-wrong-host': {
    openssl: { code: 62, words: 'hostname mismatch', alert: 'bad_certificate' },
    curl: "no alternative certificate subject name matches target host name 'localhost'",
    gnutls: 'The name in the certificate does not match the expected.',
    msmtp: 'The name in the certificate does not match the expected.',
  },
}

for (const [scenario, expected] of Object.entries(FAULTS)) {
  t.test(scenario, async (t) => {
    t.test(
      'curl refuses it with exit code 60',
      requireClient('curl', async (t) => {
        await using server = await startScenario(scenario)
        const run = await curl(server, ['--ssl-reqd', '--cacert', caFile(t, server)])
        exits(t, run, 60)
        t.match(run.stderr, expected.curl)
        const session = await nextSession(server)
        if (scenario === 'cert-wrong-host') {
          // curl compares the name itself when the handshake is done: a close, and no alert.
          t.same(session.all('tls.alert-received'), [])
          t.equal(session.all('tls.established').length, 1)
        } else t.match(session.the('tls.alert-received'), { level: 'fatal', name: expected.openssl.alert })
        t.equal(session.verbs, 'EHLO STARTTLS', 'nothing is said behind the handshake')
        t.same(server.messages, [])
      }),
    )

    t.test(
      'openssl s_client names the verification error',
      requireClient('openssl', async (t) => {
        await using server = await startScenario(scenario)
        const check = ['-verify_return_error', '-verify_hostname', 'localhost', '-CAfile', caFile(t, server)]
        const run = await openssl(server, check).ended
        exits(t, run, 1)
        const { code, words, alert } = expected.openssl
        t.match(run.output, new RegExp(`^verify error:num=${code}:${words}$`, 'mi'))
        t.match((await nextSession(server)).the('tls.alert-received'), { level: 'fatal', name: alert })
      }),
    )

    t.test(
      'msmtp refuses it, and its GnuTLS sends no alert',
      requireClient('msmtp', async (t) => {
        await using server = await startScenario(scenario)
        const run = await msmtp(server, ['--tls=on', `--tls-trust-file=${caFile(t, server)}`])
        exits(t, run, 69)
        t.match(run.stderr, 'TLS certificate verification failed')
        t.match(run.stderr, expected.msmtp)
        const session = await nextSession(server)
        // msmtp checks when the handshake is done.
        t.equal(session.the('tls.established').version, 'TLSv1.3')
        t.same(session.all('tls.alert-received'), [])
        t.match(session.the('session.closed'), { by: 'client' })
        t.equal(session.verbs, 'EHLO STARTTLS')
      }),
    )

    t.test(
      'gnutls-cli refuses it and sends an alert',
      requireClient('gnutls-cli', async (t) => {
        await using server = await startScenario(scenario)
        const run = await gnutlsCli(server, [`--x509cafile=${caFile(t, server)}`]).ended
        exits(t, run, 1)
        t.match(run.output, expected.gnutls)
        t.match((await nextSession(server)).the('tls.alert-received'), { level: 'fatal', name: 'bad_certificate' })
      }),
    )

    t.test(
      'swaks, which does not check, delivers',
      requireClient('swaks', async (t) => {
        await using server = await startScenario(scenario)
        const run = await swaks(server, ['--tls'])
        exits(t, run, 0)
        const session = await nextSession(server)
        t.same(session.dialogue, swaksLog(run.output))
        t.match(session.the('smtp.message-accepted'), { secured: true })
      }),
    )
  })
}

t.test(
  'smtplib raises the verification error of cert-expired',
  requireClient('smtplib', async (t) => {
    await using server = await startScenario('cert-expired')
    const run = await smtplib(server, ['--ca', caFile(t, server)])
    exits(t, run, 1)
    t.match(run.stderr, 'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]')
    t.match(run.stderr, 'certificate has expired')
    t.match((await nextSession(server)).the('tls.alert-received'), { name: 'certificate_expired' })
  }),
)

t.test(
  'Net::SMTP fails the hostname verification of cert-wrong-host',
  requireClient('Net::SMTP', async (t) => {
    await using server = await startScenario('cert-wrong-host')
    const run = await netSmtp(server, ['--ca', caFile(t, server)])
    t.not(run.exitCode, 0, 'it fails', { output: run.output })
    t.match(run.stderr, 'hostname verification failed')
    const session = await nextSession(server)
    t.equal(session.verbs, 'EHLO STARTTLS')
    t.same(session.all('tls.established'), [])
  }),
)

t.test(
  'curl told not to check delivers to cert-expired',
  requireClient('curl', async (t) => {
    await using server = await startScenario('cert-expired')
    const run = await curl(server, ['--ssl-reqd', '--insecure'])
    exits(t, run, 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
  }),
)
