// securemail-partner-domain: the domain, what is under it, one person, and their neighbours.
import { act, hello, meet, type Play, secure, TLS12 } from '../play.ts'
import { refusedInClear, sendsInClear } from '../policy-acts.ts'

const WEAK = ['503 5.7.0 encryption too weak 0 less than 112']
const SENDER = 'MAIL FROM:<anna@example.com>'

export const play: Play = [
  sendsInClear(true, ' to nobody on the list'),
  refusedInClear([SENDER, 'RCPT TO:<bob@partner.example>'], WEAK),
  refusedInClear([SENDER, 'RCPT TO:<bob@sales.partner.example>'], WEAK),
  refusedInClear([SENDER, 'RCPT TO:<bob@example.org>', 'RCPT TO:<user@domain.example>'], WEAK),
  act('neighbours of those on the list are taken in clear', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await client.asks('MAIL FROM:<anna@partner.example>', '250 2.1.0 Sender ok')
      await client.asks('RCPT TO:<other@domain.example>', '250 2.1.5 Recipient ok')
      await client.asks('RCPT TO:<bob@ourpartner.example>', '250 2.1.5 Recipient ok')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 1, 'that of the first client')
  }),
  act('inside TLS the partner is reached', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.asks(SENDER, '250 2.1.0 Sender ok')
      await client.asks('RCPT TO:<bob@sales.partner.example>', '250 2.1.5 Recipient ok')
      await client.asks('RCPT TO:<user@domain.example>', '250 2.1.5 Recipient ok')
      await client.asks('DATA', '354 *')
      await client.sends('Subject: contract\r\n\r\nSigned.\r\n.\r\n')
      await client.hears('250 2.0.0 * Message accepted for delivery')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.match(server.messages.at(-1), { secured: true, recipients: ['bob@sales.partner.example', 'user@domain.example'] })
  }),
]
