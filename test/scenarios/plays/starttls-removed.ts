// starttls-removed: the server offers STARTTLS, and somebody on the way takes it out.
import nodemailer from 'nodemailer'
import { act, hello, MESSAGE, meet, type Play, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client sees no STARTTLS and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      const lines = await hello(client)
      t.notOk(
        lines.some((line) => line.includes('STARTTLS')),
        'the client cannot see it',
      )
      await sendMail(client)
    })
    const reply = server.transcript.find((event) => event.event === 'smtp.reply-sent' && event.sent)
    t.ok(reply && 'sent' in reply && reply.sent?.includes('250-STARTTLS'), 'the server did offer it')
    t.match(server.messages, [{ secured: false }])
  }),
  act('nodemailer insists on TLS, asks for it all the same, and gets it', async (t, server) => {
    const { tls, ...options } = server.clientOptions
    const transport = { ...options, name: 'client.test', requireTLS: true, tls: { ...tls, ...TLS12 } }
    await nodemailer.createTransport(transport).sendMail(MESSAGE)
    await server.nextSession()
    t.match(
      server.messages.at(-1),
      { secured: true },
      'whoever removes a line of the EHLO reply hinders only those who read it',
    )
  }),
]
