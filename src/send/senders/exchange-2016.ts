// Microsoft Exchange Server 2016: a Send connector (seed 004).
import {
  CONNECTOR_NOTES,
  CONNECTOR_PRESETS,
  CONNECTOR_SETTINGS,
  EXCHANGE_RETRY,
  protocolLine,
  queuesOfExchange,
  sendByConnector,
  showConnector,
} from '../exchange.ts'
import { sender } from '../sender.ts'
import type { TlsOffer } from '../tls-offer.ts'

/** SChannel of Windows Server 2016 by default; not in a seed, which has the version of what was negotiated (004:21). */
const OFFER: TlsOffer = {
  versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  suites: [
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_RSA_WITH_AES_256_CBC_SHA256',
    'TLS_RSA_WITH_AES_128_CBC_SHA256',
    'TLS_RSA_WITH_AES_256_CBC_SHA',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  ],
  groups: ['x25519', 'secp256r1', 'secp384r1'],
  tickets: true,
}

export const exchange2016 = sender({
  name: 'exchange-2016',
  product: 'Microsoft Exchange Server 2016, a Send connector',
  doc:
    'With nothing set it uses TLS where it is offered, whatever the certificate, and sends in clear where it is not ' +
    '(004:67). A handshake that fails leaves the mail in the queue: it does not fall back to clear. The certificate in its ' +
    'store is shown to servers that ask.',
  notPlayed: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA, which OpenSSL under Node lacks', ...CONNECTOR_NOTES],
  settings: CONNECTOR_SETTINGS,
  presets: CONNECTOR_PRESETS,
  retry: EXCHANGE_RETRY,
  show: showConnector,
  attempt: (mail, around) => sendByConnector(mail, around, OFFER),
  line: protocolLine,
  queue: queuesOfExchange,
})
