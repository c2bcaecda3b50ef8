// cert-10000-sans: larger than what OpenSSL reads, whatever it would think of it.
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, failsToSecure, hello, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/excessive message size/),
  act('a client that checks no certificate gets no further', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      const told = await failsToSecure(client, { ca: server.ca, ...TLS12, rejectUnauthorized: false })
      t.match(told, /excessive message size/)
    })
    t.same(server.messages, [])
  }),
]
