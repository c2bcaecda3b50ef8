// non-ascii-replies: the codes count, whatever the words are.
import nodemailer from 'nodemailer'
import { act, MESSAGE, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  act('nodemailer goes by the codes and sends', async (t, server) => {
    const { tls, ...options } = server.clientOptions
    const transport = { ...options, name: 'client.test', requireTLS: true, tls: { ...tls, ...TLS12 } }
    const { response } = await nodemailer.createTransport(transport).sendMail(MESSAGE)
    t.match(response, /^250 2\.0\.0 Zpráva přijata, číslo /)
    await server.nextSession()
    t.match(server.messages, [{ secured: true }])
  }),
  act('the words are UTF-8', async (t, server) => {
    await meet(server, async (client) => {
      const [greeting = ''] = await client.hears('220 *')
      t.equal(greeting, '220 smtp.test ESMTP připraven ✓')
      await client.says('QUIT')
    })
  }),
]
