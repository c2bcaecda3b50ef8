// cert-incomplete-chain: who has the intermediate gets there, who has the root alone does not.
import { processAuthority } from '../../../src/ca/authority.ts'
import { sendByNodemailer, sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, type Play, TLS12 } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/unable to verify the first certificate/),
  act('nodemailer that was given the intermediate sends', async (t, server) => {
    const { certificatePem } = await processAuthority().issuer('intermediate')
    await sendByNodemailer(server, { ...TLS12, ca: [server.ca, certificatePem] })
    await server.nextSession()
    t.match(server.messages, [{ secured: true }])
  }),
  sendsUnchecked('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
]
