// The client hung up behind a reply that is longer than usual.
import { leftAtALongReply } from '../../../src/verdict/diagnoses/left-at-a-long-reply.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const LONG = Array.from({ length: 40 }, (_, at) => `X-WORD${at} ${'x'.repeat(490)}`)

testDiagnosis(leftAtALongReply, {
  triggers: {
    'behind EHLO': transcript().session().ehlo(LONG).closed(),
    'a client that hangs up at the list of long-replies': run(
      { scenario: 'long-replies' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
      }),
    ),
  },
  leaves: {
    'it says QUIT': transcript().session().ehlo(LONG).quit(),
    'a list of today': transcript().session().ehlo().closed(),
    'the server hung up': transcript().session().ehlo(LONG).closed('server'),
    'nodemailer against long-replies': run({ scenario: 'long-replies' }, nodemail()),
  },
})
