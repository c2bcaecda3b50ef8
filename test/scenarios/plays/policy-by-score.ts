// policy-by-score: the best score has the fewest checks, and no TLS.
import { act, meet, type Play } from '../play.ts'
import { sendsInClear, sendsInsideTls } from '../policy-acts.ts'

export const play: Play = [
  sendsInClear(false, ' with one of the best scores'),
  sendsInsideTls(' with a middling score', { localAddress: '127.0.0.2' }),
  sendsInsideTls(' without a score', { localAddress: '127.0.0.9' }),
  {
    ...act('a client with one of the worst scores is turned away at the greeting', async (t, server) => {
      const before = server.messages.length
      await meet(
        server,
        async (client) => {
          await client.hears(
            '554-smtp.test',
            "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. *",
          )
          // It says goodbye all the same, or it would count as a port check.
          await client.says('QUIT')
          await client.hearsEnd()
        },
        { localAddress: '127.0.0.3' },
      )
      t.equal(server.messages.length, before)
    }),
    linuxOnly: 'other systems have no address of 127.0.0.0/8 but 127.0.0.1 unless it is set up',
  },
]
