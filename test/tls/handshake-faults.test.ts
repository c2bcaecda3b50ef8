// The faults that a scenario can play once the ClientHello is there.
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import t from 'tap'
import { HANDSHAKE_FAULTS } from '../../src/tls/faults/index.ts'
import { ALERT_NAMES, alertNumber } from '../../src/tls/wire/names.ts'
import { askForTls, dial, events, meet, readAll, sendRaw, serveTimed, serveTls, story, until } from './clients.ts'
import { recorded } from './wire/hellos.ts'

const HELLO = recorded('openssl-tls12')
const PLAYED = ['tls.hello-received', 'tls.fault-played', 'session.closed']

/** A client that has sent its hello, and everything that it gets from then on. */
async function greeted(server: Parameters<typeof sendRaw>[0]): Promise<{ socket: Socket; answer: Promise<Buffer> }> {
  const socket = await dial(server.port)
  if (!server.clientOptions.secure) await askForTls(socket)
  const answer = readAll(socket)
  socket.write(HELLO)
  return { socket, answer }
}

t.test('every file of the folder is in the list, named for its fault', (t) => {
  const files = readdirSync(new URL('../../src/tls/faults/', import.meta.url))
  const names = files.map((file) => file.replace(/\.ts$/, '')).filter((name) => name !== 'index')
  t.strictSame(HANDSHAKE_FAULTS.map(({ name }) => name).sort(), names.sort())
  t.end()
})

for (const fault of HANDSHAKE_FAULTS) {
  t.test(`${fault.name} says what it does, does it, and its mapping has its name as a key`, (t) => {
    t.match(fault.doc, /^The server .+\.$/)
    t.ok(fault.play || fault.edit)
    const problems: Parameters<typeof fault.options.parse>[2] = []
    if (fault.bare === null) fault.options.parse({}, [], problems)
    else {
      t.strictSame(fault.options.parse(fault.bare, [], problems) ?? fault.bare, fault.options.parse(fault.bare, [], []))
      fault.options.parse({ [fault.name]: [] }, [], problems)
    }
    t.ok(problems.length > 0, 'what it needs is missing or wrong')
    t.match(JSON.stringify(fault.options.json()), `"${fault.name}"`)
    t.end()
  })
}

t.test('a fault that cannot stand alone, or whose options make no sense, is a mistake of the scenario', async (t) => {
  for (const [handshake, message] of [
    ['alert', /SCENARIO_WRONG_VALUE/],
    ['hangg', /SCENARIO_UNKNOWN_HANDSHAKE_FAULT[\s\S]*Did you mean "hang"\?/],
    [{ alert: 'handshake_failur' }, /SCENARIO_UNKNOWN_ALERT[\s\S]*Did you mean "handshake_failure"\?/],
    [{ alert: 'handshake_failure', after: 'finish' }, /ScenarioError|SCENARIO_/],
    [{ close: 'gently' }, /SCENARIO_/],
    [{ hang: false }, /false would be no fault/],
    [{ hang: 5 }, /SCENARIO_/],
    [{ garbage: '0B' }, /cannot be sent/],
    [{ garbage: '2MiB' }, /cannot be sent/],
    [{ garbage: '1.5B' }, /cannot be sent/],
    [{ close: 'fin', garbage: '1B' }, /SCENARIO_/],
    [[], /SCENARIO_UNKNOWN_HANDSHAKE_FAULT/],
  ] as const) {
    await t.rejects(serveTls({ handshake }), { name: 'ScenarioError', message }, JSON.stringify(handshake))
  }
})

for (const mode of ['starttls', 'implicit'] as const) {
  t.test(`close over ${mode} ends with FIN and not a byte`, async (t) => {
    for (const handshake of ['close', { close: 'fin' }]) {
      await using server = await serveTls({ mode, handshake })
      const { socket, answer } = await greeted(server)
      let reset = false
      socket.on('error', () => {
        reset = true
      })
      t.equal((await answer).length, 0)
      const session = await server.nextSession()
      t.notOk(reset)
      t.equal(session.closedBy, 'server')
      t.strictSame(story(server), PLAYED)
      t.match(events(server, 'session.closed'), [{ how: 'fin' }])
    }
  })

  t.test(`close over ${mode} ends with RST where that is asked for`, async (t) => {
    await using server = await serveTls({ mode, handshake: { close: 'rst' } })
    const { socket, answer } = await greeted(server)
    const [error] = await once(socket, 'error')
    t.equal((error as NodeJS.ErrnoException).code, 'ECONNRESET')
    t.equal((await answer).length, 0)
    await server.nextSession()
    t.match(events(server, 'session.closed'), [{ by: 'server', how: 'rst' }])
  })

  t.test(`garbage over ${mode} is no record of TLS, as long as asked for, and the same every time`, async (t) => {
    for (const [handshake, length] of [
      ['garbage', 64],
      [{ garbage: '1B' }, 1],
      [{ garbage: '100KiB' }, 102_400],
    ] as const) {
      await using server = await serveTls({ mode, handshake })
      const [first, second] = [await sendRaw(server, HELLO), await sendRaw(server, HELLO)]
      t.equal(first.length, length)
      t.ok(first.equals(second))
      t.notOk((first[0] ?? 0) >= 20 && (first[0] ?? 0) <= 24, 'no content type of TLS')
      t.match(events(server, 'tls.fault-played'), [{ fault: 'garbage' }, { fault: 'garbage' }])
    }
  })

  t.test(`plaintext over ${mode} is a line of SMTP`, async (t) => {
    for (const [handshake, line] of [
      ['plaintext', '500 5.5.2 Error: command not recognized\r\n'],
      [{ plaintext: '454 4.7.0 TLS not available' }, '454 4.7.0 TLS not available\r\n'],
    ] as const) {
      await using server = await serveTls({ mode, handshake })
      t.equal((await sendRaw(server, HELLO)).toString(), line)
      await server.nextSession()
      t.strictSame(story(server), PLAYED)
      const client = await meet(server)
      t.match(client, { secured: false, error: 'ERR_SSL_WRONG_VERSION_NUMBER' })
    }
  })

  t.test(`hang over ${mode} leaves the end to the client, by FIN or by RST`, async (t) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await serveTls({ mode, handshake: 'hang' })
      const { socket, answer } = await greeted(server)
      await until(() => events(server, 'tls.fault-played').length > 0)
      socket[end]()
      t.equal((await answer).length, 0)
      const session = await server.nextSession()
      t.equal(session.closedBy, 'client')
      t.strictSame(story(server), PLAYED)
    }
  })
}

t.test('every alert goes out as it is, at the level asked for', async (t) => {
  for (const level of ['fatal', 'warning'] as const) {
    for (const alert of ALERT_NAMES) {
      await using server = await serveTls({
        mode: 'implicit',
        handshake: { alert, ...(level === 'warning' && { level }) },
      })
      const number = alertNumber(alert) ?? -1
      const bytes = Buffer.from([0x15, 3, 1, 0, 2, level === 'fatal' ? 2 : 1, number])
      t.equal((await sendRaw(server, HELLO)).toString('hex'), bytes.toString('hex'), `${level} ${alert}`)
      await server.nextSession()
      t.strictSame(story(server), ['tls.hello-received', 'tls.fault-played', 'tls.alert-sent', 'session.closed'])
      t.match(events(server, 'tls.alert-sent'), [{ level, number, name: alert, inferred: false }])
    }
  }
})

t.test('an alert after STARTTLS is read by a client of TLS 1.0 and of TLS 1.3', async (t) => {
  await using server = await serveTls({ handshake: { alert: 'insufficient_security', after: 'client-hello' } })
  for (const version of ['TLSv1', 'TLSv1.3'] as const) {
    const client = await meet(server, { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' })
    t.match(client, { secured: false, alert: 71 }, version)
  }
})

t.test('a fault is played for what is no ClientHello too', async (t) => {
  await using server = await serveTls({ mode: 'implicit', handshake: 'plaintext' })
  t.match((await sendRaw(server, Buffer.from('EHLO client.example\r\n'))).toString(), /^500 /)
  await server.nextSession()
  t.strictSame(story(server), ['tls.hello-unreadable', 'tls.fault-played', 'session.closed'])
})

t.test('hang with a time closes when that time is over, not before', async (t) => {
  await using server = await serveTimed({ handshake: { hang: '5s' } })
  const { socket, answer } = await greeted(server)
  await server.clock.armed(5000)
  server.clock.pass(4999)
  t.notOk(socket.readableEnded)
  t.strictSame(story(server), ['tls.hello-received', 'tls.fault-played'])
  server.clock.pass(1)
  t.equal((await answer).length, 0)
})

t.test('a client that hangs on after the server hung up is left after two seconds', async (t) => {
  for (const handshake of ['close', 'garbage', 'plaintext', { alert: 'internal_error' }]) {
    const server = await serveTimed({ handshake })
    const socket = await dial(server.port)
    // Half open: this client takes the FIN and keeps its own side.
    socket.allowHalfOpen = true
    socket.write(HELLO)
    await server.clock.armed(2000)
    await once(socket.resume(), 'end')
    t.equal(events(server, 'session.closed').length, 0)
    server.clock.pass(2000)
    await until(() => events(server, 'session.closed').length > 0)
    t.equal(server.clock.pending, 1, 'nothing but the settling of the try waits')
    socket.destroy()
    await server.stop()
  }
})

t.test('stop ends every session, whatever fault it hangs in', async (t) => {
  for (const handshake of ['hang', { hang: '1h' }, 'garbage']) {
    const server = await serveTls({ mode: 'implicit', handshake })
    const sockets = await Promise.all([1, 2, 3].map(() => dial(server.port)))
    for (const socket of sockets) {
      socket.allowHalfOpen = true
      socket.write(HELLO)
    }
    await until(() => events(server, 'tls.fault-played').length === 3)
    await server.stop()
    t.equal(events(server, 'session.closed').length, 3, JSON.stringify(handshake))
    for (const socket of sockets) socket.destroy()
    await t.rejects(dial(server.port), { code: 'ECONNREFUSED' })
  }
})
