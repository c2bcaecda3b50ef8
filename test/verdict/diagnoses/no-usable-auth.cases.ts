// The client left when it had seen which logins are offered.
import { noUsableAuth } from '../../../src/verdict/diagnoses/no-usable-auth.ts'
import { healthyTranscript, transcript } from '../transcript-builder.ts'
import { askForTls, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const inside = (...capabilities: string[]) => transcript().session().starttls().hello().established().ehlo(capabilities)

testDiagnosis(noUsableAuth, {
  triggers: {
    'only XOAUTH2 inside TLS': inside('smtp.test', 'AUTH XOAUTH2').quit(),
    'nothing inside TLS, and no QUIT': inside('smtp.test', 'SIZE 100').closed(),
    'no AUTH before TLS, which the client does not want': transcript()
      .session()
      .ehlo(['smtp.test', 'STARTTLS', 'SIZE 100'])
      .quit(),
    'a client that has a password, against capabilities-lost-after-tls': run(
      { scenario: 'capabilities-lost-after-tls' },
      raw(async (client, server) => {
        await askForTls(client)
        await client.starttls({ ca: server.ca })
        await client.asks('EHLO client.test', '250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    'a mechanism for passwords is there': inside('smtp.test', 'AUTH XOAUTH2 LOGIN').quit(),
    'the client went on without a login': inside('smtp.test', 'AUTH XOAUTH2').mail().quit(),
    'the client tried a login': inside('smtp.test', 'AUTH XOAUTH2').asks('AUTH LOGIN', '504 no').quit(),
    'TLS is what was missing': transcript().session().ehlo(['smtp.test', 'SIZE 100']).quit(),
    'a certificate that the client refused': transcript().session().starttls().hello().established().closed(),
    'a mail': healthyTranscript(),
  },
})
