// msmtp 1.8 and logins: with `--auth` it does not send without one.
import { type ClientCorpus, label } from '../pair.ts'

const MSMTP = 'msmtp --file=/dev/null --host={host} --port={port} --domain=client.test --from={from}'
const TRUST = '--tls-trust-file={ca}'
const LOGIN = '--auth=on --user=desk --passwordeval=hostname'

export const MSMTP_AUTH: ClientCorpus = {
  client: 'msmtp',
  settings: {
    checked: `${MSMTP} --tls=on ${TRUST} {to}`,
    login: `${MSMTP} --tls=on ${TRUST} ${LOGIN} {to}`,
  },
  flips: [
    {
      scenario: 'capabilities-lost-after-tls',
      option: ['', LOGIN],
      labels: [
        label('checked', 'mandatory', 'pass', 'encrypted', null, 'It has no login to miss.'),
        label('login', 'mandatory', 'fail', 'none', 'no-usable-auth', 'Inside TLS no AUTH is listed: 69.'),
      ],
    },
  ],
}
