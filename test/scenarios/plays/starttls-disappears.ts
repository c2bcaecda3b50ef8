// starttls-disappears: three sessions see it, later ones do not.
import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play } from '../play.ts'
import { refusedInClear, sendsInClear, sendsInsideTls } from '../policy-acts.ts'

export const play: Play = [
  sendsInsideTls(', the first,'),
  act('a client that says EHLO twice counts as one', async (t, server) => {
    await meet(server, async (client) => {
      t.ok((await hello(client)).includes('250-STARTTLS'))
      t.ok((await client.asks('EHLO client.test', '250 *')).includes('250-STARTTLS'))
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
  }),
  sendsInsideTls(', the third,'),
  sendsInClear(false, ', the fourth,'),
  refusedInClear(['STARTTLS'], ['454 4.7.0 TLS not available due to local problem']),
  requireTlsByNodemailer('ETLS'),
]
