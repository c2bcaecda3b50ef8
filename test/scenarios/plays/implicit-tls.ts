// implicit-tls: TLS comes first, and the greeting inside it.
import nodemailer from 'nodemailer'
import { act, MESSAGE, meet, type Play, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...[TLS12, TLS13].map((version) =>
    act(`a client that starts ${version.maxVersion} at once sends`, async (t, server) => {
      await meet(
        server,
        async (client) => {
          await client.hears('220 *')
          const lines = await client.asks('EHLO client.test', '250 *')
          t.notOk(
            lines.some((line) => line.includes('STARTTLS')),
            'nothing is left to start',
          )
          await sendMail(client)
        },
        { tls: { ca: server.ca, ...version } },
      )
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
  act('nodemailer with "secure" sends', async (t, server) => {
    t.equal(server.clientOptions.secure, true, 'and is told so')
    const { tls, ...options } = server.clientOptions
    const transport = { ...options, name: 'client.test', tls: { ...tls, ...TLS13 } }
    await nodemailer.createTransport(transport).sendMail(MESSAGE)
    await server.nextSession()
    t.match(server.messages.at(-1), { secured: true })
  }),
  act('a client that talks plain SMTP first is not understood', async (t, server) => {
    const before = server.messages.length
    await meet(server, async (client) => {
      await client.says('EHLO client.test')
      await client.hearsAll()
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.hello-unreadable').length, 1)
    t.equal(server.messages.length, before)
  }),
]
