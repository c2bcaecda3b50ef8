// The client refused the certificate, for a reason that it did not name or that is not the scenario's.
import { certificateRefused } from '../../../src/verdict/diagnoses/certificate-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(certificateRefused, {
  triggers: {
    'a certificate in order': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'bad_certificate')
      .closed(),
    'revoked, where it is expired': {
      scenario: 'cert-expired',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'certificate_revoked')
        .closed(),
    },
  },
  leaves: {
    'an alert that fits': {
      scenario: 'cert-expired',
      transcript: transcript()
        .session()
        .starttls()
        .hello()
        .established()
        .alert('received', 'certificate_expired')
        .closed(),
    },
    'the authority is not known': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .alert('received', 'unknown_ca')
      .closed(),
    'an alert about the version': transcript()
      .session()
      .starttls()
      .hello()
      .alert('received', 'protocol_version')
      .failed('client-alert')
      .closed(),
  },
})
