// A mechanism that hides the password was refused, and the client then sent the password in clear.
import { authDowngradedToClear } from '../../../src/verdict/diagnoses/auth-downgraded-to-clear.ts'
import { transcript } from '../transcript-builder.ts'
import { logIn, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const NO = '535 5.7.3 Authentication unsuccessful'
const clear = () => transcript().session().ehloWithoutStarttls()

testDiagnosis(authDowngradedToClear, {
  triggers: {
    'NTLM, then LOGIN': clear().asks('AUTH NTLM', NO).auth('235 ok').mail().quit(),
    'CRAM-MD5 to the end, then PLAIN': clear().auth(NO, 'CRAM-MD5').asks('AUTH PLAIN [redacted]', '235 ok').quit(),
    'PLAIN, refused when the password was out': clear()
      .asks('AUTH NTLM', NO)
      .asks('AUTH PLAIN [redacted]', '535 5.7.8 no')
      .quit(),
    'a client that tries what is listed': run(
      { scenario: 'auth-ntlm-then-login', policy: 'opportunistic' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.asks('AUTH NTLM', '535 *')
        await logIn(client, '235 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'LOGIN at once': clear().auth('235 ok').mail().quit(),
    'it stopped at the refusal': clear().asks('AUTH NTLM', NO).quit(),
    'inside TLS': transcript().session().tls().asks('AUTH NTLM', NO).auth('235 ok').mail().quit(),
    'LOGIN was refused before it said a word': clear().asks('AUTH NTLM', NO).asks('AUTH LOGIN', '504 no').quit(),
    'the other way round': clear().auth('535 5.7.8 no').asks('AUTH NTLM', NO).quit(),
  },
})
