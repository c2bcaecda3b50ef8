// EHLO itself was refused, so that no extension can be seen.
import { ehloRefused } from '../../../src/verdict/diagnoses/ehlo-refused.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const NO_EHLO = { server: { rules: [{ on: 'EHLO', reply: '502 5.5.1 Command not implemented' }] } }

testDiagnosis(ehloRefused, {
  triggers: {
    'by the server': transcript()
      .session()
      .asks('EHLO client.test', '500 5.5.1 what?')
      .asks('HELO client.test', '250 smtp.test')
      .mail()
      .quit(),
    'nodemailer falls back to HELO': run({ scenario: NO_EHLO }, nodemail({ requireTLS: false })),
  },
  leaves: {
    'nodemailer against healthy': run({ scenario: 'healthy' }, nodemail()),
    'put off': transcript().session().asks('EHLO client.test', '421 4.3.2 too busy').closed('server'),
    'a client that says HELO of itself': transcript().session().asks('HELO client.test', '250 smtp.test').mail().quit(),
  },
})
