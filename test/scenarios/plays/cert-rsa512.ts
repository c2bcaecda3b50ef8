// cert-rsa512: too weak for OpenSSL from level 1 on, and too short for TLS 1.3.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, failsToSecure, hello, meet, type Play, TLS12, TLS13 } from '../play.ts'

const LEVEL_0 = { ...TLS12, ciphers: `${TLS12.ciphers}:@SECLEVEL=0` }

export const play: Play = [
  ...refuseCertificateByNodemailer(/EE certificate key too weak/).slice(0, 1),
  act('at TLS 1.3 the server has no signature that fits into its key', async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      t.match(await failsToSecure(client, { ca: server.ca, ...TLS13, rejectUnauthorized: false }), /alert number 40/)
    })
    t.same(server.messages, [])
  }),
  sendsUnchecked(null, LEVEL_0),
]
