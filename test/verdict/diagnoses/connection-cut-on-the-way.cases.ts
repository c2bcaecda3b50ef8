// Something between client and server ended the connection.
import { connectionCutOnTheWay } from '../../../src/verdict/diagnoses/connection-cut-on-the-way.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(connectionCutOnTheWay, {
  triggers: {
    'a RST': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('path.acted', {
        step: 'reset',
        toward: 'server',
        detail: 'ended the connection with a RST after 4096 bytes',
      })
      .closed('path', 'rst'),
    'nodemailer behind a cut': run({ scenario: { path: [{ cut: { after: '1KiB', toward: 'client' } }] } }, nodemail()),
  },
  leaves: {
    'nodemailer without one': run({ scenario: 'healthy' }, nodemail()),
    'the server reset it': transcript().session().tls().closed('server', 'rst'),
    'a step that did something else': transcript()
      .session()
      .event('path.acted', { step: 'inject', toward: 'client', detail: 'injected 2 bytes' })
      .ehlo()
      .quit(),
  },
})
