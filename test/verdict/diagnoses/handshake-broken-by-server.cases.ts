// The server spoiled the handshake: the client could do nothing about it.
import { handshakeBrokenByServer } from '../../../src/verdict/diagnoses/handshake-broken-by-server.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(handshakeBrokenByServer, {
  triggers: {
    garbage: transcript()
      .session()
      .starttls()
      .hello()
      .event('tls.fault-played', { fault: 'garbage', detail: '64 bytes that are no TLS' })
      .closed('server'),
    'nodemailer against a server that hangs up': run(
      { scenario: { server: { tls: { handshake: 'close' } } } },
      nodemail(),
    ),
    'nodemailer against an alert': run(
      { scenario: { server: { tls: { handshake: { alert: 'handshake_failure' } } } } },
      nodemail(),
    ),
    'nodemailer against plain text': run({ scenario: { server: { tls: { handshake: 'plaintext' } } } }, nodemail()),
  },
  leaves: {
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'the client broke off': transcript().session().starttls().hello().failed('client-closed').closed(),
    'no common version': transcript().session().starttls().hello().failed('no-common-version').closed(),
  },
})
