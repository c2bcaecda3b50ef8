// tls-for-some-recipients: who is on the list, as sender or recipient, needs TLS; nobody else does.
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'
import { refusedInClear, sendsInClear } from '../policy-acts.ts'

const MUST = ['530 Must issue a STARTTLS command first']
const OTHER = 'MAIL FROM:<anna@example.com>'

export const play: Play = [
  sendsInClear(true, ' from nobody on the list to nobody on the list'),
  refusedInClear([OTHER, 'RCPT TO:<bob@partner.example>'], MUST),
  refusedInClear([OTHER, 'RCPT TO:<bob@sales.partner.example>'], MUST),
  refusedInClear([OTHER, 'RCPT TO:<bob@example.org>', 'RCPT TO:<CEO@vip.example>'], MUST),
  refusedInClear(['MAIL FROM:<eve@it.partner.example>'], MUST),
  refusedInClear(['MAIL FROM:<ceo@vip.example>'], MUST),
  act('neighbours of those on the list are not on it', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('MAIL FROM:<assistant@vip.example>', '250 sender ok')
      await client.asks('RCPT TO:<bob@notpartner.example>', '250 recipient ok')
      await client.asks('RCPT TO:<bob@partner.example.org>', '250 recipient ok')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'that of the first client')
  }),
  act('inside TLS mail goes from a partner to a partner', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks('MAIL FROM:<eve@it.partner.example>', '250 sender ok')
      await client.asks('RCPT TO:<bob@sales.partner.example>', '250 recipient ok')
      await client.asks('DATA', '354 *')
      await client.sends('Subject: contract\r\n\r\nSigned.\r\n.\r\n')
      await client.hears('250 ok:  Message * accepted')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.match(server.messages.at(-1), { secured: true, recipients: ['bob@sales.partner.example'] })
  }),
]
