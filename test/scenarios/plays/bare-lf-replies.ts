// bare-lf-replies: a client that reads by LF does not notice, one that reads by CRLF waits.
import nodemailer from 'nodemailer'
import { act, MESSAGE, meet, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  act('nodemailer reads by LF, logs in and sends', async (t, server) => {
    const { tls, ...options } = server.clientOptions
    const auth = { user: 'anna', pass: 's3cret', method: 'LOGIN' }
    const transport = { ...options, name: 'client.test', requireTLS: true, auth, tls: { ...tls, ...TLS12 } }
    await nodemailer.createTransport(transport).sendMail(MESSAGE)
    await server.nextSession()
    t.match(server.messages, [{ secured: true }])
  }),
  act('a client waits for the CR and says nothing but half a line', async (_t, server) => {
    await meet(server, async (client) => {
      await client.hearsBytes('220 smtp.test ESMTP\n')
      await client.sends('EHLO')
    })
  }),
]
