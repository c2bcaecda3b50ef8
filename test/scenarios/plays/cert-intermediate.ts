// cert-intermediate: two certificates are sent, and the second leads to the root.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(),
  act('a client looks at the chain', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      const leaf = client.tls?.getPeerCertificate(true)
      t.equal(leaf?.issuerCertificate.subject.CN, 'smtp-simulator test intermediate CA')
      t.equal(leaf?.issuerCertificate.issuerCertificate.subject.CN, 'smtp-simulator test CA')
      await sendMail(client)
    })
  }),
]
