// starttls-not-advertised-but-works: who asks gets it, who believes the list does not.
import nodemailer from 'nodemailer'
import { act, hello, MESSAGE, meet, type Play, sendMail, TLS12 } from '../play.ts'

export const play: Play = [
  act('a client sees no STARTTLS and sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      t.notOk((await hello(client)).some((line) => line.includes('STARTTLS')))
      await sendMail(client)
    })
    t.match(server.messages, [{ secured: false }])
  }),
  act('nodemailer insists on TLS, asks for it all the same, and gets it', async (t, server) => {
    const { tls, ...options } = server.clientOptions
    const transport = { ...options, name: 'client.test', requireTLS: true, tls: { ...tls, ...TLS12 } }
    await nodemailer.createTransport(transport).sendMail(MESSAGE)
    await server.nextSession()
    t.match(server.messages.at(-1), { secured: true })
  }),
]
