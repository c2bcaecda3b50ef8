// plain-on-implicit-port: a ServerHello is due, and "220 " comes.
import nodemailer from 'nodemailer'
import { recorded } from '../../tls/wire/hellos.ts'
import { act, MESSAGE, meet, type Play, TLS12 } from '../play.ts'
import { sendsOver } from '../tls-acts.ts'

export const play: Play = [
  act('Python starts TLS at once and reads plain text', async (t, server) => {
    await meet(server, async (client) => {
      await client.hears('220 smtp.test ESMTP Postfix')
      await client.sends(recorded('python-default'))
      await client.hears('500 5.5.2 Error: bad syntax')
      await client.hearsEnd('fin')
    })
    t.same(server.messages, [])
  }),
  {
    title: 'nodemailer with "secure" does the same',
    async play(t, server) {
      const { tls, ...options } = server.clientOptions
      const transport = { ...options, name: 'client.test', secure: true, tls: { ...tls, ...TLS12 } }
      await t.rejects(nodemailer.createTransport(transport).sendMail(MESSAGE), { message: /wrong version number/ })
      await server.nextSession()
      t.same(server.messages, [])
      // Whether its hello comes before or behind the greeting is a matter of luck.
      return ['#2 nodemailer: wrong version number']
    },
  },
  sendsOver('TLS behind STARTTLS', TLS12, 'TLSv1.2'),
]
