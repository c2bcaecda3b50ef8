// too-many-connections: two at a time.
import { connect } from '../../raw-client.ts'
import { act, hello, type Play } from '../play.ts'
import { sends } from '../queue-acts.ts'

export const play: Play = [
  act('a third connection is turned away as long as two are open', async (t, server) => {
    {
      await using one = await connect(server)
      await hello(one)
      await using two = await connect(server)
      await hello(two)
      {
        await using three = await connect(server)
        await three.hears('421 4.7.0 smtp.test Error: too many connections from 127.0.0.1')
        await three.hearsEnd('fin')
      }
      // It has said nothing, so that nobody counts it as a session.
      await noted(() => server.sessions.some(({ session, closedAtMs }) => session === 3 && closedAtMs !== null))
      await two.asks('QUIT', '221 *')
      await two.hearsEnd('fin')
      await one.asks('QUIT', '221 *')
      await one.hearsEnd('fin')
    }
    await server.nextSession()
    await server.nextSession()
    t.equal(server.sessions.filter(({ probe }) => probe).length, 1, 'it had nothing to say')
  }),
  sends('one connection alone sends'),
]

async function noted(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}
