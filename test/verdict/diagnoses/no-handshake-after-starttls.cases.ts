// The client asked for STARTTLS, got its 220, and went on in clear.
import { noHandshakeAfterStarttls } from '../../../src/verdict/diagnoses/no-handshake-after-starttls.ts'
import { transcript } from '../transcript-builder.ts'
import { askForTls, nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(noHandshakeAfterStarttls, {
  triggers: {
    'EHLO in place of the hello': transcript()
      .session()
      .starttls()
      .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: Buffer.from('EHLO again\r\n').toString('hex') })
      .failed('not-tls')
      .closed(),
    'a client that types on in clear': run(
      { scenario: 'healthy' },
      raw(async (client) => {
        await askForTls(client)
        await client.says('EHLO client.test')
        await client.hearsAll()
      }),
    ),
  },
  leaves: {
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'bytes that are no text': transcript()
      .session()
      .starttls()
      .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: 'ff00ff00' })
      .failed('not-tls')
      .closed(),
    'plain text on a TLS port': transcript()
      .session({ greeting: null })
      .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: Buffer.from('EHLO x\r\n').toString('hex') })
      .failed('not-tls')
      .closed(),
  },
})
