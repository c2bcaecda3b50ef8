// Java 17's JSSE with nothing disabled, as the program of test/clients/peers: SSL 3.0, DES and EXPORT have no other real
// client. `jsse` stands for that program, which is started once; it checks chain and name.
import { type ClientCorpus, label } from '../pair.ts'

const JSSE = 'jsse {port} {ca}'
// What Java of today offers without being asked.
const TODAY = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
const DES = 'TLS_RSA_WITH_DES_CBC_SHA'
const EXPORT = 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'
const RC4 = 'TLS_RSA_WITH_RC4_128_MD5'
const TRIPLE_DES = 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'
const AES = 'TLS_RSA_WITH_AES_128_CBC_SHA'
const DHE = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'
const OLDEST = (version: string) => `--from=${version}`

/** The weak suite that makes a server of this kind accept the client. */
const WEAK = { 'rc4-only': RC4, '3des-only': TRIPLE_DES, 'des-only': DES, 'export-only': EXPORT } as const

export const JSSE_CORPUS: ClientCorpus = {
  client: 'jsse',
  settings: {
    today: `${JSSE} ${OLDEST('TLSv1.2')} ${TODAY}`,
    'from TLS 1.0': `${JSSE} ${OLDEST('TLSv1')} ${TODAY} ${AES}`,
    'from SSL 3.0': `${JSSE} ${OLDEST('SSLv3')} ${TODAY} ${AES}`,
    ...Object.fromEntries(
      Object.entries(WEAK).map(([name, suite]) => [name, `${JSSE} ${OLDEST('TLSv1')} ${TODAY} ${AES} ${suite}`]),
    ),
    DHE: `${JSSE} ${OLDEST('TLSv1')} ${TODAY} ${AES} ${DHE}`,
    'DES from TLS 1.2': `${JSSE} ${OLDEST('TLSv1.2')} ${TODAY} ${AES} ${DES}`,
    'DES at TLS 1.1': `${JSSE} --only=TLSv1.1 ${TODAY} ${AES} ${DES}`,
    'TLS 1.2 with RSA': `${JSSE} ${OLDEST('TLSv1.2')} ${AES}`,
  },
  flips: [
    ...Object.entries(WEAK).map(([scenario, suite]) => ({
      scenario,
      option: ['', suite] as const,
      labels: [
        label('from TLS 1.0', 'mandatory', 'pass', 'none', 'server-has-only-weak-suites', 'It offers AES only.'),
        label(
          scenario,
          'mandatory',
          'warn',
          'encrypted',
          'weak-encryption-negotiated',
          'It still offers that suite behind better ones, and the server has no better one.',
        ),
      ] as const,
    })),
    {
      scenario: 'ssl3-only',
      option: [OLDEST('TLSv1'), OLDEST('SSLv3')],
      labels: [
        label('from TLS 1.0', 'mandatory', 'pass', 'none', 'server-speaks-only-old-tls', 'SSL 3.0 is below its limit.'),
        label('from SSL 3.0', 'mandatory', 'warn', 'encrypted', 'ssl3-negotiated', 'Its limit was taken away.'),
      ],
    },
    {
      scenario: 'dh512',
      option: ['', DHE],
      labels: [
        label('from TLS 1.0', 'mandatory', 'pass', 'none', 'no-common-suite', 'It offers no suite with DHE.'),
        label(
          'DHE',
          'mandatory',
          'warn',
          'encrypted',
          'small-dh-group-accepted',
          'Its limit for groups is switched off.',
        ),
      ],
    },
    {
      scenario: 'encryption-too-weak',
      option: [OLDEST('TLSv1.2'), '--only=TLSv1.1'],
      labels: [
        label(
          'DES from TLS 1.2',
          'mandatory',
          'pass',
          'encrypted',
          null,
          'TLS 1.2 has no DES, so that it offers none and agrees on AES.',
        ),
        label(
          'DES at TLS 1.1',
          'mandatory',
          'fail',
          'none',
          'encryption-too-weak',
          'The server takes the DES that it offers at the end of its list: 56 less than 112.',
        ),
      ],
    },
    {
      scenario: 'static-rsa-only',
      option: [AES, TODAY],
      labels: [
        label(
          'TLS 1.2 with RSA',
          'mandatory',
          'pass',
          'encrypted',
          'no-forward-secrecy',
          'It offers RSA key exchange.',
        ),
        label('today', 'mandatory', 'pass', 'none', 'ecdhe-only-client', 'It insists on ephemeral keys.'),
      ],
    },
  ],
}
