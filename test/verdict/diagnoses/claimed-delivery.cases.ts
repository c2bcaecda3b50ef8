// The client says that it delivered, and nobody accepted a mail.
import { claimedDelivery } from '../../../src/verdict/diagnoses/claimed-delivery.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(claimedDelivery, {
  triggers: {
    'exit 0 and nothing accepted': {
      transcript: transcript().session().tls().asks('MAIL FROM:<a@client.test>', '550 5.7.1 no').quit(),
      client: { says: 'delivered' },
    },
  },
  leaves: {
    'it says that it failed': {
      transcript: transcript().session().tls().asks('MAIL FROM:<a@client.test>', '550 5.7.1 no').quit(),
      client: { says: 'failed' },
    },
    'it delivered': { transcript: healthyTranscript(), client: { says: 'delivered' } },
    'it delivered in a later try': {
      transcript: transcript()
        .session()
        .tls()
        .asks('MAIL FROM:<a@client.test>', '451 4.7.1 later')
        .quit()
        .after(60_000)
        .session()
        .tls()
        .mail()
        .quit(),
      client: { says: 'delivered' },
    },
  },
})
