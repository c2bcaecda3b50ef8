// The organization has closed the endpoint for legacy TLS.
import { microsoft365OldTlsOrganization } from '../../../src/verdict/diagnoses/microsoft-365-old-tls-organization.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(microsoft365OldTlsOrganization, {
  triggers: {
    'after the password': transcript()
      .session()
      .tls()
      .auth('421 5.7.67 TLS 1.0 and 1.1 are not supported by your organization')
      .quit(),
    'nodemailer gets to hear it': run(
      {
        scenario: {
          server: {
            rules: [{ on: 'AUTH', reply: '421 5.7.67 TLS 1.0 and 1.1 are not supported by your organization' }],
          },
        },
      },
      nodemail({ auth: { user: 'user', pass: 'secret' } }),
    ),
  },
  leaves: {
    'the same code with another text': transcript()
      .session()
      .tls()
      .auth('421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade')
      .quit(),
    'a login that is accepted': transcript().session().tls().auth('235 2.7.0 Authentication successful').mail().quit(),
  },
})
