// What clients must not send, over real sockets: the right alert goes out, one event says why, and the connection ends.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import type { Protection } from '../../../src/tls/scripted/protection.ts'
import { frameMessage } from '../../../src/tls/wire/handshake/message.ts'
import { frameRecord } from '../../../src/tls/wire/record-reader.ts'
import { events, serveTimed, story, type TimedServer, until } from '../clients.ts'
import { type Offer, RawTlsClient } from './raw-tls-client.ts'

const CBC = 'TLS_RSA_WITH_AES_128_CBC_SHA'
const OFFERS: readonly Offer[] = [
  { version: 'TLSv1.2', suite: CBC },
  { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' },
  { version: 'TLSv1.2', suite: 'TLS_RSA_WITH_RC4_128_SHA' },
  { version: 'TLSv1', suite: CBC },
  { version: 'TLSv1', suite: 'TLS_RSA_WITH_RC4_128_SHA' },
]

/** Numbers of alerts (RFC 5246 section 7.2). */
const ALERTS = {
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  illegal_parameter: 47,
  decode_error: 50,
  decrypt_error: 51,
} as const
type Alert = keyof typeof ALERTS

function serve({ version, suite }: Offer): Promise<TimedServer> {
  return serveTimed({ engine: 'scripted', versions: [version], ciphers: [suite] })
}

/** How far a client gets before it does wrong. */
const POINTS = {
  'in front of its hello': async () => {},
  'behind its hello': (client: RawTlsClient) => client.greet(),
  'behind its key exchange': async (client: RawTlsClient) => {
    await client.greet()
    client.exchangeKeys()
  },
  'behind its ChangeCipherSpec': async (client: RawTlsClient) => {
    await client.greet()
    client.exchangeKeys()
    client.changeCipherSpec()
  },
} as const
type Point = keyof typeof POINTS

interface Wrong {
  title: string
  at: Point
  /** RFC 5246 section 7.2.2 names it, unless a comment says more. */
  alert: Alert
  only?: (offer: Offer) => boolean
  send(client: RawTlsClient): void
}

/** Protects as it should, then changes the bytes. */
function spoilt({ sealing }: RawTlsClient, spoil: (bytes: Buffer) => void): Protection {
  return {
    apply(type, version, fragment) {
      const bytes = Buffer.from(sealing.apply(type, version, fragment) as Buffer)
      spoil(bytes)
      return bytes
    },
  }
}

/** RFC 5246 section 6.2.3.1, for the first record. */
function macOf({ side: { keys, version } }: RawTlsClient, content: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 22, version >> 8, version & 0xff, 0, content.length])
  return createHmac('sha1', keys?.client.macKey ?? '')
    .update(header)
    .update(content)
    .digest()
}

/** The first protected record, of these blocks whatever they are (RFC 5246 section 6.2.3.2, RFC 2246 section 6.2.3.2). */
function sendBlocks(client: RawTlsClient, blocks: Buffer): void {
  const { keys, version } = client.side
  if (!keys) throw new Error('no keys yet')
  const explicit = version > 0x0301 ? randomBytes(16) : null
  const cipher = createCipheriv('aes-128-cbc', keys.client.key, explicit ?? keys.client.iv).setAutoPadding(false)
  const fragment = Buffer.concat([explicit ?? Buffer.alloc(0), cipher.update(blocks), cipher.final()])
  client.sendRaw(frameRecord('handshake', version, fragment))
}

const flip = (bytes: Buffer, at: number) => {
  const place = at < 0 ? bytes.length + at : at
  bytes[place] = (bytes[place] as number) ^ 0x01
}

const WRONG: readonly Wrong[] = [
  {
    title: 'a wrong MAC',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    // In CBC, what is changed two blocks in front of the end is in the MAC, or in what it covers.
    send: (client) =>
      client.send(
        'handshake',
        client.side.finished,
        spoilt(client, (bytes) => flip(bytes, -33 % bytes.length)),
      ),
  },
  {
    title: 'wrong padding behind a right MAC, which gets the same alert',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    only: ({ suite }) => suite === CBC,
    send: (client) => {
      // 16 bytes and 20 of the MAC: twelve are left of three blocks.
      const padding = Buffer.alloc(12, 11)
      padding[3] = 10
      sendBlocks(client, Buffer.concat([client.side.finished, macOf(client, client.side.finished), padding]))
    },
  },
  {
    title: 'right padding that leaves no room for a MAC',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    only: ({ suite }) => suite === CBC,
    send: (client) => sendBlocks(client, Buffer.alloc(32, 31)),
  },
  {
    title: 'padding that is longer than the record',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    only: ({ suite }) => suite === CBC,
    send: (client) => sendBlocks(client, Buffer.alloc(48, 48)),
  },
  {
    title: 'a protected record too short for what it must hold',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    send: (client) => client.sendRaw(frameRecord('handshake', client.version, Buffer.of(1, 2, 3))),
  },
  {
    title: 'a Finished that does not fit',
    at: 'behind its ChangeCipherSpec',
    alert: 'decrypt_error',
    send: (client) => {
      const finished = client.side.finished
      flip(finished, 7)
      client.send('handshake', finished)
    },
  },
  {
    title: 'a Finished that is too short',
    at: 'behind its ChangeCipherSpec',
    alert: 'decode_error',
    send: (client) => client.send('handshake', frameMessage('finished', Buffer.alloc(11))),
  },
  {
    title: 'a Finished in clear',
    at: 'behind its ChangeCipherSpec',
    alert: 'bad_record_mac',
    send: (client) => client.sendRaw(frameRecord('handshake', client.version, client.side.finished)),
  },
  {
    title: 'a record that is too long once it is opened',
    at: 'behind its ChangeCipherSpec',
    alert: 'record_overflow',
    send: (client) => client.send('handshake', Buffer.alloc(2 ** 14 + 1)),
  },
  ...(['behind its hello', 'behind its key exchange', 'behind its ChangeCipherSpec'] as const).flatMap(
    (at): Wrong[] => [
      {
        title: 'a record whose header says too much',
        at,
        alert: 'record_overflow',
        send: (client) => client.sendRaw(Buffer.from([0x16, 0x03, client.version & 0xff, 0x48, 0x01])),
      },
      {
        title: 'a record of a type that TLS has not',
        at,
        alert: 'unexpected_message',
        send: (client) => client.sendRaw(Buffer.from([0x63, 0x03, client.version & 0xff, 0x00, 0x01, 0x00])),
      },
      {
        title: 'another hello',
        at,
        alert: 'unexpected_message',
        send: (client) => client.send('handshake', client.side.hello),
      },
      {
        title: 'application data',
        at,
        alert: 'unexpected_message',
        send: (client) => client.send('application-data', Buffer.from('EHLO client.test\r\n')),
      },
      {
        title: 'a server message',
        at,
        alert: 'unexpected_message',
        send: (client) => client.send('handshake', frameMessage('server-hello-done', Buffer.alloc(0))),
      },
      {
        title: 'an alert that is none',
        at,
        alert: 'decode_error',
        send: (client) => client.send('alert', Buffer.of(2)),
      },
    ],
  ),
  {
    title: 'a Finished where the key exchange is due',
    at: 'behind its hello',
    alert: 'unexpected_message',
    send: (client) => client.send('handshake', frameMessage('finished', Buffer.alloc(12))),
  },
  {
    title: 'a certificate that nobody asked for',
    at: 'behind its hello',
    alert: 'unexpected_message',
    send: (client) => client.send('handshake', frameMessage('certificate', Buffer.alloc(3))),
  },
  {
    title: 'a ChangeCipherSpec in front of the key exchange',
    at: 'behind its hello',
    alert: 'unexpected_message',
    send: (client) => client.send('change-cipher-spec', Buffer.of(1)),
  },
  {
    title: 'a second key exchange',
    at: 'behind its key exchange',
    alert: 'unexpected_message',
    send: (client) => client.exchangeKeys(),
  },
  {
    title: 'a Finished without a ChangeCipherSpec',
    at: 'behind its key exchange',
    alert: 'unexpected_message',
    send: (client) => client.send('handshake', client.side.finished),
  },
  {
    title: 'a ChangeCipherSpec inside a message',
    at: 'behind its key exchange',
    alert: 'unexpected_message',
    send: (client) => {
      client.send('handshake', client.side.finished.subarray(0, 5))
      client.send('change-cipher-spec', Buffer.of(1))
    },
  },
  // No RFC names an alert for these two.
  {
    title: 'a ChangeCipherSpec of another byte',
    at: 'behind its key exchange',
    alert: 'illegal_parameter',
    send: (client) => client.send('change-cipher-spec', Buffer.of(2)),
  },
  {
    title: 'a ChangeCipherSpec of two bytes',
    at: 'behind its key exchange',
    alert: 'illegal_parameter',
    send: (client) => client.send('change-cipher-spec', Buffer.of(1, 1)),
  },
  {
    title: 'a second ChangeCipherSpec',
    at: 'behind its ChangeCipherSpec',
    alert: 'unexpected_message',
    send: (client) => client.send('change-cipher-spec', Buffer.of(1)),
  },
  {
    title: 'a key exchange that is cut',
    at: 'behind its hello',
    alert: 'decode_error',
    send: (client) => client.send('handshake', frameMessage('client-key-exchange', Buffer.of(1, 0, 7))),
  },
  {
    title: 'a key exchange with a byte too many',
    at: 'behind its hello',
    alert: 'decode_error',
    send: (client) => client.send('handshake', frameMessage('client-key-exchange', Buffer.of(0, 1, 7, 7))),
  },
  {
    // RFC 5246 section 6.2.1 allows no empty handshake records; some that come in front of others are borne.
    title: 'empty records without end',
    at: 'behind its hello',
    alert: 'unexpected_message',
    send: (client) => {
      for (let record = 0; record < 40; record++) client.send('handshake', Buffer.alloc(0))
    },
  },
]

for (const offer of OFFERS) {
  t.test(`${offer.version} ${offer.suite}`, async (t) => {
    for (const { title, at, alert, only, send } of WRONG) {
      if (only && !only(offer)) continue
      await t.test(`${title} ${at}`, async (t) => {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await POINTS[at](client)
        send(client)
        await fails(t, server, client, { alert, reason: 'broken-by-client' })
      })
    }

    if (offer.suite === CBC) {
      await t.test('the same blocks with right padding are a Finished', async (t) => {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await POINTS['behind its ChangeCipherSpec'](client)
        sendBlocks(
          client,
          Buffer.concat([client.side.finished, macOf(client, client.side.finished), Buffer.alloc(12, 11)]),
        )
        await until(() => events(server, 'tls.established').length > 0)
        t.same(events(server, 'tls.failed'), [])
        client.socket.destroy()
      })
    }

    await t.test('secrets that are wrong in whatever way all fail alike, and late', async (t) => {
      for (const wrong of ['padding', 'length', 'nothing'] as const) {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await client.greet()
        const length = client.side.encryptedPremaster.length
        const bytes = {
          padding: Buffer.alloc(length, 3),
          length: Buffer.alloc(length - 1, 3),
          nothing: Buffer.alloc(0),
        }[wrong]
        client.exchangeKeys(Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]))
        client.changeCipherSpec()
        client.send('handshake', client.side.finished)
        await fails(t, server, client, { alert: 'bad_record_mac', reason: 'broken-by-client' })
      }
    })

    for (const at of ['behind its hello', 'behind its key exchange', 'behind its ChangeCipherSpec'] as const) {
      await t.test(`a fatal alert ${at} is told, and gets no answer`, async (t) => {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await POINTS[at](client)
        client.send('alert', Buffer.of(2, 48))
        await fails(t, server, client, { alert: null, reason: 'client-alert' })
        const received = { level: 'fatal', number: 48, name: 'unknown_ca', inferred: false }
        t.match(events(server, 'tls.alert-received'), [received])
      })

      await t.test(`close_notify ${at} is the end`, async (t) => {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await POINTS[at](client)
        client.send('alert', Buffer.of(1, 0))
        await fails(t, server, client, { alert: null, reason: 'client-closed' })
      })
    }

    await t.test('warnings are told at each point, and the handshake goes on', async (t) => {
      await using server = await serve(offer)
      const client = await RawTlsClient.dial(server.port, offer)
      const warn = () => client.send('alert', Buffer.of(1, 90))
      await client.greet()
      warn()
      client.exchangeKeys()
      warn()
      client.changeCipherSpec()
      warn()
      client.say(client.side.finished)
      await until(() => events(server, 'tls.established').length > 0)
      t.match(events(server, 'tls.alert-received'), Array(3).fill({ level: 'warning', name: 'user_canceled' }))
      t.same(events(server, 'tls.failed'), [])
      client.socket.destroy()
    })

    for (const at of Object.keys(POINTS) as Point[]) {
      await t.test(`nothing at all ${at}: the time limit ends it, and not before`, async (t) => {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await POINTS[at](client)
        await server.clock.armed(HANDSHAKE_MS)
        server.clock.pass(HANDSHAKE_MS - 1)
        t.same(events(server, 'tls.failed'), [])
        server.clock.pass(1)
        await fails(t, server, client, { alert: null, reason: 'timed-out' })
        t.match(events(server, 'tls.timed-out'), [{ afterMs: HANDSHAKE_MS }])
      })

      for (const how of ['fin', 'rst'] as const) {
        await t.test(`a close with ${how} ${at}`, async (t) => {
          await using server = await serve(offer)
          const client = await RawTlsClient.dial(server.port, offer)
          await POINTS[at](client)
          if (how === 'fin') client.socket.end()
          else {
            // Node tells bytes that come together with a RST, and an end in place of it: this one comes alone.
            if (at !== 'in front of its hello') await isRead(server, client)
            client.socket.resetAndDestroy()
          }
          await fails(t, server, client, { alert: null, reason: 'client-closed' })
          t.match(events(server, 'session.closed'), [{ by: 'client', how }])
        })
      }
    }

    await t.test('behind the handshake, what is wrong is told by an alert inside TLS', async (t) => {
      for (const [alert, send] of AFTERWARDS) {
        await using server = await serve(offer)
        const client = await RawTlsClient.dial(server.port, offer)
        await client.shakeHands()
        await client.hears('220 ')
        send(client)
        const { alerts } = await client.heard()
        t.same(alerts, [`2 ${ALERTS[alert]}`], alert)
        await until(() => events(server, 'session.closed').length > 0)
        t.match(events(server, 'tls.alert-sent'), [{ level: 'fatal', name: alert, inferred: false }])
        t.equal(events(server, 'tls.failed').length, 0, 'the handshake was done')
      }
    })
  })
}

const AFTERWARDS: readonly (readonly [Alert, (client: RawTlsClient) => void])[] = [
  [
    'bad_record_mac',
    (client) =>
      client.send(
        'application-data',
        Buffer.alloc(40),
        spoilt(client, (bytes) => flip(bytes, 0)),
      ),
  ],
  [
    'bad_record_mac',
    (client) => client.sendRaw(frameRecord('application-data', client.version, Buffer.from('QUIT\r\n'))),
  ],
  ['record_overflow', (client) => client.send('application-data', Buffer.alloc(2 ** 14 + 1))],
  ['unexpected_message', (client) => client.send('change-cipher-spec', Buffer.of(1))],
  ['unexpected_message', (client) => client.send('handshake', client.side.finished)],
  ['decode_error', (client) => client.send('alert', Buffer.of(2))],
]

const HANDSHAKE_MS = 60_000

/** Waits until the server has read all: a warning comes behind it, and is told. */
async function isRead(server: TimedServer, client: RawTlsClient): Promise<void> {
  client.send('alert', Buffer.of(1, 90))
  await until(() => events(server, 'tls.alert-received').length > 0)
}

/** One alert or none went out, one event says why, and the connection has ended. */
async function fails(
  t: Test,
  server: TimedServer,
  client: RawTlsClient,
  { alert, reason }: { alert: Alert | null; reason: string },
): Promise<void> {
  const { alerts } = await client.heard()
  t.same(alerts, alert ? [`2 ${ALERTS[alert]}`] : [], 'what the client hears')
  await until(() => events(server, 'session.closed').length > 0)
  const sent = events(server, 'tls.alert-sent')
  t.match(sent, alert ? [{ level: 'fatal', number: ALERTS[alert], name: alert, inferred: false }] : [])
  t.equal(sent.length, alert ? 1 : 0)
  t.match(events(server, 'tls.failed'), [{ reason }])
  t.equal(events(server, 'tls.failed').length, 1, 'told once')
  t.notOk(story(server).includes('tls.established'))
  t.notOk(story(server).includes('session.failed'))
}
