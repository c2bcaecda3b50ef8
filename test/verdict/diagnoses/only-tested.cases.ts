// A tester or a scanner: it looked at the server, and had no mail to send.
import { onlyTested } from '../../../src/verdict/diagnoses/only-tested.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const scanner = (...offers: string[][]) =>
  offers.reduce(
    (built, suites) => built.session().starttls().hello({ suites }).failed('no-common-suite').closed('server'),
    transcript(),
  )

const ONE = [['TLS_RSA_WITH_RC4_128_SHA'], ['TLS_RSA_WITH_NULL_SHA'], ['TLS_RSA_WITH_3DES_EDE_CBC_SHA']]

testDiagnosis(onlyTested, {
  triggers: {
    'it stops behind MAIL FROM': transcript().session().tls().asks('MAIL FROM:<>', '250 ok').quit(),
    'and takes it back': transcript().session().tls().asks('MAIL FROM:<a@x>', '250 ok').asks('RSET', '250 ok').quit(),
    'in clear as well': transcript().session().ehlo().asks('MAIL FROM:<>', '250 ok').quit(),
    'one suite after another': scanner(...ONE),
  },
  leaves: {
    'a mail': run({ scenario: 'healthy' }, nodemail()),
    'MAIL FROM is refused': transcript().session().tls().asks('MAIL FROM:<a@x>', '550 no').quit(),
    'it breaks off behind MAIL FROM': transcript().session().tls().asks('MAIL FROM:<a@x>', '250 ok').closed(),
    'it goes on in clear behind a refused STARTTLS': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '454 no')
      .asks('MAIL FROM:<a@x>', '250 ok')
      .quit(),
    'a recipient is named': transcript().session().tls().envelope().quit(),
    'one handshake fails': scanner(['TLS_AES_128_GCM_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA']),
    'the same suite each time': scanner(
      ['TLS_RSA_WITH_RC4_128_SHA'],
      ['TLS_RSA_WITH_RC4_128_SHA'],
      ['TLS_RSA_WITH_RC4_128_SHA'],
    ),
    'EHLO is not repeated': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .asks('MAIL FROM:<a@x>', '250 ok')
      .quit(),
  },
})
