// Trustwave MailMarshal (SEG) 7.3.5: TLS 1.0 to 1.2, as told (seed 003).
import {
  MAILMARSHAL_NOTES,
  MAILMARSHAL_RETRY,
  mailMarshalLine,
  mailMarshalQueue,
  protocols,
  SENDER_SETTINGS,
  sendByMailMarshal,
  showSender,
} from '../mailmarshal.ts'
import { sender } from '../sender.ts'

const PROTOCOLS = protocols(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'], ['TLSv1', 'TLSv1.1', 'TLSv1.2'], '003:22')

export const mailmarshal735 = sender({
  name: 'mailmarshal-7.3.5',
  product: 'Trustwave MailMarshal (SEG) 7.3.5',
  doc:
    'By default it connects with any of TLSv1.0, TLSv1.1 and TLSv1.2: SSLv3 is gone, as best practice. When the negotiation fails ' +
    'the mail waits with "No available IPv4 route for ...". It does not look at certificates, of which the seed says nothing.',
  notPlayed: MAILMARSHAL_NOTES,
  settings: { ...SENDER_SETTINGS, Protocols: PROTOCOLS },
  retry: MAILMARSHAL_RETRY,
  show: (values) => showSender(values, [`Protocols: ${PROTOCOLS.show(values.Protocols)}`]),
  attempt: (mail, around) =>
    sendByMailMarshal(mail, around, { versions: around.values.Protocols, values: around.values }),
  line: mailMarshalLine,
  queue: mailMarshalQueue,
})
