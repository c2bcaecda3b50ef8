import { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { startScenario } from '../../src/index.ts'
import { connect } from '../raw-client.ts'
import { base64, events, introduced, secured, serve } from '../smtp/serve.ts'
import { clientHello } from './hello.ts'

const DIALOGUE = [
  'EHLO x.example\r\n',
  `AUTH PLAIN ${base64('\0joe\0secret')}\r\n`,
  'AUTH LOGIN\r\n',
  'MAIL FROM:<a@b>\r\n',
  'RCPT TO:<c@d>\r\n',
  'BDAT 5\r\nab\r\n\r\n',
  'BDAT 3 LAST\r\nx\r\n',
  'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n',
  'Subject: x\r\n\r\n..\r\n.\r\n',
  'QUIT\r\n',
].join('')

type Server = Awaited<ReturnType<typeof serve>>

/** The session of every client ended, once; nothing failed; and the server still serves. */
async function isSound(t: Pick<Test, 'equal' | 'strictSame'>, server: Server, clients: number) {
  await using last = await introduced(server)
  await last.asks('QUIT', '221 *')
  last.ends()
  await last.hearsEnd('fin')
  while ((await server.nextSession()).session <= clients);
  const closed = events(server, 'session.closed').map(({ session }) => session)
  t.strictSame(
    closed.toSorted((a, b) => a - b),
    Array.from({ length: clients + 1 }, (_, at) => at + 1),
    'one end each',
  )
  t.equal(events(server, 'session.opened').length, clients + 1)
  t.strictSame(events(server, 'session.failed'), [])
}

for (const leave of ['ends', 'resets'] as const) {
  const how = leave === 'ends' ? 'FIN' : 'RST'

  t.test(`a ${how} at every single byte of a dialogue`, async (t) => {
    await using server = await serve()
    for (let length = 0; length <= DIALOGUE.length; length++) {
      await using client = await connect(server)
      await client.sends(DIALOGUE.slice(0, length))
      client[leave]()
      await client.hearsAll()
    }
    await isSound(t, server, DIALOGUE.length + 1)
  })

  t.test(`a ${how} at every seventh byte inside TLS`, async (t) => {
    await using server = await serve()
    const step = 7
    let clients = 0
    for (let length = 0; length <= DIALOGUE.length; length += step) {
      clients++
      await using client = await connect(server)
      await client.hears('220 *')
      await client.asks('STARTTLS', '220 *')
      await client.starttls({ ca: server.ca })
      await client.sends(DIALOGUE.slice(0, length))
      client[leave]()
      await client.hearsAll()
    }
    await isSound(t, server, clients)
  })

  t.test(`a ${how} at bytes all over the ClientHello behind STARTTLS`, async (t) => {
    const hello = await clientHello('localhost')
    await using server = await serve()
    let clients = 0
    for (let length = 0; length < hello.length; length += length < 12 ? 1 : 5) {
      clients++
      await using client = await connect(server)
      await client.hears('220 *')
      await client.asks('STARTTLS', '220 *')
      await client.sends(hello.subarray(0, length))
      client[leave]()
      await client.hearsAll()
    }
    await isSound(t, server, clients)
    t.equal(events(server, 'tls.failed').length, clients, 'each is a failed handshake')
  })

  t.test(`a ${how} at any byte of the client's second flight, by TLS version`, async (t) => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      await using server = await serve()
      let clients = 0
      for (let behind = 0; behind <= 160; behind += 9) {
        clients++
        await using client = await connect(server)
        await client.hears('220 *')
        await client.asks('STARTTLS', '220 *')
        await handshakeCutAt(client, server.ca, behind, maxVersion)
        client[leave]()
      }
      await isSound(t, server, clients)
      t.equal(events(server, 'tls.hello-received').length, clients, maxVersion)
    }
  })

  t.test(`a ${how} at bytes all over the ClientHello where TLS comes first`, async (t) => {
    const hello = await clientHello('localhost')
    await using server = await serve({ tls: { mode: 'implicit' } })
    let clients = 0
    for (let length = 0; length < hello.length; length += length < 12 ? 1 : 11) {
      clients++
      await using client = await connect(server)
      await client.sends(hello.subarray(0, length))
      client[leave]()
    }
    await using last = await introduced(server, { tls: { ca: server.ca } })
    last.ends()
    while ((await server.nextSession()).session <= clients);
    t.equal(events(server, 'session.closed').length, clients + 1)
    t.strictSame(events(server, 'session.failed'), [])
  })

  t.test(`a ${how} at every byte of a PROXY header`, async (t) => {
    const header = 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nEHLO x\r\n'
    await using server = await serve({ proxyProtocol: true })
    for (let length = 0; length <= header.length; length++) {
      await using client = await connect(server)
      await client.sends(header.slice(0, length))
      client[leave]()
      await client.hearsAll()
    }
    await using last = await connect(server)
    await last.sends(header)
    await last.hears('220 *')
    await last.hears('250 CHUNKING')
    t.equal(events(server, 'session.closed').length, header.length + 1)
    t.strictSame(events(server, 'session.failed'), [])
  })

  t.test(`a ${how} on a path with steps ends the session, too`, async (t) => {
    await using server = await startScenario({ path: ['mask-starttls', { latency: '1ms' }] }, { settleMs: 0 })
    let clients = 0
    for (let length = 0; length <= DIALOGUE.length; length += 13) {
      clients++
      await using client = await connect(server)
      await client.sends(DIALOGUE.slice(0, length))
      client[leave]()
      await client.hearsAll()
    }
    await isSound(t, server, clients)
  })
}

t.test('who ended the connection, and how, is told in clear and inside TLS', async (t) => {
  await using server = await serve()
  for (const enter of [introduced, secured]) {
    for (const [leave, how] of [
      ['ends', 'fin'],
      ['resets', 'rst'],
    ] as const) {
      await using client = await enter(server)
      client[leave]()
      const { session } = await server.nextSession()
      t.match(events(server, 'session.closed', session), [{ by: 'client', how }], `${enter.name} ${how}`)
    }
    await using client = await enter(server)
    await client.asks('QUIT', '221 *')
    client.ends()
    const { session } = await server.nextSession()
    t.match(events(server, 'session.closed', session), [{ by: 'server', how: 'fin' }], `${enter.name} QUIT`)
  }
})

/** Shakes hands, but lets only so many bytes of the client pass behind its hello. */
async function handshakeCutAt(
  client: Awaited<ReturnType<typeof connect>>,
  ca: string,
  behind: number,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
): Promise<void> {
  const tls = await import('node:tls')
  let left = Number.POSITIVE_INFINITY
  let cut: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    cut = resolve
  })
  const wire = new Duplex({
    read() {},
    write(bytes: Buffer, _encoding, done) {
      const part = bytes.subarray(0, left)
      if (left === Number.POSITIVE_INFINITY) left = behind
      else left -= part.length
      void client.sends(part).then(() => done())
      if (left <= 0) cut()
    },
  })
  client.feeds(wire)
  const secure = tls.connect({ socket: wire, ca, servername: 'localhost', maxVersion }, () => cut())
  secure.on('error', () => cut())
  await over
  secure.destroy()
}
