// The client went on behind a handshake that it had to refuse.
import { brokenHandshakeAccepted } from '../../../src/verdict/diagnoses/broken-handshake-accepted.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const suites = ['TLS_RSA_WITH_AES_128_GCM_SHA256']
const broken = (fault: string, versions = ['TLSv1.3', 'TLSv1.2']) =>
  transcript().session().starttls().hello({ versions }).event('tls.fault-played', { fault, detail: 'it is wrong' })

testDiagnosis(brokenHandshakeAccepted, {
  triggers: {
    'a client that checks no Finished': run(
      { scenario: 'bad-finished' },
      oldClient({ version: 'TLSv1.2', suites, ignoresFinished: true }),
    ),
    'a signature that nobody checked': broken('bad-signature').established().ehlo().quit(),
  },
  leaves: {
    'nodemailer against bad-finished': run({ scenario: 'bad-finished' }, nodemail()),
    'nodemailer against small records': run(
      { scenario: { server: { tls: { versions: ['TLSv1.2'], handshake: 'fragment-records' } } } },
      nodemail(),
    ),
    'the sign of a downgrade': broken('downgrade-sentinel').established().ehlo().quit(),
  },
})
