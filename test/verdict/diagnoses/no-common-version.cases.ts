// Client and server have no version of TLS in common.
import { noCommonVersion } from '../../../src/verdict/diagnoses/no-common-version.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(noCommonVersion, {
  triggers: {
    'the server has only others': transcript()
      .session()
      .starttls()
      .hello({ versions: ['TLSv1.3'] })
      .failed('no-common-version')
      .closed(),
    'the client will not have what was chosen': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'protocol_version')
      .failed('client-alert')
      .closed(),
    'nodemailer from TLS 1.3 up against tls12-only': run(
      { scenario: 'tls12-only' },
      nodemail({ tls: { minVersion: 'TLSv1.3' } }),
    ),
  },
  leaves: {
    'nodemailer against tls12-only': run({ scenario: 'tls12-only' }, nodemail()),
    'no common suite': transcript().session().starttls().hello().failed('no-common-suite').closed(),
    'a fallback that was refused': transcript()
      .session()
      .starttls()
      .hello({ fallbackScsv: true })
      .alert('sent', 'inappropriate_fallback')
      .failed('no-common-version')
      .closed(),
  },
})
