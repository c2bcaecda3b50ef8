// The client exchanges keys over elliptic curves only, and the server does not.
import { ecdheOnlyClient } from '../../../src/verdict/diagnoses/ecdhe-only-client.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const DHE_ONLY = {
  server: {
    tls: {
      versions: ['TLSv1.2'],
      ciphers: ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
    },
  },
}

testDiagnosis(ecdheOnlyClient, {
  triggers: {
    'the suites of Exchange 2019': {
      scenario: DHE_ONLY,
      transcript: transcript()
        .session()
        .starttls()
        .hello({
          versions: ['TLSv1.2'],
          suites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'],
        })
        .failed('no-common-suite')
        .closed(),
    },
    'nodemailer with ECDHE only': run(
      { scenario: DHE_ONLY },
      nodemail({ tls: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE' } }),
    ),
  },
  leaves: {
    'nodemailer with DHE too': run({ scenario: DHE_ONLY }, nodemail()),
    'the server has ECDHE and another cipher': {
      scenario: { server: { tls: { versions: ['TLSv1.2'], ciphers: ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] } } },
      transcript: transcript()
        .session()
        .starttls()
        .hello({ suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] })
        .failed('no-common-suite')
        .closed(),
    },
    'a client that offers DHE': {
      scenario: DHE_ONLY,
      transcript: transcript()
        .session()
        .starttls()
        .hello({ suites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'] })
        .failed('no-common-suite')
        .closed(),
    },
  },
})
