// The server says that its hello was weakened, to a client that speaks nothing newer.
import { downgradeNotVisible } from '../../../src/verdict/diagnoses/downgrade-not-visible.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(downgradeNotVisible, {
  triggers: {
    'nodemailer limited to TLS 1.2': run(
      { scenario: 'downgrade-sentinel' },
      nodemail({ tls: { maxVersion: 'TLSv1.2' } }),
    ),
  },
  leaves: {
    'nodemailer offers TLS 1.3': run({ scenario: 'downgrade-sentinel' }, nodemail()),
    'a session at TLS 1.2 without that sign': transcript()
      .session()
      .tls({ versions: ['TLSv1.2'] })
      .mail()
      .quit(),
  },
})
