// cert-no-subject: a right certificate that says nothing of its holder but the names of the host.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(),
  act('a client that shows the subject has nothing to show', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      t.same(Object.keys(client.tls?.getPeerCertificate().subject ?? {}), [])
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 2, 'the two of nodemailer')
  }),
]
