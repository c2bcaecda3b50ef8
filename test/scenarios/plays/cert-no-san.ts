// cert-no-san: Node still falls back to the common name; a client that does not refuses.
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  ...acceptedByNodemailer(),
  act('a client that looks at the subjectAltName alone leaves', async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('STARTTLS', '220 *')
      const checkServerIdentity = (_host: string, { subjectaltname }: { subjectaltname?: string }) =>
        subjectaltname?.includes('DNS:localhost') ? undefined : new Error('no such name')
      await t.rejects(client.starttls({ ca: server.ca, ...TLS12, checkServerIdentity }), /no such name/)
    })
    t.equal(server.messages.length, before)
  }),
]
