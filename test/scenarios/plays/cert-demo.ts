// cert-demo: the certificate of every appliance of that kind.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/self-signed certificate/),
  act('a client looks whose it is', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 Go ahead with TLS')
      await client.starttls({ ca: server.ca, ...TLS12, rejectUnauthorized: false })
      const { subject, issuer, subjectaltname } = client.tls?.getPeerCertificate() ?? {}
      t.same([subject?.CN, issuer?.CN, subjectaltname], ['Cisco ESA Certificate', 'Cisco ESA Certificate', undefined])
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
  }),
  sendsUnchecked('DEPTH_ZERO_SELF_SIGNED_CERT'),
]
