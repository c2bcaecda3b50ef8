// cert-1000-sans: large and right.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(),
  act('a client counts the names', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      const { subjectaltname, raw } = client.tls?.getPeerCertificate() ?? {}
      t.equal(subjectaltname?.split(', ').length, 1000)
      t.ok((raw?.length ?? 0) > 2 ** 14, 'more than a record holds')
      await sendMail(client)
    })
  }),
]
