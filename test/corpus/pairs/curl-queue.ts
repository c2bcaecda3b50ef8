// curl 7.88 and mails that are deferred, refused or cut: it tries once, tells what it was told, and has one limit of time
// for everything. With `--ssl-reqd` all of that happens inside TLS; without, in clear.
import { type ClientCorpus, type Flip, label } from '../pair.ts'

const MAIL = '--mail-from {from} --mail-rcpt {to} --upload-file -'
const CURL = `curl -q -sS smtp://{host}:{port}/client.test ${MAIL}`

/** Scenarios whose mail does not get through with the first try, the diagnosis of that, and what curl does. */
const FAILS = [
  ['greylisting', 'greylisted', 'RCPT gets 450, and it does not come back.'],
  ['fails-twice-then-works', 'deferred', 'RCPT gets 451, and it does not come back.'],
  ['recipient-refused', 'recipient-refused', 'RCPT gets 550: there is nothing else to do.'],
  ['mailbox-full', 'mailbox-full', 'RCPT gets 452: there is nothing else to do now.'],
  ['message-too-big', 'message-too-big', 'It does not declare the size, so it hears 552 behind the dot.'],
  ['cut-in-data', 'connection-closed-by-server', 'The connection ends behind 354.'],
  ['reset-after-data', 'delivery-unknown', 'The reset comes in place of the reply to the dot.'],
] as const

/** Scenarios that let one mail in. */
const TAKES = [
  ['rate-limit', 'One session is within the limit.'],
  ['too-many-connections', 'One connection is within the limit.'],
  ['bare-lf-replies', 'It reads up to the LF.'],
  ['non-ascii-replies', 'It goes by the codes.'],
] as const

const inClear = (scenario: string, outcome: 'in-clear' | 'none') =>
  label('plain', 'mandatory', 'fail', outcome, 'starttls-not-used', `Without the option ${scenario} meets it in clear.`)

export const CURL_QUEUE: ClientCorpus = {
  client: 'curl',
  settings: {
    required: `${CURL} --ssl-reqd --cacert {ca}`,
    plain: `${CURL} --cacert {ca}`,
    'required, 20 s': `${CURL} --ssl-reqd --cacert {ca} --max-time 20`,
    'required, 1 s': `${CURL} --ssl-reqd --cacert {ca} --max-time 1`,
  },
  flips: [
    ...FAILS.map(
      ([scenario, diagnosis, because]): Flip => ({
        scenario,
        option: ['--ssl-reqd', ''],
        labels: [label('required', 'mandatory', 'pass', 'none', diagnosis, because), inClear(scenario, 'none')],
      }),
    ),
    ...TAKES.map(
      ([scenario, because]): Flip => ({
        scenario,
        option: ['--ssl-reqd', ''],
        labels: [label('required', 'mandatory', 'pass', 'encrypted', null, because), inClear(scenario, 'in-clear')],
      }),
    ),
    {
      scenario: 'drip',
      option: ['--max-time 20', '--max-time 1'],
      labels: [
        label('required, 20 s', 'mandatory', 'pass', 'encrypted', null, 'It has the time that it needs.'),
        label(
          'required, 1 s',
          'mandatory',
          'fail',
          'none',
          'client-did-not-wait',
          'The handshake alone takes longer than its second.',
        ),
      ],
    },
  ],
}
