// The certificates of the catalogue one by one: what clients say of each, and which of them do not notice.
import { X509Certificate } from 'node:crypto'
import type { Test } from 'tap'
import { processAuthority } from '../../src/ca/authority.ts'
import type { ScenarioServer } from '../../src/index.ts'
import { against } from './against.ts'
import { cClient } from './c-client/c-client.ts'
import { caFile, exits, onDisk, type Run } from './client.ts'
import { curl, gnutlsCli, msmtp, netSmtp, openssl, smtplib, swaks, typeMail } from './mailers.ts'
import { nextSession } from './session.ts'

type Send = (server: ScenarioServer, ca: string, flags?: string[]) => Promise<Run>

/** Each client told to check chain and name as far as it can; openssl and gnutls-cli have a mail typed into them. */
const CHECKED = {
  curl: (server, ca, flags = []) => curl(server, ['--ssl-reqd', '--cacert', ca, ...flags]),
  openssl: (server, ca, flags = []) => {
    const check = ['-brief', '-verify_return_error', '-verify_hostname', 'localhost', '-CAfile', ca]
    return typed(openssl(server, [...check, ...flags]))
  },
  'gnutls-cli': (server, ca, flags = []) => typed(gnutlsCli(server, [`--x509cafile=${ca}`, ...flags])),
  msmtp: (server, ca, flags = []) => msmtp(server, ['--tls=on', `--tls-trust-file=${ca}`, ...flags]),
  smtplib: (server, ca, flags = []) => smtplib(server, ['--ca', ca, ...flags]),
  'Net::SMTP': (server, ca, flags = []) => netSmtp(server, ['--ca', ca, ...flags]),
  swaks: (server, ca, flags = []) => swaks(server, ['--tls', '--tls-verify', '--tls-ca-path', ca, ...flags]),
  'c-client': (server, ca) => cClient(server, '/tls/tls-sslv23', { env: { SSL_CERT_FILE: ca } }),
} satisfies Record<string, Send>

type Checked = keyof typeof CHECKED

async function typed(client: Parameters<typeof typeMail>[0]): Promise<Run> {
  return typeMail(client).catch(() => client.ended)
}

interface Row {
  /** These refuse, with this exit code and these words, and send this alert. */
  refuses?: Partial<Record<Checked, readonly [code: number, words: string | RegExp, alert?: string]>>
  /** These check as well, and deliver. */
  accepts?: readonly Checked[]
}

const ROWS: Record<string, Row> = {
  'cert-not-yet-valid': {
    refuses: {
      curl: [60, 'certificate is not yet valid', 'bad_certificate'],
      'c-client': [1, '?Certificate failure for localhost: certificate is not yet valid'],
    },
  },
  'cert-incomplete-chain': {
    refuses: {
      curl: [60, 'unable to get local issuer certificate', 'unknown_ca'],
      msmtp: [69, 'The certificate issuer is unknown.'],
    },
  },
  'cert-intermediate': { accepts: ['curl', 'gnutls-cli', 'c-client'] },
  'cert-reversed-chain': { accepts: ['openssl', 'msmtp', 'c-client'] },
  'cert-no-common-name': { accepts: ['smtplib', 'msmtp', 'c-client'] },
  'cert-no-subject': { accepts: ['openssl', 'gnutls-cli', 'Net::SMTP'] },
  // All of them still look at the common name.
  'cert-no-san': { accepts: ['curl', 'gnutls-cli', 'smtplib', 'c-client'] },
  'cert-sha1': {
    refuses: {
      openssl: [1, 'verify error:num=68:CA signature digest algorithm too weak', 'bad_certificate'],
      'gnutls-cli': [1, 'The certificate chain uses insecure algorithm.', 'bad_certificate'],
    },
  },
  'cert-md5': {
    refuses: {
      smtplib: [1, 'certificate verify failed: CA signature digest algorithm too weak', 'bad_certificate'],
      msmtp: [69, 'The certificate chain uses insecure algorithm.'],
    },
  },
  'cert-rsa512': { refuses: { curl: [35, 'alert handshake failure'], swaks: [29, 'alert handshake failure'] } },
  // GnuTLS of Debian 12 is content with what OpenSSL of the same Debian refuses.
  'cert-rsa1024': {
    refuses: { curl: [60, 'EE certificate key too weak', 'bad_certificate'] },
    accepts: ['gnutls-cli', 'msmtp'],
  },
  'cert-1000-sans': { accepts: ['curl', 'gnutls-cli', 'c-client'] },
  'cert-10000-sans': {
    refuses: {
      curl: [35, 'excessive message size', 'illegal_parameter'],
      'gnutls-cli': [1, 'The handshake data size is too large.', 'decode_error'],
    },
  },
  // msmtp asks GnuTLS for chain, name and dates, and not what the certificate is for.
  'cert-client-purpose': {
    refuses: {
      openssl: [1, 'unsuitable certificate purpose', 'unsupported_certificate'],
      'gnutls-cli': [1, 'The certificate chain does not match the intended purpose.', 'bad_certificate'],
    },
    accepts: ['msmtp'],
  },
  // swaks looks at the chain alone.
  'cert-wrong-host-address': {
    refuses: { curl: [60, "no alternative certificate subject name matches target host name 'localhost'"] },
    accepts: ['swaks'],
  },
  // These two ask for a stapled answer by themselves; OpenSSL and what is built on it do not.
  'cert-revoked': {
    refuses: {
      msmtp: [69, 'The certificate chain is revoked.'],
      'gnutls-cli': [1, 'The certificate chain is revoked.', 'bad_certificate'],
    },
    accepts: ['curl', 'openssl', 'smtplib', 'swaks', 'c-client'],
  },
  'cert-demo': {
    refuses: {
      smtplib: [1, 'self-signed certificate', 'unknown_ca'],
      'c-client': [1, '?Certificate failure for localhost: self-signed certificate: /CN=Cisco ESA Certificate'],
    },
  },
}

for (const [scenario, { refuses = {}, accepts = [] }] of Object.entries(ROWS)) {
  const refusing = Object.entries(refuses) as [Checked, readonly [number, string | RegExp, string?]][]
  const title = [
    ...(refusing.length > 0 ? [`refused by ${refusing.map(([client]) => client).join(', ')}`] : []),
    ...(accepts.length > 0 ? [`accepted by ${accepts.join(', ')}`] : []),
  ].join('; ')
  against(scenario, title, [...refusing.map(([client]) => client), ...accepts], async (t, server) => {
    const ca = caFile(t, server)
    for (const [client, [code, words, alert]] of refusing) {
      const run = await CHECKED[client](server, ca)
      exits(t, run, code)
      t.match(run.output, words, client)
      await refused(t, server, alert)
    }
    for (const client of accepts) {
      exits(t, await CHECKED[client](server, ca), 0)
      t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true }, client)
    }
  })
}

/** Nothing was said inside TLS; the alert is the one expected, if any is. */
async function refused(t: Test, server: ScenarioServer, alert?: string): Promise<void> {
  const session = await nextSession(server)
  t.equal(session.verbs, 'EHLO STARTTLS')
  if (alert !== undefined) t.match(session.the('tls.alert-received'), { level: 'fatal', name: alert })
}

against(
  'cert-revoked',
  'curl and openssl refuse it once they are told to ask, or are given the list',
  ['curl', 'openssl', 'Net::SMTP'],
  async (t, server) => {
    const { ca, crl } = onDisk(t, { ca: server.ca, crl: await server.crl() })
    const asking = await CHECKED.curl(server, ca, ['--cert-status'])
    exits(t, asking, 91)
    t.match(asking.stderr, /SSL certificate revocation reason: .*keyCompromise/i)
    const session = await nextSession(server)
    t.ok(session.the('tls.hello-received').hello.extensions.includes('status_request'))
    const listed = await CHECKED.curl(server, ca, ['--crlfile', crl])
    exits(t, listed, 60)
    t.match(listed.stderr, 'certificate revoked')
    t.match((await nextSession(server)).the('tls.alert-received'), { name: 'certificate_revoked' })
    const shown = await CHECKED.openssl(server, ca, ['-crl_check', '-CRL', crl])
    t.match(shown.output, 'verify error:num=23:certificate revoked')
    await nextSession(server)
    // IO::Socket::SSL checks a stapled answer unless it is told not to.
    const perl = await CHECKED['Net::SMTP'](server, ca)
    t.not(perl.exitCode, 0)
    t.same((await nextSession(server)).all('smtp.message-accepted'), [])
  },
)

against(
  'cert-wrong-host-address',
  'by the address it is good, for those who know addresses',
  ['curl', 'openssl', 'c-client'],
  async (t, server) => {
    const ca = caFile(t, server)
    const dialled = { host: '127.0.0.1', port: server.port }
    exits(t, await curl(dialled, ['--ssl-reqd', '--cacert', ca]), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
    exits(
      t,
      await typed(openssl(dialled, ['-brief', '-verify_return_error', '-verify_ip', '127.0.0.1', '-CAfile', ca])),
      0,
    )
    await nextSession(server)
    const probe = await cClient(dialled, '/tls/tls-sslv23', { env: { SSL_CERT_FILE: ca } })
    exits(t, probe, 1)
    t.match(probe.stdout, '?Certificate failure for', 'it compares the address as if it were a name')
  },
)

against(
  'cert-changes',
  'msmtp that has pinned a fingerprint refuses its next mail; others notice nothing',
  ['msmtp', 'openssl', 'curl'],
  async (t, server) => {
    const ca = caFile(t, server)
    const first = await typed(openssl(server, ['-CAfile', ca]))
    const [pem = ''] = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/.exec(first.output) ?? []
    await nextSession(server)
    const fingerprint = new X509Certificate(pem).fingerprint256
    const pinned = ['--tls=on', '--tls-trust-file=', `--tls-fingerprint=${fingerprint}`]
    const run = await msmtp(server, pinned)
    exits(t, run, 69)
    t.match(run.stderr, 'the certificate fingerprint does not match')
    await nextSession(server)
    exits(t, await CHECKED.curl(server, ca), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
    server.reset()
    exits(t, await msmtp(server, pinned), 0)
    t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true }, 'the first certificate again')
  },
)

against('cert-incomplete-chain', 'a client that was given the intermediate delivers', ['curl'], async (t, server) => {
  const { certificatePem } = await processAuthority().issuer('intermediate')
  const { both } = onDisk(t, { both: `${server.ca}${certificatePem}` })
  exits(t, await CHECKED.curl(server, both), 0)
  t.match((await nextSession(server)).the('smtp.message-accepted'), { secured: true })
})

against('cert-rsa512', 'at TLS 1.2 the client sees it, and refuses', ['curl'], async (t, server) => {
  const run = await CHECKED.curl(server, caFile(t, server), ['--tls-max', '1.2'])
  exits(t, run, 60)
  t.match(run.stderr, 'EE certificate key too weak')
})
