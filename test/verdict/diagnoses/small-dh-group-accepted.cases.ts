// The keys were exchanged in a group that protects nothing.
import { smallDhGroupAccepted } from '../../../src/verdict/diagnoses/small-dh-group-accepted.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, oldClient, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const suites = ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256']

testDiagnosis(smallDhGroupAccepted, {
  triggers: {
    'an old client takes 512 bits': run({ scenario: 'dh512' }, oldClient({ version: 'TLSv1.2', suites })),
    'an old client takes a modulus that is no prime': run(
      { scenario: 'dh-composite' },
      oldClient({ version: 'TLSv1.2', suites }),
    ),
    'nodemailer takes 1024 bits': run(
      { scenario: 'dh1024' },
      nodemail({ tls: { ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=1' } }),
    ),
  },
  leaves: {
    'nodemailer with a group of 2048 bits': run(
      { scenario: { server: { tls: { versions: ['TLSv1.2'], ciphers: suites, groups: ['dh2048'] } } } },
      nodemail({ tls: { ciphers: 'DHE-RSA-AES128-GCM-SHA256' } }),
    ),
    'elliptic curves with the same server': {
      scenario: { server: { tls: { ciphers: ['modern'], groups: ['dh512', 'x25519'] } } },
      transcript: transcript().session().tls({}, { suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }).mail().quit(),
    },
    'nodemailer against dh512': run({ scenario: 'dh512' }, nodemail({ tls: { ciphers: 'DHE-RSA-AES128-GCM-SHA256' } })),
  },
})
