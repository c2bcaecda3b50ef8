// The client does not take the group of the server.
import { dhGroupRefused } from '../../../src/verdict/diagnoses/dh-group-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const suites = ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256']

testDiagnosis(dhGroupRefused, {
  triggers: {
    'nodemailer against 512 bits': run(
      { scenario: 'dh512' },
      nodemail({ tls: { ciphers: 'DHE-RSA-AES128-GCM-SHA256' } }),
    ),
  },
  leaves: {
    'an old client takes it': run({ scenario: 'dh512' }, oldClient({ version: 'TLSv1.2', suites })),
    'a client without DHE': run({ scenario: 'dh512' }, nodemail({ tls: { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' } })),
    'an alert with a sound server': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'handshake_failure', 40)
      .failed('client-alert')
      .closed(),
  },
})
