// Faults inside the handshake, as three TLS stacks that have nothing in common meet them: what each says to it.
import t from 'tap'
import { type ScenarioServer, startScenario } from '../../src/index.ts'
import { alertNumber } from '../../src/tls/wire/names.ts'
import type { PeerName } from './peers/peer.ts'
import { requirePeer, runPeer } from './peers/run-peer.ts'

const SUITE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'

interface Case {
  handshake: unknown
  /** The alert that the RFC names for it (RFC 5246 section 7.2.2 unless said otherwise). */
  due: string
  /** What a stack says in its place. */
  instead?: Partial<Record<PeerName, string | null>>
}

const ENDING: readonly Case[] = [
  { handshake: 'wrong-version', due: 'protocol_version' },
  {
    handshake: { 'unoffered-suite': 'TLS_RSA_WITH_AES_256_CBC_SHA' },
    due: 'illegal_parameter',
    instead: { gnutls: 'handshake_failure' },
  },
  { handshake: 'oversized-record', due: 'record_overflow', instead: { jsse: 'unexpected_message' } },
  { handshake: 'empty-certificate-list', due: 'decode_error', instead: { jsse: 'bad_certificate' } },
  { handshake: 'missing-server-key-exchange', due: 'unexpected_message', instead: { jsse: 'internal_error' } },
  { handshake: 'bad-signature', due: 'decrypt_error', instead: { jsse: 'handshake_failure' } },
  { handshake: 'bad-finished', due: 'decrypt_error' },
]

for (const peer of ['openssl', 'gnutls', 'jsse'] as const) {
  const deliver = (server: ScenarioServer) =>
    runPeer(peer, { port: server.port, version: 'TLSv1.2', suite: SUITE, ca: server.ca, patienceMs: 3000 })
  const serve = (handshake: unknown) =>
    startScenario({ server: { tls: { versions: ['TLSv1.2'], ciphers: [SUITE], handshake } } })
  const heard = (server: ScenarioServer) =>
    server.transcript.flatMap((event) => (event.event === 'tls.alert-received' ? event.name : []))

  for (const { handshake, due, instead } of ENDING) {
    const name = typeof handshake === 'string' ? handshake : Object.keys(handshake as object)[0]
    t.test(
      `${peer} does not deliver behind ${name}`,
      requirePeer(peer, async (t) => {
        await using server = await serve(handshake)
        const result = await deliver(server)
        await server.nextSession()
        t.equal(result.delivered, false, JSON.stringify(result))
        t.match(
          server.transcript.filter(({ event }) => event === 'tls.fault-played'),
          [{ fault: name }],
        )
        const said = instead && peer in instead ? instead[peer] : due
        t.strictSame(heard(server), said === null ? [] : [said])
        t.equal(server.messages.length, 0)
      }),
    )
  }

  t.test(
    `${peer} reads a handshake and replies in records of one byte`,
    requirePeer(peer, async (t) => {
      await using server = await serve('fragment-records')
      t.match(await deliver(server), { delivered: true, version: 'TLSv1.2', suite: SUITE })
      t.equal(server.messages.length, 1)
    }),
  )

  t.test(
    `${peer} does what a HelloRequest asks for, and gives up when it is refused`,
    requirePeer(peer, async (t) => {
      await using server = await serve('hello-request')
      t.match(await deliver(server), { delivered: false, version: 'TLSv1.2' })
      const sent = server.transcript.filter(({ event }) => event === 'tls.alert-sent')
      t.match(sent[0], { level: 'warning', name: 'no_renegotiation' })
      t.equal(server.messages.length, 0)
    }),
  )

  t.test(
    `${peer} tells a bare FIN from an end that was said`,
    requirePeer(peer, async (t) => {
      const tls = { versions: ['TLSv1.2'], ciphers: [SUITE], engine: 'scripted' }
      for (const [fault, end] of [
        [{ handshake: 'no-close-notify' }, 'cut'],
        [{}, 'close_notify'],
      ] as const) {
        await using server = await startScenario({ server: { tls: { ...tls, ...fault } } })
        t.match(await deliver(server), { delivered: true, end })
      }
    }),
  )

  for (const after of ['server-hello', 'server-flight', 'client-key-exchange', 'client-finished', 'handshake']) {
    t.test(
      `${peer} hears an alert behind ${after}`,
      requirePeer(peer, async (t) => {
        await using server = await serve({ alert: 'insufficient_security', after })
        const result = await deliver(server)
        await server.nextSession()
        t.match(result, { delivered: false, alert: alertNumber('insufficient_security') })
        t.match(
          server.transcript.filter(({ event }) => event === 'tls.alert-sent'),
          [{ number: alertNumber('insufficient_security'), level: 'fatal', inferred: false }],
        )
      }),
    )
    t.test(
      `${peer} gives up where the server is silent, closes or sends garbage behind ${after}`,
      requirePeer(peer, async (t) => {
        for (const fault of [
          { hang: true },
          { close: 'fin' },
          { close: 'rst' },
          { garbage: '64B' },
          { plaintext: '500 no' },
        ]) {
          await using server = await serve({ ...fault, after })
          const result = await runPeer(peer, {
            ...{ port: server.port, version: 'TLSv1.2', suite: SUITE, ca: server.ca },
            patienceMs: 'hang' in fault ? 300 : 3000,
          })
          await server.nextSession()
          t.equal(result.delivered, false, JSON.stringify(fault))
          t.match(
            server.transcript.filter(({ event }) => event === 'tls.fault-played'),
            [{ fault: Object.keys(fault)[0] }],
          )
        }
      }),
    )
  }
}

t.test(
  'mbedtls ignores a HelloRequest, as it may',
  requirePeer('mbedtls', async (t) => {
    await using server = await startScenario({
      server: { tls: { versions: ['TLSv1.2'], ciphers: [SUITE], handshake: 'hello-request' } },
    })
    const result = await runPeer('mbedtls', { port: server.port, version: 'TLSv1.2', suite: SUITE, ca: server.ca })
    t.match(result, { delivered: true, end: 'close_notify' })
    t.equal(server.messages.length, 1)
  }),
)
