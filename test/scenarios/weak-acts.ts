// Acts that the scenarios about weak suites share.
import type { SecureVersion } from 'node:tls'
import type { ScenarioServer } from '../../src/index.ts'
import { type OldClientOptions, shakeHandsAsOldClient } from '../old-client.ts'
import type { RawClient } from '../raw-client.ts'
import { type Act, act, failsToSecure, hello, meet, secure, sendMail, TLS12_OR_13 } from './play.ts'

/** A client of today finds no suite in common. */
export const refusedToday: Act = act('a client of today has no suite in common', async (t, server) => {
  await meet(server, async (client) => {
    await hello(client)
    t.match(await failsToSecure(client, { ca: server.ca, ...TLS12_OR_13 }), /alert number 40/)
  })
  t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'no-common-suite' })
  t.match(server.transcript.filter(({ event }) => event === 'tls.alert-sent').at(-1), { number: 40 })
})

/** A client that offers one weak suite, and nothing else, sends. `bits` is what the suite is worth. */
export function sendsWith(suite: string, openssl: string, version: SecureVersion, bits: number): Act {
  return act(`a client that offers ${suite} at ${version} sends`, async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, {
        ca: server.ca,
        minVersion: version,
        maxVersion: version,
        ciphers: `${openssl}:@SECLEVEL=0`,
        // Anonymous suites come without a certificate.
        rejectUnauthorized: !suite.includes('_anon_'),
      })
      t.equal(client.tls?.getCipher().standardName, suite)
      await sendMail(client)
    })
    t.match(server.transcript.filter(({ event }) => event === 'tls.established').at(-1), { suite, version, bits })
    t.match(server.messages.at(-1), { secured: true })
  })
}

/** A client of today finds no version in common. */
export const tooOldForToday: Act = act('a client of today has no version in common', async (t, server) => {
  await meet(server, async (client) => {
    await hello(client)
    // SSL 3.0 has no such alert: it goes out as handshake_failure there.
    t.match(await failsToSecure(client, { ca: server.ca, ...TLS12_OR_13 }), /alert number 70/)
  })
  t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'no-common-version' })
  t.match(server.transcript.filter(({ event }) => event === 'tls.alert-sent').at(-1), { number: 70 })
})

/** STARTTLS, the handshake of an old client, and EHLO again. */
export async function secureAsOldClient(client: RawClient, options: OldClientOptions): Promise<void> {
  await client.asks('STARTTLS', '220 *')
  await client.secures((socket) => shakeHandsAsOldClient(socket, options))
  await client.asks('EHLO client.test', '250 *')
}

/** An old client that offers one suite, which Node has no more, sends. */
export function oldClientSendsWith(suite: string, version: OldClientOptions['version'], bits: number): Act {
  return act(`an old client that offers ${suite} at ${version} sends`, async (t, server) => {
    await meet(server, async (client) => {
      await hello(client)
      await secureAsOldClient(client, { version, suites: [suite] })
      await sendMail(client)
    })
    t.match(lastEstablished(server), { suite, version, bits })
    t.match(server.messages.at(-1), { secured: true })
  })
}

export function lastEstablished(server: ScenarioServer) {
  return server.transcript.filter(({ event }) => event === 'tls.established').at(-1)
}

const DHE = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

/** The length of the group decides: a client that takes any sends, one with a limit breaks off. */
export function judgedByGroup(bits: number): Act[] {
  const suite = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'
  return [
    act(`an old client takes the group of ${bits} bits and sends`, async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        await secureAsOldClient(client, { version: 'TLSv1.2', suites: [suite] })
        await sendMail(client)
      })
      t.match(lastEstablished(server), { suite, bits: 128 })
      t.match(server.messages, [{ secured: true }])
    }),
    act('a client that takes no group below 2048 bits breaks off', async (t, server) => {
      await meet(server, async (client) => {
        await hello(client)
        // Level 2 of OpenSSL, the default of Debian, wants 112 bits of security everywhere.
        const ciphers = 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=2'
        t.match(await failsToSecure(client, { ca: server.ca, ...DHE, ciphers }), /dh key too small|modulus too small/)
      })
      t.match(server.transcript.filter(({ event }) => event === 'tls.failed').at(-1), { reason: 'client-alert' })
      t.equal(server.messages.length, 1, 'still the one from before')
    }),
  ]
}
