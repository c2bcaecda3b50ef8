// The client offered TLS 1.3, the server said that somebody took it away, and the client went on.
import { downgradeNotNoticed } from '../../../src/verdict/diagnoses/downgrade-not-noticed.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256']

testDiagnosis(downgradeNotNoticed, {
  triggers: {
    'a client that lists TLS 1.3 and checks no random': run(
      { scenario: 'downgrade-sentinel' },
      oldClient({ version: 'TLSv1.2', lists: ['TLSv1.3', 'TLSv1.2'], suites }),
    ),
  },
  leaves: {
    'nodemailer sees it': run({ scenario: 'downgrade-sentinel' }, nodemail()),
    'nodemailer limited to TLS 1.2 cannot see it': run(
      { scenario: 'downgrade-sentinel' },
      nodemail({ tls: { maxVersion: 'TLSv1.2' } }),
    ),
    'a session without that sign': transcript().session().tls().mail().quit(),
  },
})
