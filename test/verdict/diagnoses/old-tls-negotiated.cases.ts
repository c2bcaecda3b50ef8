// The session runs over a version that has been withdrawn.
import { oldTlsNegotiated } from '../../../src/verdict/diagnoses/old-tls-negotiated.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { askForTls, raw, run, TLS10 } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(oldTlsNegotiated, {
  triggers: {
    'a mail over TLS 1.1': transcript().session().tls({}, { version: 'TLSv1.1' }).mail().quit(),
    'a client of node:tls at TLS 1.0': run(
      { scenario: 'tls10-reject' },
      raw(async (client) => {
        await askForTls(client)
        await client.starttls({ ...TLS10, rejectUnauthorized: false })
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'TLS 1.3': healthyTranscript(),
    'TLS 1.2': transcript().session().tls({}, { version: 'TLSv1.2' }).mail().quit(),
  },
})
