// The client hung up without saying QUIT.
import { closedWithoutQuit } from '../../../src/verdict/diagnoses/closed-without-quit.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(closedWithoutQuit, {
  triggers: {
    'after the mail': transcript().session().tls().mail().closed(),
    'a client that hangs up': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        client.ends()
        await client.hearsEnd()
      }),
    ),
  },
  leaves: {
    'a client of today': healthyTranscript(),
    'the server hung up': transcript()
      .session()
      .tls()
      .asks('MAIL FROM:<a@client.test>', '421 4.3.2 closing')
      .closed('server'),
    'the handshake failed': transcript().session().starttls().hello().failed('no-common-suite').closed(),
    'it left over the certificate': transcript().session().starttls().hello().established().closed(),
  },
})
