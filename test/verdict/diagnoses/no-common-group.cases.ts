// Client and server have no group for the key exchange in common.
import { noCommonGroup } from '../../../src/verdict/diagnoses/no-common-group.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const P521 = { server: { tls: { versions: ['TLSv1.3'], groups: ['secp521r1'] } } }

testDiagnosis(noCommonGroup, {
  triggers: {
    'other curves': {
      scenario: P521,
      transcript: transcript().session().starttls().hello().failed('no-common-group').closed(),
    },
    'nodemailer with X25519 only': run({ scenario: P521 }, nodemail({ tls: { ecdhCurve: 'X25519' } })),
  },
  leaves: {
    'nodemailer with its usual groups': run({ scenario: P521 }, nodemail()),
    'no common suite': transcript().session().starttls().hello().failed('no-common-suite').closed(),
  },
})
