// Every hello of the client ends at TLS 1.1, and the server does not take that.
import { clientOffersOnlyOldTls } from '../../../src/verdict/diagnoses/client-offers-only-old-tls.ts'
import { healthyTranscript, OLD_HELLO, transcript } from '../transcript-builder.ts'
import { askForTls, logIn, raw, run, TLS10 } from './real.ts'
import { testDiagnosis } from './suite.ts'

const M365 = '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.'

testDiagnosis(clientOffersOnlyOldTls, {
  triggers: {
    'turned away after the password': {
      scenario: 'tls10-reject',
      transcript: transcript().session().tls(OLD_HELLO, { version: 'TLSv1' }).auth(M365).closed('server'),
    },
    'a handshake that is refused': transcript()
      .session()
      .starttls()
      .hello(OLD_HELLO)
      .failed('no-common-version')
      .closed(),
    'a client of node:tls at TLS 1.0 against tls10-reject': run(
      { scenario: 'tls10-reject' },
      raw(async (client) => {
        await askForTls(client)
        await client.starttls({ ...TLS10, rejectUnauthorized: false })
        await client.asks('EHLO client.test', '250 *')
        await logIn(client, '421 4.7.66 *')
      }),
    ),
  },
  leaves: {
    'a client of today': healthyTranscript(),
    'an old client that is served': transcript().session().tls(OLD_HELLO, { version: 'TLSv1' }).mail().quit(),
    'a client that can do better and fell back': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-closed')
      .closed()
      .session()
      .tls(OLD_HELLO, { version: 'TLSv1' })
      .auth(M365)
      .closed('server'),
    'an old client that took offence at the certificate': transcript()
      .session()
      .starttls()
      .hello(OLD_HELLO)
      .alert('received', 'unknown_ca')
      .failed('client-alert')
      .closed(),
  },
})
