// relay-refused: the first server says 250, the second one 550.
import { act, type Play } from '../play.ts'
import { sendOverTwoHops } from '../relay-acts.ts'

export const play: Play = [
  act('a mail that was accepted comes back to its sender as a report', async (t, server) => {
    t.equal(await sendOverTwoHops(server), null, 'the second server has nothing')
    t.equal(server.messages.length, 1, 'the first one has it')
    const returned = server.transcript.find(({ event }) => event === 'relay.returned')
    t.match(returned, {
      to: 'anna@example.com',
      status: '5.1.1',
      report: /Final-Recipient: rfc822; bob@example\.org\r\nAction: failed\r\nStatus: 5\.1\.1\r\n/,
    })
    const judgement = await server.judge()
    t.match(judgement, { verdict: 'pass', outcome: 'encrypted', leak: 'none' })
    t.same(judgement.onward, { outcome: 'none', leak: 'none' })
    t.same(judgement.diagnoses.at(0)?.id, 'next-hop-failed')
  }),
]
