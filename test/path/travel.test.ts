import { once } from 'node:events'
import * as tls from 'node:tls'
import t from 'tap'
import type { PathEnd } from '../../src/path/path-end.ts'
import { travel } from '../../src/path/travel.ts'
import { FakeClock, hurriedClock, settled } from './fake-clock.ts'
import { closed, connected, howItEnds, socketPair, untilEnd, untilText } from './sockets.ts'
import { CERTIFICATE, KEY } from './tls-identity.ts'

t.test('without steps the wire is the client itself, and its errors do not crash', async (t) => {
  const { client, accepted, wire } = await connected(t, [])
  t.equal(wire, accepted)
  client.resetAndDestroy()
  await closed(accepted)
})

t.test('bytes pass both ways through steps that change them', async (t) => {
  const { client, wire } = await connected(t, ['mask-banner', { slice: '1B' }, { latency: '50ms' }])
  wire.write('220 mail.test\r\n')
  t.equal(await untilText(client, '\n'), '220 *********\r\n')
  client.write('EHLO x\r\n')
  t.equal(await untilText(wire, '\n'), 'EHLO x\r\n')
})

t.test('the first step is nearest to the client', async (t) => {
  // Seen from the client: the injected line is masked only if the mask is nearer to the client than its origin.
  const inject = { inject: { behind: 'connect', text: ['220-x'] } }
  const masked = await connected(t, ['mask-banner', inject])
  masked.wire.write('220 y\r\n')
  t.equal(await untilText(masked.client, '220 '), '220-*\r\n220 *\r\n')
  const plain = await connected(t, [inject, 'mask-banner'])
  plain.wire.write('220 y\r\n')
  t.equal(await untilText(plain.client, '220 '), '220-x\r\n220 *\r\n')
})

t.test('the wire shows the addresses of the client and the states of a socket', async (t) => {
  const { client, accepted, wire } = await connected(t, [{ latency: '1ms' }])
  const { remoteAddress, remotePort, localPort } = wire as PathEnd
  t.strictSame([remoteAddress, remotePort, localPort], ['127.0.0.1', client.localPort, accepted.localPort])
  t.equal(wire.readyState, 'open')
  wire.resume()
  client.end()
  await once(wire, 'end')
  t.equal(wire.readyState, 'writeOnly')
  wire.destroy()
  t.equal(wire.readyState, 'closed')
})

t.test('a FIN of the client arrives behind its bytes, and the way back stays open', async (t) => {
  const { client, wire } = await connected(t, [{ latency: '100ms' }])
  client.end('QUIT\r\n')
  t.equal(await untilEnd(wire), 'QUIT\r\n')
  wire.end('221 bye\r\n')
  t.equal(await untilEnd(client), '221 bye\r\n')
  await closed(wire)
})

t.test('a FIN of the server arrives behind its bytes', async (t) => {
  const { client, wire } = await connected(t, [{ slice: '1B' }, { latency: '100ms' }])
  wire.end('221 bye\r\n')
  t.equal(await untilEnd(client), '221 bye\r\n')
  client.end('x')
  t.equal(await untilEnd(wire), 'x')
})

t.test('replies under way reach a client that has sent its FIN, half-open or not', async (t) => {
  const clock = new FakeClock()
  const { client, accepted, wire } = await connected(t, [{ latency: '100ms' }], { allowHalfOpen: false, clock })
  wire.write('250 ok\r\n')
  client.end()
  wire.resume()
  await once(accepted, 'end')
  await settled()
  const got = untilEnd(client)
  await clock.advance(100)
  t.equal(await got, '250 ok\r\n')
})

t.test('a client that ends while bytes are under way to it leaves them behind', async (t) => {
  for (const item of [{ latency: '100ms' }, { slice: { size: '1B', every: '1ms' } }, { throttle: '20B' }]) {
    for (const [how, bytes, leaves] of [
      ['end', '250 ok\r\n', 1],
      ['resetAndDestroy', '250 ok\r\n', 1],
      ['end', '', 0],
    ] as const) {
      let told = 0
      const leftBehind = () => {
        told += 1
      }
      const { client, accepted, wire } = await connected(t, [item], { clock: new FakeClock(), leftBehind })
      const over = how === 'end' ? once(accepted, 'end') : closed(accepted)
      wire.on('error', () => {})
      wire.resume()
      wire.write(bytes)
      client[how]()
      await over
      t.equal(told, leaves, `${JSON.stringify(item)}: ${how} before ${bytes.length} bytes`)
    }
  }
})

t.test('the server can reset the client', async (t) => {
  const { client, wire } = await connected(t, [{ latency: '1ms' }])
  const end = howItEnds(client)
  wire.resetAndDestroy()
  t.equal(await end, 'ECONNRESET')
})

t.test('a reset of the client is an error of the wire', async (t) => {
  const { client, wire } = await connected(t, [{ latency: '1ms' }])
  const end = howItEnds(wire)
  client.resetAndDestroy()
  t.equal(await end, 'ECONNRESET')
  t.equal(wire.destroyed, true)
})

t.test('and never crashes when nobody listens', async (t) => {
  const { client, wire } = await connected(t, [{ latency: '1ms' }])
  wire.removeAllListeners()
  client.resetAndDestroy()
  await closed(wire)
  t.equal(wire.listenerCount('error'), 0)
})

t.test('the end of either side takes the other with it', async (t) => {
  const one = await connected(t, [{ latency: '1h' }], { clock: new FakeClock() })
  one.wire.destroy()
  await closed(one.accepted)
  const two = await connected(t, [{ latency: '1h' }], { clock: new FakeClock() })
  two.accepted.destroy()
  await closed(two.wire)
})

t.test('no timer is left behind', async (t) => {
  const clock = new FakeClock()
  const { wire } = await connected(t, [{ latency: '1h' }], { clock })
  wire.setTimeout(1000)
  wire.write('x')
  await settled()
  t.equal(clock.pending, 2)
  wire.resetAndDestroy()
  await closed(wire)
  t.equal(clock.pending, 0)
})

t.test('what the server wrote before it destroyed the wire still arrives, as from a real socket', async (t) => {
  const clock = new FakeClock()
  const { client, accepted, wire } = await connected(t, [{ latency: '1s' }], { clock })
  wire.write('an alert')
  wire.destroy()
  await closed(wire)
  await settled()
  clock.advance(1000)
  t.equal((await once(client, 'data')).toString(), 'an alert')
  await closed(accepted)
  t.equal(clock.pending, 0)
})

t.test('and a client behind a step that never lets them arrive is let go after a minute', async (t) => {
  const clock = new FakeClock()
  const { accepted, wire } = await connected(t, [{ latency: '1h' }], { clock })
  wire.write('x')
  wire.destroy()
  await settled()
  clock.advance(60_000)
  await closed(accepted)
})

t.test('the timeout begins anew with traffic, and 0 turns it off', async (t) => {
  const clock = new FakeClock()
  const { client, wire } = await connected(t, ['mask-banner'], { clock })
  let timeouts = 0
  wire.setTimeout(1000, () => timeouts++)
  await clock.advance(900)
  client.write('NOOP\r\n')
  await untilText(wire, '\n')
  await clock.advance(900)
  wire.write('250 ok\r\n')
  await clock.advance(999)
  t.equal(timeouts, 0)
  await clock.advance(1)
  t.equal(timeouts, 1)
  await clock.advance(10_000)
  t.equal(timeouts, 1, 'once, as the listener of a socket')
  const late = () => timeouts++
  wire.setTimeout(1000, late)
  wire.setTimeout(0, late)
  await clock.advance(10_000)
  t.equal(timeouts, 1)
  t.equal(wire.listenerCount('timeout'), 0)
})

t.test('a cut toward the client: the bytes before it arrive, then FIN; the server sees the end', async (t) => {
  const { client, wire, events, ended } = await connected(t, [
    { latency: '50ms' },
    { cut: { after: '7B', toward: 'client' } },
  ])
  wire.write('220 mail.test\r\n')
  const [got] = await Promise.all([untilEnd(client), untilEnd(wire)])
  t.equal(got, '220 mai')
  t.strictSame(ended, ['fin'])
  t.match(events, [{ event: 'path.acted', step: 'cut', toward: 'client', detail: /FIN after 7 bytes/ }])
  wire.end('lost')
  await closed(wire)
})

t.test('a cut toward the server: the server gets the bytes before it, the client a FIN', async (t) => {
  const { client, wire } = await connected(t, [{ cut: '6B' }, { slice: '2B' }])
  client.write('EHLO client.test\r\n')
  const [got] = await Promise.all([untilEnd(wire), untilEnd(client)])
  t.equal(got, 'EHLO c')
})

t.test('a reset toward the client: the bytes before it arrive, then RST', async (t) => {
  const { client, wire, ended } = await connected(t, [
    { latency: '50ms' },
    { reset: { after: '7B', toward: 'client' } },
  ])
  wire.write('220 mail.test\r\n')
  const [got, end] = await Promise.all([untilText(client, '220 mai'), howItEnds(client), untilEnd(wire)])
  t.equal(got, '220 mai')
  t.equal(end, 'ECONNRESET')
  t.strictSame(ended, ['rst'])
})

t.test('with 0B the connection ends at once', async (t) => {
  const cut = await connected(t, [{ cut: '0B' }])
  t.strictSame(await Promise.all([untilEnd(cut.client), untilEnd(cut.wire)]), ['', ''])
  const reset = await connected(t, [{ slice: '1B' }, { reset: '0B' }])
  const end = howItEnds(reset.client)
  await untilEnd(reset.wire)
  t.equal(await end, 'ECONNRESET')
})

t.test('what a client sends after a cut is read and dropped', async (t) => {
  const { client, wire } = await connected(t, [{ cut: '1B' }])
  client.write('ab')
  t.equal(await untilEnd(wire), 'a')
  const chunk = Buffer.alloc(1024 * 1024)
  for (let count = 0; count < 20; count++) await new Promise((resolve) => client.write(chunk, resolve))
  t.equal(client.destroyed, false)
})

t.test('the taps see what crosses the socket of the client', async (t) => {
  const seen: string[] = []
  const { client, wire } = await connected(t, ['mask-banner', { 'mask-starttls': 'pix-noop' }], {
    clientBytes: (toward, chunk) => seen.push(`${toward} ${chunk}`),
  })
  wire.write('220 ab\r\n')
  await untilText(client, '\n')
  client.write('EHLO x\r\n')
  t.equal(await untilText(wire, '\n'), 'NOOP\r\n')
  t.strictSame(seen, ['client 220 **\r\n', 'server EHLO x\r\n'])
})

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  t.test(`${version} works on top of slices and latency, with bytes put back before it`, async (t) => {
    const { client, wire } = await connected(t, [{ slice: '7B' }, { latency: '20ms' }])
    const secureClient = tls.connect({ socket: client, rejectUnauthorized: false, minVersion: version })
    // As a server that looks at the hello first, and as smtp-server, which takes all listeners off.
    await once(wire, 'readable')
    const hello = wire.read() as Buffer
    wire.unshift(hello)
    wire.removeAllListeners()
    const secureServer = new tls.TLSSocket(wire, { isServer: true, key: KEY, cert: CERTIFICATE, maxVersion: version })
    await Promise.all([once(secureClient, 'secureConnect'), once(secureServer, 'secure')])
    t.equal(secureClient.getProtocol(), version)
    const large = 'x'.repeat(300_000)
    secureClient.write(`${large}\n`)
    t.equal((await untilText(secureServer, '\n')).length, large.length + 1)
    secureServer.end('bye\n')
    t.equal(await untilText(secureClient, '\n'), 'bye\n')
    secureClient.end()
    await closed(wire)
  })
}

t.test('20 MB pass through latency, and only a bounded part is held at any time', async (t) => {
  const { client, accepted, wire } = await connected(t, [{ latency: '30ms' }, { 'mask-starttls': 'pix-noop' }])
  wire.write('220 mail.test\r\n')
  client.write('DATA\r\n')
  await untilText(wire, 'DATA\r\n')
  wire.write('354 go\r\n')
  await untilText(client, '354 go\r\n')
  const total = 20 * 1024 * 1024
  const chunk = Buffer.alloc(256 * 1024, 'x')
  let got = 0
  let most = 0
  let under = 0
  wire.on('data', (bytes: Buffer) => {
    got += bytes.length
    most = Math.max(most, wire.readableLength)
    under = Math.max(under, accepted.bytesRead - 'DATA\r\n'.length - got)
  })
  for (let sent = 0; sent < total; sent += chunk.length) {
    if (!client.write(chunk)) await once(client, 'drain')
  }
  client.end()
  await once(wire, 'end')
  t.equal(got, total)
  t.ok(most <= 128 * 1024, `${most} bytes wait at the server's end`)
  t.ok(under <= 4.5 * 1024 * 1024, `${under} bytes are under way`)
})

t.test('a server that does not read stops the client, and a client that does not read stops the server', async (t) => {
  const { client, accepted, wire } = await connected(t, [{ slice: '64KiB' }, 'mask-banner'])
  const chunk = Buffer.alloc(1024 * 1024)
  for (let count = 0; count < 64; count++) client.write(chunk)
  for (let turn = 0; turn < 200; turn++) await settled()
  t.ok(accepted.bytesRead < 1024 * 1024, `${accepted.bytesRead} bytes were read`)
  client.pause()
  let written = 0
  for (let count = 0; count < 64; count++) wire.write(chunk, () => written++)
  for (let turn = 0; turn < 200; turn++) await settled()
  t.ok(written < 32, `${written} MiB were taken`)
  t.equal(wire.writableNeedDrain, true)
})

t.test('a step that does not exist is our mistake', async (t) => {
  const { accepted } = await socketPair(t)
  t.throws(
    () => travel(accepted, [{ step: 'x', options: {} }], { clock: hurriedClock(), random: () => 0, append: () => {} }),
    /there is no step x/,
  )
})
