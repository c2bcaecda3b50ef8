// A server that breaks the handshake of a client which offers more than it knows, and serves one that offers less.
import t from 'tap'
import { events, meet, sendRaw, serveTls, story } from './clients.ts'
import { recorded } from './wire/hellos.ts'

const TLS10 = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
const BROKEN = ['tls.hello-received', 'tls.fault-played', 'session.closed']
const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

t.test('a hello above the limit is closed upon, one at the limit is served', async (t) => {
  await using server = await serveTls({ versions, intolerant: { above: 'TLSv1' } })
  t.match(await meet(server, { maxVersion: 'TLSv1.2' }), { secured: false, alert: null })
  await server.nextSession()
  t.same(story(server), BROKEN)
  t.match(events(server, 'tls.fault-played'), [{ fault: 'intolerant', detail: 'closed: the hello offers TLSv1.2' }])
  t.match(events(server, 'session.closed'), [{ by: 'server', how: 'fin' }])
  t.match(await meet(server, TLS10), { secured: true, version: 'TLSv1' })
})

t.test('supported_versions counts, and not only what the head of the hello says', async (t) => {
  await using server = await serveTls({ versions, intolerant: { above: 'TLSv1.2' } })
  // TLS 1.3 says 1.2 in its head (RFC 8446 section 4.1.2).
  t.equal((await sendRaw(server, recorded('openssl-tls13'))).length, 0)
  t.match(events(server, 'tls.fault-played'), [{ detail: 'closed: the hello offers TLSv1.3' }])
  t.match(await meet(server, { maxVersion: 'TLSv1.2' }), { secured: true, version: 'TLSv1.2' })
})

t.test('it can end with RST', async (t) => {
  await using server = await serveTls({ intolerant: { above: 'TLSv1.1', by: 'reset' } })
  t.match(await meet(server), { secured: false, error: 'ECONNRESET' })
  await server.nextSession()
  t.match(events(server, 'session.closed'), [{ by: 'server', how: 'rst' }])
})

t.test('it can end with an alert, from the first byte on as well', async (t) => {
  for (const mode of ['starttls', 'implicit']) {
    await using server = await serveTls({ mode, intolerant: { above: 'TLSv1.1', by: 'alert' } })
    t.match(await meet(server), { secured: false, alert: 40 })
    t.match(events(server, 'tls.alert-sent'), [{ number: 40, name: 'handshake_failure', inferred: false }])
  }
})

t.test('what is no hello is left to the engine', async (t) => {
  await using server = await serveTls({ mode: 'implicit', intolerant: { above: 'TLSv1' } })
  await sendRaw(server, Buffer.from('EHLO x\r\n'))
  t.same(events(server, 'tls.fault-played'), [])
  t.match(events(server, 'tls.failed'), [{ reason: 'not-tls' }])
})

t.test('a limit that nothing is above is a mistake, and so is one without TLS', async (t) => {
  await t.rejects(serveTls({ intolerant: { above: 'TLSv1.3' } }), { message: /SCENARIO_UNKNOWN_WORD/ })
  await t.rejects(serveTls({ intolerant: {} }), { message: /"above" is missing/ })
  await t.rejects(serveTls({ mode: 'off', intolerant: { above: 'TLSv1' } }), { message: /SCENARIO_TLS_IS_OFF/ })
})
