// cert-revoked: who does not ask does not know.
import { once } from 'node:events'
import { acceptedByNodemailer, sendByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(', which does not ask,'),
  act('nodemailer with the list of the authority refuses', async (t, server) => {
    const before = server.messages.length
    await t.rejects(sendByNodemailer(server, { ...TLS12, crl: await server.crl() }), /certificate revoked/)
    await server.nextSession()
    t.equal(server.messages.length, before)
  }),
  act('a client that asks is handed an OCSP answer', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      const asking = client.starttls({ ca: server.ca, ...TLS12, ...{ requestOCSP: true } })
      const [answer] = (await once(client.tls ?? process, 'OCSPResponse')) as [Buffer]
      await asking
      // [1] RevokedInfo with a time: the answer is "revoked" (RFC 6960 section 4.2.1).
      t.match(answer.toString('hex'), /a116180f/)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
  }),
]
