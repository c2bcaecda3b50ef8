// msmtp with the GnuTLS of Debian 12: it looks at a stapled OCSP answer by itself, and not at what a certificate is for.
import { type ClientCorpus, label } from '../pair.ts'

const MSMTP = 'msmtp --file=/dev/null --host={host} --port={port} --domain=client.test --from={from} --tls=on {to}'
const TRUST = '--tls-trust-file={ca}'
const OFF = '--tls-certcheck=off'

export const MSMTP_CERTIFICATES: ClientCorpus = {
  client: 'msmtp',
  settings: { 'checks all': `${MSMTP} ${TRUST}`, 'checks nothing': `${MSMTP} ${OFF}` },
  flips: [
    {
      scenario: 'cert-revoked',
      option: [TRUST, OFF],
      labels: [
        label('checks all', 'mandatory', 'pass', 'none', 'certificate-revoked', 'GnuTLS asks for the status.'),
        label('checks nothing', 'mandatory', 'fail', 'encrypted', 'certificate-not-checked', 'It was told not to.'),
      ],
    },
    {
      scenario: 'cert-incomplete-chain',
      option: [TRUST, OFF],
      labels: [
        label(
          'checks all',
          'mandatory',
          'pass',
          'none',
          'certificate-chain-incomplete',
          'The issuer is unknown to it.',
        ),
        label('checks nothing', 'mandatory', 'fail', 'encrypted', 'certificate-not-checked', 'It was told not to.'),
      ],
    },
  ],
}
