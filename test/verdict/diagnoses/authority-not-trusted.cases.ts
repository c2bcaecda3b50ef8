// The client does not know the authority of a certificate that is otherwise in order.
import { authorityNotTrusted } from '../../../src/verdict/diagnoses/authority-not-trusted.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(authorityNotTrusted, {
  triggers: {
    'a certificate in order': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'unknown_ca')
      .closed(),
    'in a scenario about something else': {
      scenario: 'cert-expired',
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
  },
  leaves: {
    'the scenario is about just that': {
      scenario: 'cert-untrusted-root',
      transcript: transcript().session().starttls().hello().established().alert('received', 'unknown_ca').closed(),
    },
    'another alert': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'bad_certificate')
      .closed(),
    'nodemailer that has the authority': run({ scenario: 'healthy' }, nodemail()),
  },
})
