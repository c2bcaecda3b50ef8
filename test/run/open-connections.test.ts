// How many connections each source address has open.
import t from 'tap'
import { OpenConnections } from '../../src/run/open-connections.ts'
import { connect } from '../raw-client.ts'
import { introduced, serve } from '../smtp/serve.ts'

t.test('each address has a count of its own, and it goes down again', async (t) => {
  const open = new OpenConnections()
  const [first, second] = [open.enter('10.0.0.1'), open.enter('10.0.0.1')]
  const other = open.enter('10.0.0.2')
  t.same([first.count, second.count, other.count], [1, 2, 1], 'each is told its place')
  t.equal(open.count('10.0.0.1'), 2)
  first.leave()
  t.equal(open.count('10.0.0.1'), 1)
  second.leave()
  other.leave()
  t.same([open.count('10.0.0.1'), open.count('10.0.0.2')], [0, 0])
})

t.test('a rule turns away the connection that is one too many, and only as long as the others are open', async () => {
  const busy = '421 4.7.0 too many connections'
  await using server = await serve({ rules: [{ on: 'connect', when: { connectionsAbove: 1 }, reply: busy }] })
  {
    await using _first = await introduced(server)
    await using second = await connect(server)
    await second.hears(busy)
    await second.asks('QUIT', '221 *')
  }
  await server.nextSession()
  await server.nextSession()
  await using third = await introduced(server)
  await third.asks('QUIT', '221 *')
})

t.test('who was there first stays, however many come at once', async (t) => {
  const rules = [{ on: 'connect', when: { connectionsAbove: 2 }, reply: '421 4.7.0 busy' }]
  await using server = await serve({ rules })
  const clients = await Promise.all([1, 2, 3, 4, 5].map(() => connect(server)))
  const greetings = await Promise.all(clients.map((client) => client.hears('*')))
  t.equal(greetings.filter(([line = '']) => line.startsWith('220')).length, 2)
  for (const client of clients) await client[Symbol.asyncDispose]()
})

t.test('connections of another address do not count', async (t) => {
  await using server = await serve({
    proxyProtocol: true,
    rules: [{ on: 'connect', when: { connectionsAbove: 1 }, reply: '421 4.7.0 too many connections' }],
  })
  await using one = await connect(server)
  await one.sends('PROXY TCP4 192.0.2.1 192.0.2.9 4000 25\r\n')
  await one.hears('220 *')
  await using two = await connect(server)
  await two.sends('PROXY TCP4 192.0.2.2 192.0.2.9 4000 25\r\n')
  await two.hears('220 *')
  await using again = await connect(server)
  await again.sends('PROXY TCP4 192.0.2.1 192.0.2.9 4001 25\r\n')
  await again.hears('421 *')
  t.equal(server.sessions.length, 3)
})
