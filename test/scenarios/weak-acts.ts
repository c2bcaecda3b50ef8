// Acts that the scenarios about weak suites share.
import type { SecureVersion } from 'node:tls'
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
