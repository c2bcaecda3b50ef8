// Which diagnosis leads: scenario by client setting, each reasoned from what the client is told to do.
import t from 'tap'
import { askForTls, logIn, nodemail, raw, run, TLS10 } from './real.ts'
import { diagnosesOf, type Seen } from './suite.ts'

/** A client that is pinned to TLS 1.0, as c-client is at STARTTLS. */
const pinnedToTls10 = raw(async (client) => {
  await askForTls(client)
  const secured = await client.starttls({ ...TLS10, rejectUnauthorized: false }).catch(() => null)
  if (!secured) return
  await client.asks('EHLO client.test', '250 *')
  await logIn(client)
})

const demandsTls = nodemail()
const takesTlsIfOffered = nodemail({ requireTLS: false })
const ignoresTls = nodemail({ requireTLS: false, ignoreTLS: true })
const checksNoCertificate = nodemail({ tls: { rejectUnauthorized: false } })
const logsIn = nodemail({ auth: { user: 'user', pass: 'secret' } })

type Play = Parameters<typeof run>[1]
type Row = [scenario: string, client: string, play: Play, leading: string]

// nodemailer closes without QUIT, which is the least that can be said of a client.
const NOTHING = 'closed-without-quit'

const ROWS: Row[] = [
  ['healthy', 'demands TLS', demandsTls, NOTHING],
  ['healthy', 'ignores TLS', ignoresTls, 'starttls-not-used'],
  // It asks for AUTH in clear as well, but that it did not start TLS is why.
  [
    'healthy',
    'ignores TLS and logs in',
    nodemail({ ignoreTLS: true, requireTLS: false, auth: { user: 'u', pass: 'p' } }),
    'starttls-not-used',
  ],
  ['healthy', 'starts TLS at once', nodemail({ secure: true, requireTLS: false }), 'tls-on-a-starttls-port'],
  // The authority is not given to it, and Node says nothing over the wire.
  ['healthy', 'does not know the authority', nodemail({ tls: { ca: '' } }), 'left-after-handshake'],
  ['no-starttls', 'demands TLS', demandsTls, 'starttls-not-offered'],
  ['no-starttls', 'takes TLS if offered', takesTlsIfOffered, 'starttls-not-offered'],
  ['starttls-masked', 'demands TLS', demandsTls, 'starttls-masked'],
  ['starttls-masked', 'takes TLS if offered', takesTlsIfOffered, 'starttls-masked'],
  ['starttls-removed', 'takes TLS if offered', takesTlsIfOffered, 'starttls-removed-on-the-way'],
  // It asks for STARTTLS without having seen it, and gets through.
  ['starttls-removed', 'demands TLS', demandsTls, NOTHING],
  ['tls-required', 'ignores TLS', ignoresTls, 'starttls-not-used'],
  ['tls-required', 'demands TLS', demandsTls, NOTHING],
  ['tls10-reject', 'is pinned to TLS 1.0', pinnedToTls10, 'client-offers-only-old-tls'],
  ['tls10-reject', 'logs in over TLS 1.3', logsIn, NOTHING],
  ['tls10-reject', 'has no password', demandsTls, 'microsoft-365-not-authenticated'],
  ['tls12-only', 'is pinned to TLS 1.0', pinnedToTls10, 'client-offers-only-old-tls'],
  ['tls12-only', 'starts at TLS 1.3', nodemail({ tls: { minVersion: 'TLSv1.3' } }), 'no-common-version'],
  ['tls12-only', 'demands TLS', demandsTls, NOTHING],
  ['null-cipher', 'demands TLS', demandsTls, 'server-has-only-weak-suites'],
  ['anonymous-dh', 'demands TLS', demandsTls, 'server-has-only-weak-suites'],
  ['weak-ciphers', 'demands TLS', demandsTls, 'server-has-only-weak-suites'],
  [
    'null-cipher',
    'takes NULL',
    nodemail({ tls: { maxVersion: 'TLSv1.2', ciphers: 'NULL@SECLEVEL=0', rejectUnauthorized: false } }),
    'weak-encryption-negotiated',
  ],
  ['cert-expired', 'demands TLS', demandsTls, 'certificate-expired'],
  ['cert-expired', 'checks no certificate', checksNoCertificate, 'certificate-not-checked'],
  ['cert-self-signed', 'demands TLS', demandsTls, 'certificate-self-signed'],
  ['cert-self-signed', 'checks no certificate', checksNoCertificate, 'certificate-not-checked'],
  ['cert-untrusted-root', 'demands TLS', demandsTls, 'certificate-untrusted-root'],
  ['cert-wrong-host', 'demands TLS', demandsTls, 'certificate-name-mismatch'],
  ['cert-wrong-host', 'checks no certificate', checksNoCertificate, 'certificate-not-checked'],
  ['client-cert-required', 'has no certificate', demandsTls, 'client-certificate-missing'],
  ['client-cert-required-reply', 'has no certificate', demandsTls, 'client-certificate-missing'],
  [
    'client-cert-required',
    'has a certificate',
    async (server) => {
      const { cert, key } = await server.clientCertificate()
      return nodemail({ tls: { cert, key } })(server)
    },
    NOTHING,
  ],
  ['starttls-by-source', 'comes from the good address', demandsTls, NOTHING],
]

for (const [scenario, client, play, leading] of ROWS) {
  t.test(`${scenario}, and a client that ${client}: ${leading}`, async (t) => {
    const seen: Seen = await run({ scenario }, play)()
    const all = await diagnosesOf(seen)
    t.equal(all[0]?.id, leading, all.map(({ id }) => id).join(', '))
  })
}
