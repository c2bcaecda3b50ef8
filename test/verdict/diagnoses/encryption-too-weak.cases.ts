// The server measures the strength of the encryption and refuses what is below its limit.
import { encryptionTooWeak } from '../../../src/verdict/diagnoses/encryption-too-weak.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const TOO_WEAK = '503 5.7.0 encryption too weak {bits} less than 112'

testDiagnosis(encryptionTooWeak, {
  triggers: {
    'in clear': transcript()
      .session()
      .ehloWithoutStarttls()
      .asks('MAIL FROM:<a@client.test>', '503 5.7.0 encryption too weak 0 less than 112')
      .closed(),
    'DES inside TLS': transcript()
      .session()
      .tls({}, { suite: 'TLS_RSA_WITH_DES_CBC_SHA', bits: 56 })
      .asks('MAIL FROM:<a@client.test>', '403 4.7.0 encryption too weak 56 less than 112')
      .closed(),
    'nodemailer in clear against sendmail': run(
      { scenario: { server: { rules: [{ on: 'MAIL', when: { strengthBelow: 112 }, reply: TOO_WEAK }] } } },
      nodemail({ requireTLS: false, ignoreTLS: true }),
    ),
  },
  leaves: {
    'nodemailer inside TLS': run(
      { scenario: { server: { rules: [{ on: 'MAIL', when: { strengthBelow: 112 }, reply: TOO_WEAK }] } } },
      nodemail(),
    ),
    'another 503': transcript().session().tls().asks('DATA', '503 5.5.1 Need RCPT first').quit(),
    'a weak suite that nobody minds': transcript()
      .session()
      .tls({}, { suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', bits: 112 })
      .mail()
      .quit(),
  },
})
