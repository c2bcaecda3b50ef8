// The first hello offered a new version, its handshake failed, and the client came back with an old one.
import { fellBackToOldTls } from '../../../src/verdict/diagnoses/fell-back-to-old-tls.ts'
import { healthyTranscript, OLD_HELLO, transcript } from '../transcript-builder.ts'
import { askForTls, raw, run, TLS10 } from './real.ts'
import { testDiagnosis } from './suite.ts'

testDiagnosis(fellBackToOldTls, {
  triggers: {
    'first 1.3, then 1.0, as emailgtw does': transcript()
      .session()
      .starttls()
      .hello()
      .failed('broken-by-client')
      .closed()
      .session()
      .tls(OLD_HELLO, { version: 'TLSv1' })
      .mail()
      .quit(),
    'the fallback comes in a later try': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-alert')
      .closed()
      .after(60_000)
      .session()
      .tls(OLD_HELLO, { version: 'TLSv1' })
      .mail()
      .quit(),
    'a client of node:tls that comes back with TLS 1.0': run(
      { scenario: { server: { tls: { versions: ['TLSv1'] } } }, sessions: 2 },
      async (server) => {
        for (const tls of [{}, TLS10]) {
          await raw(async (client) => {
            await askForTls(client)
            await client.starttls({ ...tls, rejectUnauthorized: false }).catch(() => {})
          })(server)
        }
        return undefined
      },
    ),
    'a server that breaks the handshake of whoever offers more': run(
      {
        scenario: { server: { tls: { versions: ['TLSv1', 'TLSv1.2'], intolerant: { above: 'TLSv1' } } } },
        sessions: 2,
      },
      async (server) => {
        for (const tls of [{}, TLS10]) {
          await raw(async (client) => {
            await askForTls(client)
            await client.starttls({ ...tls, rejectUnauthorized: false }).catch(() => {})
          })(server)
        }
        return undefined
      },
    ),
  },
  leaves: {
    'a client that never offered more': transcript().session().tls(OLD_HELLO, { version: 'TLSv1' }).mail().quit(),
    'two clients from two addresses': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-alert')
      .closed()
      .session({ from: '192.0.2.7' })
      .tls(OLD_HELLO, { version: 'TLSv1' })
      .mail()
      .quit(),
    'from 1.3 down to 1.2': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-alert')
      .closed()
      .session()
      .tls({ versions: ['TLSv1.2'] }, { version: 'TLSv1.2' })
      .mail()
      .quit(),
    'a client of today': healthyTranscript(),
  },
})
