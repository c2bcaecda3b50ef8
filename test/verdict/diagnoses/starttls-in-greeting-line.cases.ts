// STARTTLS stands in the first line of the answer to EHLO, where the server's name is due.
import { starttlsInGreetingLine } from '../../../src/verdict/diagnoses/starttls-in-greeting-line.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const WRONG_ORDER = ['STARTTLS', 'smtp.test Hello', 'SIZE 36700160']

testDiagnosis(starttlsInGreetingLine, {
  triggers: {
    'a client that goes on in clear': transcript().session().ehlo(WRONG_ORDER).mail().quit(),
    'a client that insists on TLS and leaves': run(
      { scenario: 'starttls-order' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'the usual order': transcript().session().ehlo().mail().quit(),
    'no STARTTLS at all': transcript().session().ehloWithoutStarttls().mail().quit(),
    'a server that is called so': transcript().session().ehlo(['starttls.example Hello', 'SIZE 1']).mail().quit(),
    'a client that looks at every line and starts TLS': run({ scenario: 'starttls-order' }, nodemail()),
  },
})
