// Exchange does not take this mechanism here.
import { exchangeMechanismUnknown } from '../../../src/verdict/diagnoses/exchange-mechanism-unknown.ts'
import { transcript } from '../transcript-builder.ts'
import { raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(exchangeMechanismUnknown, {
  triggers: {
    'AUTH in clear': transcript()
      .session()
      .ehlo()
      .asks('AUTH LOGIN', '504 5.7.4 Unrecognized authentication type')
      .quit(),
    'a client that logs in in clear at Microsoft 365': run(
      { scenario: { persona: 'microsoft-365' } },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.asks('AUTH LOGIN', '504 5.7.4 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'the words of another product': transcript()
      .session()
      .tls()
      .asks('AUTH NTLM', '504 5.5.4 Unrecognized authentication type')
      .quit(),
    'a wrong password': transcript().session().tls().auth('535 5.7.3 Authentication unsuccessful').quit(),
  },
})
