// Which diagnosis leads: scenario by client setting, each reasoned from what the client is told to do.
import t from 'tap'
import { askForTls, logIn, nodemail, oldClient, raw, run, TLS10 } from './real.ts'
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

const RSA_GCM = 'TLS_RSA_WITH_AES_128_GCM_SHA256'
const old = (version: 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2', suite: string) =>
  oldClient({ version, suites: [suite] })
const oldDhe = old('TLSv1.2', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256')
const offersDhe = nodemail({ tls: { ciphers: 'DHE-RSA-AES128-GCM-SHA256' } })
const offersEcdhe = nodemail({ tls: { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } })

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
  ...['rc4-only', '3des-only', 'des-only', 'export-only'].map(
    (name): Row => [name, 'demands TLS', demandsTls, 'server-has-only-weak-suites'],
  ),
  ...['dh480', 'dh512'].map((name): Row => [name, 'offers DHE', offersDhe, 'dh-group-refused']),
  ['dh512', 'takes any group', oldDhe, 'small-dh-group-accepted'],
  ['dh-composite', 'takes any group', oldDhe, 'small-dh-group-accepted'],
  ['ssl3-only', 'demands TLS', demandsTls, 'server-speaks-only-old-tls'],
  ['ssl3-only', 'speaks SSL 3.0', old('SSLv3', 'TLS_RSA_WITH_AES_128_CBC_SHA'), 'ssl3-negotiated'],
  ['tls11-only', 'demands TLS', demandsTls, 'server-speaks-only-old-tls'],
  ['tls11-only', 'speaks TLS 1.1', nodemail({ tls: { ...TLS10, maxVersion: 'TLSv1.1' } }), 'old-tls-negotiated'],
  ['rc4-only', 'takes RC4', old('TLSv1.2', 'TLS_RSA_WITH_RC4_128_SHA'), 'weak-encryption-negotiated'],
  ['des-only', 'takes DES', old('TLSv1.1', 'TLS_RSA_WITH_DES_CBC_SHA'), 'weak-encryption-negotiated'],
  ['export-only', 'takes EXPORT', old('TLSv1', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'), 'weak-encryption-negotiated'],
  ['encryption-too-weak', 'demands TLS', demandsTls, NOTHING],
  ['encryption-too-weak', 'takes DES', old('TLSv1.1', 'TLS_RSA_WITH_DES_CBC_SHA'), 'encryption-too-weak'],
  ['old-ciphers-only', 'demands TLS', demandsTls, NOTHING],
  ['old-ciphers-only', 'offers ECDHE only', offersEcdhe, 'ecdhe-only-client'],
  ['static-rsa-only', 'demands TLS', demandsTls, 'no-forward-secrecy'],
  ['static-rsa-only', 'offers ECDHE only', offersEcdhe, 'ecdhe-only-client'],
  ['wrong-version-in-hello', 'demands TLS', demandsTls, 'handshake-broken-by-server'],
  ['bad-finished', 'demands TLS', demandsTls, 'handshake-broken-by-server'],
  [
    'bad-finished',
    'checks nothing',
    oldClient({ version: 'TLSv1.2', suites: [RSA_GCM], ignoresFinished: true }),
    'broken-handshake-accepted',
  ],
  ['downgrade-sentinel', 'demands TLS', demandsTls, 'downgrade-noticed'],
  ['downgrade-sentinel', 'ends at TLS 1.2', nodemail({ tls: { maxVersion: 'TLSv1.2' } }), 'downgrade-not-visible'],
  [
    'downgrade-sentinel',
    'checks nothing',
    oldClient({ version: 'TLSv1.2', lists: ['TLSv1.3', 'TLSv1.2'], suites: [RSA_GCM] }),
    'downgrade-not-noticed',
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
