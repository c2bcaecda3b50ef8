// The ClientHello on a live connection: in pieces, cut short, late, too big, in other framings, and never disturbed.
import { once } from 'node:events'
import t from 'tap'
import {
  alertsIn,
  askForTls,
  type Change,
  dial,
  events,
  meet,
  readAll,
  records,
  sendRaw,
  serveTimed,
  serveTls,
  story,
  tap,
  until,
} from './clients.ts'
import { recorded, recordedNames, writeHello, writeRecords } from './wire/hellos.ts'

const HANDSHAKE_MS = 60_000
const single = (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]))

/** Cuts the first record, which holds the hello, into records of so many bytes (RFC 8446 section 5.1). */
function intoRecords(size: number): Change {
  return (record, index) => [index === 0 ? writeRecords(record.subarray(5), size) : record]
}

const VERSIONS = [
  ['TLSv1', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }],
  ['TLSv1.2', { maxVersion: 'TLSv1.2' }],
  ['TLSv1.3', { minVersion: 'TLSv1.3' }],
] as const

const CHANGES: readonly [string, Change][] = [
  ['byte by byte', (record) => single(record)],
  ['with the first byte alone', (record) => [record.subarray(0, 1), record.subarray(1)]],
  ['in records of 100 bytes', intoRecords(100)],
  ['in records of 1 byte', intoRecords(1)],
  [
    'in records of 7 bytes, byte by byte',
    (record, index) => intoRecords(7)(record, index).flatMap((piece) => single(piece)),
  ],
]

for (const [how, change] of CHANGES) {
  t.test(`a hello that comes ${how} is read whole, and the handshake goes on as if nobody had looked`, async (t) => {
    await using server = await serveTls({ mode: 'implicit', versions: ['TLSv1', 'TLSv1.2', 'TLSv1.3'] })
    await using wire = await tap(server, change)
    for (const [version, options] of VERSIONS) {
      server.reset()
      const client = await meet(server, { ...options, through: wire.port })
      await server.nextSession()
      t.match(client, { version, heard: [/^250 /, /^221 /], error: '' })
      t.match(events(server, 'tls.hello-received'), [{ hello: { framing: 'tls', servername: 'localhost' } }])
      t.strictSame(story(server), ['tls.hello-received', 'tls.established', 'session.closed'])
    }
  })
}

t.test('the hellos of real clients get a ServerHello', async (t) => {
  await using server = await serveTls({ mode: 'implicit', versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] })
  for (const name of recordedNames) {
    server.reset()
    const socket = await dial(server.port)
    socket.write(recorded(name))
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    await server.nextSession()
    t.equal(events(server, 'tls.hello-received').length, 1, name)
    // A ServerHello is message 2; those that no server should answer get an alert.
    const [first] = records(chunk)
    if (name === 'openssl-fallback') t.strictSame(alertsIn(chunk), [86], name)
    else if (name === 'java-ssl30') t.strictSame(alertsIn(chunk), [40], name)
    else t.strictSame([first?.type, first?.content[0]], [22, 2], name)
  }
})

t.test('a hello in SSLv2 framing is received and answered', async (t) => {
  await using server = await serveTls({ mode: 'implicit', versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] })
  const socket = await dial(server.port)
  for (const byte of single(recorded('java-sslv2hello'))) socket.write(byte)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  t.equal(records(chunk)[0]?.content[0], 2, 'ServerHello')
  socket.destroy()
  await server.nextSession()
  t.match(events(server, 'tls.hello-received'), [{ hello: { framing: 'sslv2' }, summary: /in SSLv2 framing/ }])
})

t.test('what is no hello is said in words, and OpenSSL gets it all the same', async (t) => {
  await using server = await serveTls({})
  for (const [bytes, reason, failed] of [
    ['EHLO client.example\r\n', 'looks like text: "EHLO client.example"', 'not-tls'],
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'looks like text: "GET / HTTP/1.1"', 'not-tls'],
    ['SSH-2.0-OpenSSH_9.9\r\n', 'looks like text: "SSH-2.0-OpenSSH_9.9"', 'not-tls'],
    ['\x00\x01\x02\x03\x04', 'first bytes 00 01 02 03 04', 'not-tls'],
    ['\x17\x03\x03\x00\x01\x00', 'application_data record instead of a ClientHello', 'broken-by-client'],
    ['\x16\x03\x01\x00\x04\x02\x00\x00\x00', 'handshake message 2 instead of a ClientHello', 'broken-by-client'],
  ] as const) {
    server.reset()
    await sendRaw(server, Buffer.from(bytes, 'latin1'))
    await server.nextSession()
    const bytesHex = Buffer.from(bytes, 'latin1').toString('hex')
    t.match(events(server, 'tls.hello-unreadable'), [{ reason, bytesHex }], bytes)
    t.match(events(server, 'tls.failed'), [{ reason: failed }], bytes)
    t.equal(events(server, 'session.failed').length, 0)
  }
})

t.test('a hello that is whole and wrong inside is unreadable, and says where', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  const hello = recorded('openssl-tls12')
  // The length of the session id, behind record header, message header, version and random.
  hello[5 + 4 + 2 + 32] = 0xff
  t.strictSame(alertsIn(await sendRaw(server, hello)), [50])
  await server.nextSession()
  t.match(events(server, 'tls.hello-unreadable'), [{ reason: /session id/ }])
  t.match(events(server, 'tls.failed'), [{ reason: 'broken-by-client' }])
})

for (const [end, how] of [
  ['end', 'fin'],
  ['resetAndDestroy', 'rst'],
] as const) {
  t.test(`a client that goes with ${how} at any byte of its hello leaves one event that says so`, async (t) => {
    await using server = await serveTls({})
    const hello = recorded('openssl-tls10')
    for (let length = 0; length < hello.length; length++) {
      server.reset()
      const socket = await dial(server.port)
      await askForTls(socket)
      socket.write(hello.subarray(0, length), () => socket[end]())
      await server.nextSession()
      t.strictSame(story(server), ['tls.failed', 'session.closed'], `after ${length} bytes`)
      t.match(events(server, 'tls.failed'), [
        { reason: 'client-closed', detail: /^the client closed before a ClientHello/ },
      ])
      t.match(events(server, 'session.closed'), [{ by: 'client' }])
      socket.destroy()
    }
  })

  t.test(`a client that goes with ${how} inside the handshake is noticed at once`, async (t) => {
    await using server = await serveTls({ mode: 'implicit', versions: ['TLSv1', 'TLSv1.2', 'TLSv1.3'] })
    for (const name of ['openssl-tls10', 'openssl-tls12', 'openssl-tls13']) {
      server.reset()
      const socket = await dial(server.port)
      socket.write(recorded(name))
      await once(socket, 'data')
      socket[end]()
      socket.resume()
      await server.nextSession()
      t.strictSame(story(server), ['tls.hello-received', 'tls.failed', 'session.closed'], name)
      t.match(events(server, 'tls.failed'), [{ reason: 'client-closed' }], name)
      t.match(events(server, 'session.closed'), [{ by: 'client', how }], name)
    }
  })
}

t.test('a FIN right behind the hello is noticed', async (t) => {
  await using server = await serveTls({ mode: 'implicit' })
  for (let time = 0; time < 20; time++) {
    server.reset()
    const socket = await dial(server.port)
    socket.end(recorded('openssl-tls12'))
    socket.resume()
    await server.nextSession()
    t.strictSame(story(server), ['tls.hello-received', 'tls.failed', 'session.closed'])
    t.match(events(server, 'session.closed'), [{ by: 'client', how: 'fin' }])
  }
})

t.test('a hello that never completes, or never comes, has its time', async (t) => {
  for (const bytes of [Buffer.alloc(0), recorded('openssl-tls12').subarray(0, -1), Buffer.from([22])]) {
    await using server = await serveTimed({})
    const socket = await dial(server.port)
    socket.write(bytes)
    await server.clock.armed(HANDSHAKE_MS)
    server.clock.pass(HANDSHAKE_MS - 1)
    t.equal(events(server, 'tls.timed-out').length, 0)
    server.clock.pass(1)
    await readAll(socket)
    t.match(events(server, 'tls.timed-out'), [{ afterMs: HANDSHAKE_MS }])
    t.match(events(server, 'tls.failed'), [{ reason: 'timed-out', detail: /^no whole ClientHello within 60000 ms/ }])
  }
})

t.test('a handshake that stops after the hello has its time too', async (t) => {
  await using server = await serveTimed({})
  const socket = await dial(server.port)
  socket.write(recorded('openssl-tls12'))
  await once(socket, 'data')
  server.clock.pass(HANDSHAKE_MS)
  await readAll(socket)
  t.match(events(server, 'tls.timed-out'), [{ afterMs: HANDSHAKE_MS }])
  t.match(events(server, 'tls.failed'), [{ reason: 'timed-out', detail: 'no end of the handshake within 60000 ms' }])
})

t.test('a hello above 64 KiB is not waited for', async (t) => {
  await using server = await serveTimed({})
  const suites = Array.from({ length: 32_767 }, (_, at) => at)
  const extensions = [[0xfafa, Buffer.alloc(4096)]] as const
  const socket = await dial(server.port)
  socket.write(writeRecords(writeHello({ suites, extensions })))
  await readAll(socket)
  t.match(events(server, 'tls.hello-unreadable'), [{ reason: 'no whole ClientHello in 65536 bytes' }])
  t.equal(events(server, 'tls.failed').length, 1)
})

t.test('stop ends a handshake at any of its stages, and says that it was the server', async (t) => {
  for (const length of [0, 10, 1000]) {
    const server = await serveTls({ mode: 'implicit' })
    const socket = await dial(server.port)
    const hello = recorded('openssl-tls12').subarray(0, length)
    if (length === 1000) {
      socket.write(hello)
      await once(socket, 'data')
    } else await new Promise((resolve) => socket.write(hello, resolve))
    await until(() => events(server, 'session.opened').length > 0)
    await server.stop()
    t.match(events(server, 'tls.failed'), [{ reason: 'server-closed' }], `after ${length} bytes`)
    t.match(events(server, 'session.closed'), [{ by: 'server' }])
    socket.destroy()
  }
})

t.test('a handshake goes through a path that cuts every byte off the other', async (t) => {
  await using server = await serveTls({}, { path: [{ slice: { size: '1B' } }] })
  for (const options of [{ maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.3' }] as const) {
    t.match(await meet(server, options), { heard: [/^250 /, /^221 /], error: '' })
  }
})
