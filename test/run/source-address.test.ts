import { platform } from 'node:os'
import t from 'tap'
import { connect } from '../raw-client.ts'
import { FakeTime } from '../smtp/fake-time.ts'
import { events, introduced, serve, serveChanged } from '../smtp/serve.ts'

const V4 = 'PROXY TCP4 192.0.2.7 127.0.0.1 40000 25\r\n'
const v2 = (family: string, addresses: string) => {
  const length = (addresses.length / 2).toString(16).padStart(4, '0')
  return Buffer.from(`0d0a0d0a000d0a515549540a21${family}${length}${addresses}`, 'hex')
}

t.test('PROXY version 1: the session comes from the address in the header', async (t) => {
  await using server = await serve({ proxyProtocol: true })
  await using client = await connect(server)
  await client.sends(V4)
  await client.hears('220 *')
  await client.asks('EHLO x', '250 CHUNKING')
  t.match(events(server, 'session.opened'), [{ from: '192.0.2.7', fromPort: 40000, to: '127.0.0.1' }])
  t.match(events(server, 'proxy.header-received'), [{ version: 1, from: '192.0.2.7', fromPort: 40000 }])
  t.equal(events(server, 'smtp.talked-before-greeting').length, 0)
})

t.test('PROXY version 2, byte by byte, and an address inside IPv6 is unmapped', async (t) => {
  await using server = await serve({ proxyProtocol: true })
  await using client = await connect(server)
  const header = v2('21', `00000000000000000000ffffc0000207${'00'.repeat(16)}9c400019`)
  for (const byte of header) await client.sends(Buffer.from([byte]))
  await client.hears('220 *')
  t.match(events(server, 'proxy.header-received'), [{ version: 2, from: '192.0.2.7', fromPort: 40000 }])
})

t.test('bytes in one segment behind the header are the session, and came before the greeting', async (t) => {
  await using server = await serve({ proxyProtocol: true })
  await using client = await connect(server)
  await client.sends(`${V4}EHLO x\r\n`)
  await client.hears('220 *')
  await client.hears('250 CHUNKING')
  t.match(events(server, 'smtp.talked-before-greeting'), [{ bytes: 8 }])
})

t.test('PROXY works in front of implicit TLS', async (t) => {
  await using server = await serve({ proxyProtocol: true, tls: { mode: 'implicit' } })
  await using client = await connect(server)
  await client.sends(V4)
  await client.starttls({ ca: server.ca })
  await client.hears('220 *')
  t.equal(events(server, 'session.opened')[0]?.from, '192.0.2.7')
})

t.test('UNKNOWN keeps the address of the connection', async (t) => {
  await using server = await serve({ proxyProtocol: true })
  await using client = await connect(server)
  await client.sends('PROXY UNKNOWN\r\n')
  await client.hears('220 *')
  t.match(events(server, 'session.opened'), [{ from: '127.0.0.1', fromPort: client.localPort }])
})

t.test('no PROXY header where one is due: the connection is closed, without a greeting', async (t) => {
  await using server = await serve({ proxyProtocol: true })
  await using client = await connect(server)
  await client.says('EHLO x')
  await client.hearsEnd()
  await server.nextSession()
  t.match(events(server, 'proxy.header-unreadable'), [{ reason: /first bytes are no PROXY header/ }])
  t.equal(events(server, 'session.closed').length, 1)
})

t.test('a PROXY header that never comes ends the session after its time', async (t) => {
  const clock = new FakeTime()
  await using server = await serveChanged({ server: { proxyProtocol: true } }, () => {}, { clock })
  await using client = await connect(server)
  await client.sends('PROXY TCP4 ')
  await clock.waitedFor(10_000)
  clock.advance(10_000)
  await client.hearsEnd()
  t.match(events(server, 'proxy.header-unreadable'), [{ reason: 'no PROXY header within 10000 ms' }])
})

t.test('a client that leaves inside its PROXY header is one closed session', async (t) => {
  for (const leave of ['ends', 'resets'] as const) {
    await using server = await serve({ proxyProtocol: true })
    await using client = await connect(server)
    await client.sends('PROXY TCP4 ')
    client[leave]()
    await server.nextSession()
    t.match(events(server, 'proxy.header-unreadable'), [{ reason: /ended before/ }], leave)
    t.match(events(server, 'session.closed'), [{ by: 'client' }], leave)
  }
})

const policies = [
  { from: ['192.0.2.0/24'], tls: { starttls: { offer: false } } },
  { from: ['2001:db8::/32', '127.0.0.2'], ehlo: { plain: ['second'] } },
]

async function ehloFrom(server: { port: number }, address: string): Promise<string[]> {
  await using client = await connect(server)
  await client.sends(`PROXY TCP${address.includes(':') ? 6 : 4} ${address} ${address} 1 2\r\n`)
  await client.hears('220 *')
  return await client.asks('EHLO x', '250 *')
}

t.test('policies by source address, through PROXY: the first that matches', async (t) => {
  await using server = await serve({ proxyProtocol: true, policies })
  t.notOk((await ehloFrom(server, '192.0.2.7')).includes('250-STARTTLS'))
  t.strictSame(await ehloFrom(server, '2001:db8::1'), ['250 second'])
  t.ok((await ehloFrom(server, '198.51.100.1')).includes('250-STARTTLS'))
  t.match(events(server, 'policy.chosen'), [
    { session: 1, policy: 0, from: '192.0.2.7' },
    { session: 2, policy: 1, from: '2001:db8::1' },
  ])
  t.equal(events(server, 'policy.chosen').length, 2)
})

t.test('rules by source address, through PROXY', async () => {
  const rules = [{ on: 'EHLO', when: { from: '192.0.2.0/24' }, reply: '554 5.7.1 not you' }]
  await using server = await serve({ proxyProtocol: true, rules })
  await using refused = await connect(server)
  await refused.sends(V4)
  await refused.hears('220 *')
  await refused.asks('EHLO x', '554 5.7.1 not you')
})

t.test('counters are shared by policies, and kept apart per source', async (t) => {
  const rules = [{ on: 'NOOP', times: { first: 1 }, reply: '450 once' }]
  await using server = await serve({ proxyProtocol: true, rules, policies })
  const answers: string[] = []
  for (const address of ['198.51.100.1', '192.0.2.7']) {
    await using client = await connect(server)
    await client.sends(`PROXY TCP4 ${address} ${address} 1 2\r\n`)
    await client.hears('220 *')
    answers.push(...(await client.asks('NOOP', '*')))
  }
  t.strictSame(answers, ['450 once', '250 2.0.0 Ok'])
})

// macOS has no other address of 127.0.0.0/8 than the first.
t.test('policies by the address of the connection itself', { skip: platform() !== 'linux' }, async (t) => {
  await using server = await serve({ policies })
  await using first = await introduced(server)
  await using second = await connect(server, { localAddress: '127.0.0.2' })
  await second.hears('220 *')
  t.ok((await first.asks('EHLO x', '250 CHUNKING')).includes('250-STARTTLS'))
  t.strictSame(await second.asks('EHLO x', '250 second'), ['250 second'])
  t.match(events(server, 'session.opened'), [{ from: '127.0.0.1' }, { from: '127.0.0.2' }])
})

t.test('a client on ::1 is known by that address', async (t) => {
  await using server = await serve()
  await using client = await connect(server, { host: '::1' }).catch(() => null as never)
  if (!client) return t.comment('this machine has no ::1')
  await client.hears('220 *')
  t.equal((await client.asks('EHLO x', '250 *'))[0], '250-smtp.test Hello x [::1]')
  t.match(events(server, 'session.opened'), [{ from: '::1', to: '::1' }])
})
