// rate-limit: three sessions, and 421 for the fourth. That the count starts anew is for test/smtp/rule-times.test.ts.
import { act, type Play } from '../play.ts'
import { meetInside, sends } from '../queue-acts.ts'

export const play: Play = [
  sends('the first session sends'),
  sends('the second session sends'),
  sends('the third session sends'),
  act('the fourth session is over the limit', async (t, server) => {
    await meetInside(server, async (client) => {
      await client.asks(
        'MAIL FROM:<anna@example.com>',
        '421 4.4.2 Message submission rate for this client has exceeded the configured limit',
      )
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, 3)
  }),
]
