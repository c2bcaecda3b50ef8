// The client saw that somebody has weakened its hello, and stopped.
import { downgradeNoticed } from '../../../src/verdict/diagnoses/downgrade-noticed.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256']

testDiagnosis(downgradeNoticed, {
  triggers: {
    'nodemailer offers TLS 1.3': run({ scenario: 'downgrade-sentinel' }, nodemail()),
  },
  leaves: {
    'a client that goes on': run(
      { scenario: 'downgrade-sentinel' },
      oldClient({ version: 'TLSv1.2', lists: ['TLSv1.3', 'TLSv1.2'], suites }),
    ),
    'nodemailer limited to TLS 1.2': run(
      { scenario: 'downgrade-sentinel' },
      nodemail({ tls: { maxVersion: 'TLSv1.2' } }),
    ),
    'the same alert without that sign': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'illegal_parameter', 47)
      .failed('client-alert')
      .closed(),
  },
})
