// nodemailer where STARTTLS is not to be seen: with `requireTLS` it says STARTTLS even where it is not listed.
import { type ClientCorpus, label } from '../pair.ts'

const NODEMAILER = 'node {nodemailer} {from} {to} host={host} port={port}'
const CA = 'tls.ca={ca}'

/** As in pairs/nodemailer.ts: it closes without QUIT once the mail is in, which is a remark. */
const NO_QUIT = 'closed-without-quit'

export const NODEMAILER_STARTTLS: ClientCorpus = {
  client: 'nodemailer',
  settings: {
    required: `${NODEMAILER} requireTLS=true ${CA}`,
    usual: `${NODEMAILER} ${CA}`,
  },
  flips: [
    {
      scenario: 'starttls-not-advertised-but-works',
      option: ['requireTLS=true', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'encrypted', NO_QUIT, 'It says STARTTLS unasked, and it works.'),
        label('usual', 'mandatory', 'fail', 'in-clear', 'starttls-not-offered', 'It goes by the list.'),
      ],
    },
    {
      scenario: 'ehlo-refused',
      option: ['requireTLS=true', ''],
      labels: [
        label('required', 'mandatory', 'pass', 'none', 'ehlo-refused', 'HELO cannot give what is required: it stops.'),
        label('usual', 'mandatory', 'fail', 'in-clear', 'ehlo-refused', 'It falls back to HELO and sends.'),
      ],
    },
  ],
}
