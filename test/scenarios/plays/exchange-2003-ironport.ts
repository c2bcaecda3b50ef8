// exchange-2003-ironport: the capture that was made on the mail server, and the telnet from elsewhere.
import type { ConnectOptions } from '../../raw-client.ts'
import { type Act, act, hello, meet, type Play } from '../play.ts'
import { sendsInClear, sendsInsideTls } from '../policy-acts.ts'

/** The answer to EHLO has these lines behind the name; then the client leaves, as Exchange does. */
function isListed(words: string, lines: string[], options: ConnectOptions = {}): Act {
  return act(`${words} sees ${lines.at(-1)} in the end`, async (t, server) => {
    await meet(
      server,
      async (client) => {
        t.same(await hello(client), ['250-mail.partner.example', ...lines])
        await client.asks('QUIT', '221 *')
        await client.hearsEnd('fin')
      },
      options,
    )
  })
}

const OUTSIDE = { localAddress: '127.0.0.2' }
const LINUX_ONLY = 'other systems have no address of 127.0.0.0/8 but 127.0.0.1 unless it is set up'

export const play: Play = [
  isListed('the mail server', ['250-8BITMIME', '250 SIZE 20971520']),
  {
    ...isListed('a telnet from outside', ['250-8BITMIME', '250-SIZE 20971520', '250 STARTTLS'], OUTSIDE),
    linuxOnly: LINUX_ONLY,
  },
  sendsInsideTls('', OUTSIDE),
  sendsInClear(false, ' that need not have TLS'),
]
