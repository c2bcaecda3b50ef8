// cert-rsa1024: enough for OpenSSL at level 1, not at level 2.
import { sendByNodemailer } from '../certificate-acts.ts'
import { act, type Play, TLS12 } from '../play.ts'

const atLevel = (level: number) => ({ ...TLS12, ciphers: `${TLS12.ciphers}:@SECLEVEL=${level}` })

export const play: Play = [
  act('nodemailer at level 1 of OpenSSL accepts it and sends', async (t, server) => {
    await sendByNodemailer(server, atLevel(1))
    await server.nextSession()
    t.match(server.messages, [{ secured: true }])
  }),
  act('nodemailer at level 2 refuses it', async (t, server) => {
    await t.rejects(sendByNodemailer(server, atLevel(2)), /EE certificate key too weak/)
    await server.nextSession()
    t.equal(server.messages.length, 1, 'still the one from before')
  }),
]
