// healthy: everything works, as every client hopes.
import nodemailer from 'nodemailer'
import { act, hello, MAIL, MESSAGE, meet, type Play, secure, sendMail, TLS12, TLS12_OR_13 } from '../play.ts'

export const play: Play = [
  act('nodemailer insists on TLS and sends', async (t, server) => {
    const { tls, ...options } = server.clientOptions
    const transport = { ...options, name: 'client.test', requireTLS: true, tls: { ...tls, ...TLS12_OR_13 } }
    await nodemailer.createTransport(transport).sendMail(MESSAGE)
    t.match(await server.nextSession(), { tlsVersion: 'TLSv1.3', messages: 1 })
    const [message] = server.messages
    t.match(message, { sender: 'anna@example.com', recipients: ['bob@example.org'], secured: true })
    t.ok(message?.raw.toString().endsWith(MAIL), 'the mail arrives byte by byte')
  }),
  act('a client at TLS 1.2 logs in and sends', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'), 'STARTTLS is offered in clear')
      const lines = await secure(client, { ca: server.ca, ...TLS12 })
      t.notOk(
        lines.some((line) => line.includes('STARTTLS')),
        'and not inside TLS (RFC 3207 section 4.2)',
      )
      await client.asks('AUTH PLAIN AGFubmEAczNjcmV0', '235 2.7.0 *')
      await sendMail(client)
    })
    t.notMatch(JSON.stringify(server.transcript), 'AGFubmEAczNjcmV0', 'the password is in no event')
  }),
  act('a client without TLS sends in clear', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await sendMail(client)
    })
    t.match(server.messages.at(-1), { secured: false })
  }),
]
