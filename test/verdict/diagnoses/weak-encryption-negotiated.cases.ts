// The handshake agreed on a suite that protects little or nothing.
import { weakEncryptionNegotiated } from '../../../src/verdict/diagnoses/weak-encryption-negotiated.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { askForTls, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(weakEncryptionNegotiated, {
  triggers: {
    '3DES': transcript().session().tls({}, { suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', bits: 112 }).mail().quit(),
    RC4: transcript().session().tls({}, { suite: 'TLS_RSA_WITH_RC4_128_SHA', bits: 128 }).mail().quit(),
    anonymous: transcript().session().tls({}, { suite: 'TLS_DH_anon_WITH_AES_128_CBC_SHA', bits: 128 }).mail().quit(),
    'a client of node:tls that takes NULL': run(
      { scenario: 'null-cipher' },
      raw(async (client) => {
        await askForTls(client)
        await client.starttls({ maxVersion: 'TLSv1.2', ciphers: 'NULL@SECLEVEL=0', rejectUnauthorized: false })
        await client.asks('EHLO client.test', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'TLS 1.3': healthyTranscript(),
    'static RSA with AES': transcript().session().tls({}, { suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }).mail().quit(),
    'offered and not taken': transcript()
      .session()
      .tls({ weakSuites: ['TLS_RSA_WITH_3DES_EDE_CBC_SHA'] })
      .mail()
      .quit(),
  },
})
