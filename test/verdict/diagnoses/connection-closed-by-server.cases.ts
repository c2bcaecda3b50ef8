// The server hung up in the middle, without a 221 or 421.
import { connectionClosedByServer } from '../../../src/verdict/diagnoses/connection-closed-by-server.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

// biome-ignore lint/suspicious/noThenProperty: the word of the scenario format; never awaited
const RESETS = { server: { rules: [{ on: 'MAIL', then: 'reset' }] } }
const withheld = (then: string) =>
  transcript()
    .session()
    .tls()
    .says('MAIL FROM:<a@client.test>')
    .event('smtp.reply-withheld', { rule: 'server.rules[0]', then })

testDiagnosis(connectionClosedByServer, {
  triggers: {
    'a RST': transcript().session().tls().says('MAIL FROM:<a@client.test>').closed('server', 'rst'),
    'no reply and a FIN': withheld('close').closed('server'),
    'nodemailer against a reset at MAIL': run({ scenario: RESETS }, nodemail()),
    'nodemailer against an end behind the 354': run({ scenario: 'cut-in-data' }, nodemail()),
  },
  leaves: {
    'a 421 first': transcript().session().tls().asks('MAIL FROM:<a@client.test>', '421 4.3.2 closing').closed('server'),
    QUIT: transcript().session().tls().mail().asks('QUIT', '221 2.0.0 Bye').closed('server'),
    'the path did it': transcript().session().tls().closed('path', 'rst'),
    'the run ended': transcript().session().tls().mail().closed('server'),
  },
})
