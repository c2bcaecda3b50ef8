// Microsoft Exchange Server 2019, as a reader of the article met it: eight suites on elliptic curves (seed 004).
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
import { suites } from '../settings.ts'
import { playable } from '../tls-offer.ts'

export const exchange2019 = sender({
  name: 'exchange-2019',
  product: 'Microsoft Exchange Server 2019, a Send connector',
  doc:
    'Its connector is that of 2016. It offers TLS 1.2 with eight suites, all on elliptic curves, so that servers which know ' +
    'only older ones end the handshake and the mail stays in the queue.',
  notPlayed: CONNECTOR_NOTES,
  settings: {
    ...CONNECTOR_SETTINGS,
    CipherSuites: suites({
      // In the order of the reader's dump: 0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027.
      standard: [
        'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
        'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
        'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384',
        'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
        'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
        'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
      ],
      doc:
        'What SChannel offers, in order, as set in a group policy, in the registry or with IIS Crypto; the reader added ' +
        'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 and TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      source: '004:99',
    }),
  },
  presets: CONNECTOR_PRESETS,
  // "For all of it to work the mail server has to be restarted."
  effect: { restart: ['CipherSuites'] },
  retry: EXCHANGE_RETRY,
  show: (values) => [
    ...showConnector(values),
    '',
    'SSL cipher suite order:',
    ...values.CipherSuites.map((name) => `  ${name}`),
  ],
  async attempt(mail, around) {
    const offer = {
      versions: ['TLSv1.2'],
      suites: around.values.CipherSuites,
      groups: ['x25519', 'secp256r1', 'secp384r1'],
      tickets: true,
    } as const
    if (!around.values.IgnoreSTARTTLS && playable(offer).suites.length === 0) {
      return { status: 'cannot', error: `OpenSSL under Node has none of ${offer.suites.join(', ')}` }
    }
    return sendByConnector(mail, around, offer)
  },
  line: protocolLine,
  queue: queuesOfExchange,
})
