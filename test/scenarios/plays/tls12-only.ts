// tls12-only: older versions fail in the handshake, by name.
import {
  act,
  failsToSecure,
  hello,
  meet,
  type Play,
  secure,
  sendMail,
  TLS10,
  TLS12,
  TLS12_OR_13,
  TLS13,
} from '../play.ts'

export const play: Play = [
  ...[TLS10, { ...TLS10, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const, TLS13].map((version) =>
    act(`a client that can only ${version.maxVersion} is refused with protocol_version`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        t.match(await failsToSecure(client, { ca: server.ca, ...version }), /alert number 70/)
      })
      const alerts = server.transcript.filter(({ event }) => event === 'tls.alert-sent')
      t.match(alerts.at(-1), { number: 70, name: 'protocol_version' })
      t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'no-common-version' })
    }),
  ),
  ...[['TLS 1.2 only', TLS12] as const, ['TLS 1.2 and 1.3', TLS12_OR_13] as const].map(([words, version]) =>
    act(`a client that offers ${words} sends at TLS 1.2`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        await secure(client, { ca: server.ca, ...version })
        t.equal(client.tls?.getProtocol(), 'TLSv1.2')
        await sendMail(client)
      })
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
]
