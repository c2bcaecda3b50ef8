// auth-odd-prompts: the first prompt is empty, the second has other words than usual.
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client answers the prompts in their order and sends', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.says('AUTH LOGIN')
      await client.hearsBytes('334 \r\n')
      t.equal(Buffer.from('UGFzc3dvcmQA', 'base64').toString(), 'Password\0')
      await client.asks('YW5uYQ==', '334 UGFzc3dvcmQA')
      await client.asks('czNjcmV0', '235 *')
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client brings its user name along, and has one prompt left', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.says('AUTH LOGIN YW5uYQ==')
      await client.hearsBytes('334 \r\n')
      await client.asks('czNjcmV0', '235 *')
      await sendMail(client)
    })
    t.equal(server.messages.length, 2)
  }),
  act('a client cancels at the empty prompt', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      await client.says('AUTH LOGIN')
      await client.hearsBytes('334 \r\n')
      await client.asks('*', '501 5.7.0 Authentication aborted')
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 2, 'still the two from before')
  }),
]
