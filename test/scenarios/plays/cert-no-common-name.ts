// cert-no-common-name: a right certificate for clients that look in the right place.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(),
  act('a client that looks for the common name finds none', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      t.same(client.tls?.getPeerCertificate().subject, { O: 'smtp-simulator' })
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 2, 'the two of nodemailer')
  }),
]
