// Lines end with LF alone.
import { bareLf } from '../../../src/verdict/diagnoses/bare-lf.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(bareLf, {
  triggers: {
    'a line of a script': transcript()
      .session()
      .event('smtp.bare-lf-received', { line: 'EHLO client.test' })
      .ehlo()
      .mail()
      .quit(),
    'a client that ends lines with LF': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.hears('220 *')
        await client.sends('EHLO client.test\n')
        await client.hears('250 *')
        await client.asks('QUIT', '221 *')
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'half a line': transcript().session().event('smtp.partial-line-received', { line: 'EHL' }).closed(),
  },
})
