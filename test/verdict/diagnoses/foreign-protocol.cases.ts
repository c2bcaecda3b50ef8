// The client speaks no SMTP at all.
import { foreignProtocol } from '../../../src/verdict/diagnoses/foreign-protocol.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(foreignProtocol, {
  triggers: {
    HTTP: transcript()
      .session()
      .says('GET / HTTP/1.1')
      .event('smtp.foreign-protocol-received', { protocol: 'http', line: 'GET / HTTP/1.1' })
      .closed('server'),
    'a client that speaks HTTP': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await client.says('GET / HTTP/1.1')
        await client.hearsAll()
      }),
    ),
  },
  leaves: {
    nodemailer: run({ scenario: 'healthy' }, nodemail()),
    'an odd command': transcript().session().asks('GET', '500 5.5.2 what?').quit(),
  },
})
