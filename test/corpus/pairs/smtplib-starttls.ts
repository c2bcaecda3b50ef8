// Python's smtplib and an answer to EHLO whose first line is STARTTLS: it skips the first line.
import { type ClientCorpus, label } from '../pair.ts'

const PYTHON = 'python3 {smtplib} {host} {port} {from} {to}'

export const SMTPLIB_STARTTLS: ClientCorpus = {
  client: 'smtplib',
  settings: {
    always: `${PYTHON} --starttls always --ca {ca}`,
    'when offered': `${PYTHON} --starttls when-offered --ca {ca}`,
  },
  flips: [
    {
      scenario: 'starttls-order',
      option: ['always', 'when-offered'],
      labels: [
        label('always', 'mandatory', 'pass', 'none', 'starttls-in-greeting-line', 'starttls() raises: not supported.'),
        label('when offered', 'mandatory', 'fail', 'in-clear', 'starttls-in-greeting-line', 'has_extn says no.'),
      ],
    },
  ],
}
