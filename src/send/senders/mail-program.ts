// A mail program on a desk, or a printer: one account, one choice of how to encrypt.

import { dialogueLine } from '../../product-log/dialogue.ts'
import { deliver, type Way } from '../deliver.ts'
import { type Failed, resultOf, trusted } from '../judging.ts'
import { MODERN } from '../offers.ts'
import { sender } from '../sender.ts'
import { flag, text, word } from '../settings.ts'
import { columns, listed, once, queueRows } from '../words.ts'

const WAYS: Readonly<Record<string, Way['starttls']>> = {
  None: 'never',
  STARTTLS: 'required',
  'SSL/TLS': 'implicit',
}

export const mailProgram = sender({
  name: 'mail-program',
  product: 'A mail program such as Thunderbird, or a printer with an account for mail',
  doc:
    'Connection security is one choice of three, and has to fit the port: `STARTTLS` waits for a greeting and then starts ' +
    'TLS, `SSL/TLS` starts TLS at once (RFC 8314 section 3.3), `None` sends password and mail in clear. The certificate has ' +
    'to be trusted and to be for the host that was dialled, unless exceptions are on.',
  notPlayed: ['windows that ask: a certificate is taken or not as the setting says', 'OAuth'],
  settings: {
    'Connection security': word(['None', 'STARTTLS', 'SSL/TLS'], {
      standard: 'STARTTLS',
      doc: 'How the connection is encrypted',
      source: 'not in a seed: the words of Thunderbird',
    }),
    'Permanently store this exception': flag({
      standard: false,
      doc: 'Take whatever certificate the server shows',
      source: 'not in a seed: the words of Thunderbird',
    }),
    'User Name': text({
      standard: 'anna@example.com',
      doc: 'User for AUTH, where the server offers it; empty: no AUTH',
      source: 'not in a seed: the words of Thunderbird',
    }),
    Password: text({ standard: 'secret', doc: 'Its password', source: 'of this project' }),
  },
  retry: {
    schedule: once,
    doc: 'Never by itself: the mail stays in the Outbox until somebody sends it again',
    source: 'not in a seed: what such programs do',
  },
  show: (values) =>
    listed([
      ['Connection security', values['Connection security']],
      ['Permanently store this exception', values['Permanently store this exception'] ? 'yes' : 'no'],
      ['User Name', values['User Name']],
      ['Password', '[redacted]'],
    ]),
  async attempt(mail, { values, target, hostname, connect }) {
    const { 'Connection security': security, 'User Name': user, Password: pass } = values
    const trustsAll = values['Permanently store this exception']
    const delivery = await deliver(
      connect(),
      mail,
      { target, hostname },
      {
        starttls: WAYS[security] ?? 'required',
        offer: MODERN,
        servername: target.host,
        identity: target.identity,
        refuses: (tls) => (trustsAll ? null : trusted(tls, target.host)),
        login: user === '' ? null : { user, password: pass, inClear: security === 'None' },
      },
    )
    return resultOf(delivery, wordsOf)
  },
  line: dialogueLine,
  queue: (entries) => columns(['id', 'destination', 'status', 'last error'], queueRows(entries)),
})

/** In words of this project: each program has its own, and few say more. */
function wordsOf({ phase, detail }: Failed): string {
  return `Sending of the message failed: ${BEGINNINGS[phase] ?? ''}${detail}`
}

const BEGINNINGS: Readonly<Partial<Record<Failed['phase'], string>>> = {
  handshake: 'no secure connection could be made: ',
  refused: 'the server could not be trusted: ',
  login: 'the login was refused: ',
}
