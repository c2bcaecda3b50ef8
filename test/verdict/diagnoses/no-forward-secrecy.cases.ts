// The session key travelled encrypted with the key of the certificate.
import { noForwardSecrecy } from '../../../src/verdict/diagnoses/no-forward-secrecy.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(noForwardSecrecy, {
  triggers: {
    'nodemailer with RSA key exchange': run(
      { scenario: 'static-rsa-only' },
      nodemail({ tls: { ciphers: 'AES128-GCM-SHA256' } }),
    ),
  },
  leaves: {
    'nodemailer with ECDHE only': run(
      { scenario: 'static-rsa-only' },
      nodemail({ tls: { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } }),
    ),
    'a server that has ECDHE as well': transcript()
      .session()
      .tls({}, { suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })
      .mail()
      .quit(),
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
  },
})
