// STARTTLS was offered, and the client went on in clear without asking for it.
import { starttlsNotUsed } from '../../../src/verdict/diagnoses/starttls-not-used.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(starttlsNotUsed, {
  triggers: {
    'a mail in clear': transcript().session().ehlo().mail().quit(),
    'a password in clear': transcript().session().ehlo().auth('235 2.7.0 Authentication successful').quit(),
    'nodemailer with ignoreTLS': run({ scenario: 'healthy' }, nodemail({ requireTLS: false, ignoreTLS: true })),
  },
  leaves: {
    'nodemailer with requireTLS': run({ scenario: 'healthy' }, nodemail()),
    'nothing was offered': transcript().session().ehloWithoutStarttls().mail().quit(),
    'a look at the list and no more': transcript().session().ehlo().quit(),
    'tried before, and it failed': transcript()
      .session()
      .starttls()
      .hello()
      .failed('no-common-suite')
      .closed()
      .session()
      .ehlo()
      .mail()
      .quit(),
  },
})
