// A temporary refusal, and the client never came back.
import { gaveUpWithoutRetry } from '../../../src/verdict/diagnoses/gave-up-without-retry.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(gaveUpWithoutRetry, {
  triggers: {
    'one 451 and the end': {
      transcript: transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.3.0 later').quit(),
      client: { says: 'failed' },
    },
    'nodemailer, which has no queue': run(
      { scenario: { server: { rules: [{ on: 'RCPT', reply: '450 4.2.0 later' }] } } },
      nodemail(),
    ),
  },
  leaves: {
    'it came back': {
      transcript: transcript()
        .session()
        .tls()
        .asks('MAIL FROM:<a@client.test>', '451 4.3.0 later')
        .quit()
        .after(60_000)
        .session()
        .tls()
        .mail()
        .quit(),
      client: { says: 'failed' },
    },
    'trying again would not help': {
      transcript: transcript()
        .session()
        .tls()
        .auth('421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade')
        .closed('server'),
      client: { says: 'failed' },
    },
    'refused for good': run({ scenario: { server: { rules: [{ on: 'RCPT', reply: '550 5.1.1 no' }] } } }, nodemail()),
    'nobody heard the client': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '451 4.3.0 later').quit(),
  },
})
