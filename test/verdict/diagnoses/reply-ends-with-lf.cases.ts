// The replies of the server end with LF alone, and the client waits for the CR.
import { replyEndsWithLf } from '../../../src/verdict/diagnoses/reply-ends-with-lf.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const LF = { bareLf: true } as const
const greeted = () => transcript().session({ greeting: null }).hears('220 smtp.test ESMTP', LF)

testDiagnosis(replyEndsWithLf, {
  triggers: {
    'at EHLO': transcript().session().says('EHLO client.test').hears('250 smtp.test', LF).closed(),
    'at the greeting, until the server has had enough': greeted()
      .event('smtp.timed-out', { afterMs: 300_000 })
      .hears('421 4.4.2 Timeout exceeded')
      .closed('server'),
    'a client that reads by CRLF': run(
      { scenario: 'bare-lf-replies' },
      raw(async (client) => {
        await client.sends('EHLO')
        await client.hearsBytes('220 smtp.test ESMTP\n')
      }),
    ),
  },
  leaves: {
    'the client goes on': greeted().says('EHLO client.test').hears('250 smtp.test', LF).mail().quit(),
    'CR and LF': transcript().session().closed(),
    'a refusal that it understood': greeted().says('EHLO x').hears('550 no', LF).closed(),
    'nodemailer, which reads by LF': run({ scenario: 'bare-lf-replies' }, nodemail()),
  },
})
