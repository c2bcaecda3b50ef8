// curl, with the OpenSSL of Debian 12 (security level 2), and the certificates of the catalogue.
import { type ClientCorpus, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file -'
const NAME = 'smtp://{host}:{port}/client.test'
const ADDRESS = 'smtp://127.0.0.1:{port}/client.test'
const CURL = `curl -q -sS ${NAME} ${MAIL}`
const TRUST = '--cacert {ca}'

/** Refused by who checks; what is said of the refusal, and of who does not check. */
const REFUSED: Record<string, readonly [refusal: string, carelessness: string]> = {
  'cert-not-yet-valid': ['certificate-not-yet-valid', 'certificate-not-checked'],
  'cert-incomplete-chain': ['certificate-chain-incomplete', 'certificate-not-checked'],
  'cert-client-purpose': ['certificate-wrong-purpose', 'certificate-not-checked'],
  'cert-demo': ['certificate-demo', 'certificate-not-checked'],
  'cert-sha1': ['certificate-weak', 'certificate-weak-accepted'],
  'cert-md5': ['certificate-weak', 'certificate-weak-accepted'],
}

/** Broken off before it comes to a check. */
const UNREADABLE = {
  'cert-10000-sans': 'certificate-too-large',
  'cert-rsa512': 'certificate-key-too-short',
}

/** Good for who looks in the right places. */
const GOOD = ['cert-intermediate', 'cert-no-common-name', 'cert-no-subject', 'cert-1000-sans', 'cert-changes']

export const CURL_CERTIFICATES: ClientCorpus = {
  client: 'curl',
  settings: {
    'checks all': `${CURL} --ssl-reqd ${TRUST}`,
    'checks nothing': `${CURL} --ssl-reqd --insecure`,
    'checks with the trust of the system': `${CURL} --ssl-reqd`,
    'in clear': `${CURL} ${TRUST}`,
    'checks all, by address': `curl -q -sS ${ADDRESS} ${MAIL} --ssl-reqd ${TRUST}`,
  },
  flips: [
    ...Object.entries(REFUSED).map(([scenario, [refusal, carelessness]]) => ({
      scenario,
      option: [TRUST, '--insecure'] as const,
      labels: [
        label('checks all', 'mandatory', 'pass', 'none', refusal, 'It checks, and ends with 60.'),
        label('checks nothing', 'mandatory', 'fail', 'encrypted', carelessness, '--insecure takes any certificate.'),
      ] as const,
    })),
    {
      scenario: 'cert-rsa1024',
      option: [TRUST, '--insecure'],
      labels: [
        label('checks all', 'mandatory', 'pass', 'none', 'certificate-weak', 'Level 2 wants 112 bits of strength.'),
        label(
          'checks nothing',
          'mandatory',
          'warn',
          'encrypted',
          'certificate-weak-accepted',
          'Others accept it by default: no more than a warning.',
        ),
      ],
    },
    ...Object.entries(UNREADABLE).map(([scenario, diagnosis]) => ({
      scenario,
      option: ['--ssl-reqd', ''] as const,
      labels: [
        label('checks all', 'mandatory', 'pass', 'none', diagnosis, 'The handshake breaks, so there is no mail.'),
        label('in clear', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ] as const,
    })),
    ...GOOD.map((scenario) => ({
      scenario,
      option: [TRUST, ''] as const,
      labels: [
        label('checks all', 'mandatory', 'pass', 'encrypted', null, 'The certificate is right.'),
        label(
          'checks with the trust of the system',
          'mandatory',
          'inconclusive',
          'none',
          'authority-not-trusted',
          'unknown_ca is our setup, and not what the scenario is about.',
        ),
      ] as const,
    })),
    {
      scenario: 'cert-reversed-chain',
      option: ['--ssl-reqd', ''],
      labels: [
        label('checks all', 'mandatory', 'pass', 'encrypted', null, 'OpenSSL puts the chain in order.'),
        label('in clear', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'cert-no-san',
      option: ['--ssl-reqd', ''],
      labels: [
        label(
          'checks all',
          'mandatory',
          'warn',
          'encrypted',
          'certificate-common-name-used',
          'curl still falls back to the common name.',
        ),
        label('in clear', 'mandatory', 'fail', 'in-clear', 'starttls-not-used', 'It never asks for TLS.'),
      ],
    },
    {
      scenario: 'cert-wrong-host-address',
      option: [NAME, ADDRESS],
      labels: [
        label('checks all', 'mandatory', 'pass', 'none', 'certificate-name-mismatch', 'localhost is not in it.'),
        label(
          'checks all, by address',
          'mandatory',
          'warn',
          'encrypted',
          'certificate-for-the-address',
          'The address is in it; the server cannot know what was dialled.',
        ),
      ],
    },
  ],
}
