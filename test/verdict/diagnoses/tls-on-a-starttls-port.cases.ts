// The client started TLS at once on a port that speaks plain SMTP first.
import { tlsOnAStarttlsPort } from '../../../src/verdict/diagnoses/tls-on-a-starttls-port.ts'
import { helloOf, transcript } from '../transcript-builder.ts'
import { nodemail, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(tlsOnAStarttlsPort, {
  triggers: {
    'a record in place of EHLO': transcript()
      .session()
      .event('smtp.tls-record-received', { hello: helloOf() })
      .hears('500 5.5.2 This port speaks SMTP; use STARTTLS')
      .closed('server'),
    'nodemailer with secure: true': run({ scenario: 'healthy' }, nodemail({ secure: true, requireTLS: false })),
  },
  leaves: {
    'nodemailer with STARTTLS': run({ scenario: 'healthy' }, nodemail()),
    'a hello behind a 220 that the server did not mean': transcript()
      .session()
      .starttls()
      .event('smtp.tls-record-received', { hello: null })
      .closed('server'),
    'a hello sent although STARTTLS was refused, as s_client does': transcript()
      .session()
      .ehlo()
      .asks('STARTTLS', '502 5.5.1 Command not implemented')
      .event('smtp.tls-record-received', { hello: helloOf() })
      .hears('500 5.5.2 This port speaks SMTP; use STARTTLS')
      .closed('server'),
  },
})
