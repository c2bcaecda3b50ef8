// The client went on inside TLS with what EHLO had said before it.
import { ehloNotRepeated } from '../../../src/verdict/diagnoses/ehlo-not-repeated.ts'
import { transcript } from '../transcript-builder.ts'
import { askForTls, nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(ehloNotRepeated, {
  triggers: {
    'MAIL at once': transcript().session().starttls().hello().established().mail().quit(),
    'a client that goes on with MAIL': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await askForTls(client)
        await client.starttls({ rejectUnauthorized: false })
        await client.asks('MAIL FROM:<a@client.test>', '*')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'QUIT at once': transcript().session().starttls().hello().established().quit(),
  },
})
