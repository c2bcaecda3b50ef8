// cert-untrusted-root: TLS that only a client which checks nothing accepts.

import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/self-signed certificate in certificate chain/),
  act('a client that checks no certificate sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12, rejectUnauthorized: false })
      t.equal(String(client.tls?.authorizationError), 'SELF_SIGNED_CERT_IN_CHAIN', 'the one thing that is wrong')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
]
