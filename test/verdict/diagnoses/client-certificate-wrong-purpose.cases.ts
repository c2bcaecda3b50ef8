// The certificate of the client may identify a server only.

import type { ScenarioServer } from '../../../src/index.ts'
import { clientCertificateWrongPurpose } from '../../../src/verdict/diagnoses/client-certificate-wrong-purpose.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const VERIFIED = { server: { tls: { clientCertificate: { ask: 'require', verify: 'chain' } } } }

const shows = (scenario: object, options: Parameters<ScenarioServer['clientCertificate']>[0]) =>
  run({ scenario }, async (server) => {
    const { cert, key } = await server.clientCertificate(options)
    return nodemail({ tls: { cert, key } })(server)
  })

testDiagnosis(clientCertificateWrongPurpose, {
  triggers: { 'nodemailer with that of a server': shows(VERIFIED, { fault: 'server-purpose' }) },
  leaves: {
    'one for clients': shows(VERIFIED, {}),
    'one from another authority': shows(VERIFIED, { fault: 'untrusted-root' }),
    'a server that does not look': shows(
      { server: { tls: { clientCertificate: { ask: 'require' } } } },
      { fault: 'server-purpose' },
    ),
  },
})
