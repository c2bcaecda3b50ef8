// Plain SMTP came to a port where TLS starts with the first byte.
import { smtpOnATlsPort } from '../../../src/verdict/diagnoses/smtp-on-a-tls-port.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const IMPLICIT = { server: { tls: { mode: 'implicit' } } }

testDiagnosis(smtpOnATlsPort, {
  triggers: {
    'EHLO in place of a hello': {
      scenario: IMPLICIT,
      transcript: transcript()
        .session({ greeting: null })
        .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: Buffer.from('EHLO x\r\n').toString('hex') })
        .failed('not-tls')
        .closed(),
    },
    'a client that speaks first': run(
      { scenario: IMPLICIT },
      raw(async (client) => {
        await client.says('EHLO client.test')
        await client.hearsAll()
      }),
    ),
  },
  leaves: {
    'nodemailer with TLS from the first byte': run({ scenario: IMPLICIT }, nodemail()),
    'bytes that are no text': {
      scenario: IMPLICIT,
      transcript: transcript()
        .session({ greeting: null })
        .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: '8080' })
        .closed(),
    },
    'plain text behind STARTTLS': transcript()
      .session()
      .starttls()
      .event('tls.hello-unreadable', { reason: 'not TLS', bytesHex: Buffer.from('EHLO x\r\n').toString('hex') })
      .failed('not-tls')
      .closed(),
  },
})
