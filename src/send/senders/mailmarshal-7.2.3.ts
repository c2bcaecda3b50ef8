// Trustwave MailMarshal (SEG) 7.2.3: SSLv2 to TLS 1.0, or TLS 1.0 alone (seed 003).
import {
  MAILMARSHAL_NOTES,
  MAILMARSHAL_RETRY,
  mailMarshalLine,
  mailMarshalQueue,
  SENDER_SETTINGS,
  sendByMailMarshal,
  showSender,
} from '../mailmarshal.ts'
import { sender } from '../sender.ts'
import { flag } from '../settings.ts'

export const mailmarshal723 = sender({
  name: 'mailmarshal-7.2.3',
  product: 'Trustwave MailMarshal (SEG) 7.2.3',
  doc:
    'It connects with any of SSLv2, SSLv3 and TLSv1.0; of these TLS 1.0 is played. When the negotiation fails the mail waits ' +
    'with "No available IPv4 route for ...". It does not look at certificates, of which the seed says nothing.',
  notPlayed: MAILMARSHAL_NOTES,
  settings: {
    ...SENDER_SETTINGS,
    TLSv1Only: flag({
      standard: false,
      doc: 'Send with TLSv1 alone, by a Registry entry (article Q11675). What is played is the same either way',
      source: '003:26',
    }),
  },
  retry: MAILMARSHAL_RETRY,
  show: (values) => showSender(values, [`Registry: TLSv1 only: ${values.TLSv1Only ? 'Yes' : 'No'}`]),
  attempt: (mail, around) =>
    sendByMailMarshal(mail, around, {
      versions: around.values.TLSv1Only ? ['TLSv1'] : ['SSLv2', 'SSLv3', 'TLSv1'],
      values: around.values,
    }),
  line: mailMarshalLine,
  queue: mailMarshalQueue,
})
