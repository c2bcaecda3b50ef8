// The client went on inside TLS with a server whose key no TLSA record names.
import { daneNotUsed } from '../../../src/verdict/diagnoses/dane-not-used.ts'
import { healthyTranscript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(daneNotUsed, {
  triggers: {
    'a mail to a server that no record names': { scenario: 'dane-mismatch', transcript: healthyTranscript() },
    'nodemailer, which knows no DANE': run({ scenario: 'dane-mismatch' }, nodemail()),
  },
  leaves: {
    'a server that its records name': { scenario: 'dane-match', transcript: healthyTranscript() },
    'a policy that asks for no proof': {
      scenario: 'dane-mismatch',
      policy: 'unverified',
      transcript: healthyTranscript(),
    },
    'another fault of the certificate': { scenario: 'cert-expired', transcript: healthyTranscript() },
  },
})
