// swaks 20201014 and logins: it tries the mechanisms of `--auth` one after the other until one is taken.
import { type ClientCorpus, label } from '../pair.ts'

const SWAKS = 'swaks --server {host}:{port} --helo client.test --from {from} --to {to} --body alarm'
const USER = '--auth-user desk --auth-password hunter2'

export const SWAKS_AUTH: ClientCorpus = {
  client: 'swaks',
  settings: {
    'mechanisms, tls': `${SWAKS} --tls --auth CRAM-MD5,LOGIN ${USER}`,
    'mechanisms, optional': `${SWAKS} --tls-optional --auth CRAM-MD5,LOGIN ${USER}`,
    'TLS 1.0, login': `OPENSSL_CONF={openssl-TLSv1} ${SWAKS} --tls --auth LOGIN ${USER}`,
    'TLS 1.2, login': `OPENSSL_CONF={openssl-TLSv1.2} ${SWAKS} --tls --auth LOGIN ${USER}`,
  },
  flips: [
    {
      scenario: 'auth-ntlm-then-login',
      option: ['--tls', '--tls-optional'],
      labels: [
        label('mechanisms, tls', 'opportunistic', 'pass', 'none', 'starttls-not-offered', 'No TLS, so no login.'),
        label(
          'mechanisms, optional',
          'opportunistic',
          'warn',
          'in-clear',
          'auth-downgraded-to-clear',
          'CRAM-MD5 is refused, so LOGIN is next, in clear.',
        ),
      ],
    },
    {
      scenario: 'microsoft-365-old-tls-organization',
      option: ['OPENSSL_CONF={openssl-TLSv1}', 'OPENSSL_CONF={openssl-TLSv1.2}'],
      labels: [
        label(
          'TLS 1.0, login',
          'unverified',
          'fail',
          'none',
          'client-offers-only-old-tls',
          'The 550 behind the password is due to its only version.',
        ),
        label('TLS 1.2, login', 'unverified', 'pass', 'encrypted', null, 'From TLS 1.2 on the login is taken.'),
      ],
    },
  ],
}
