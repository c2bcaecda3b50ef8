// The client hung up while a reply was on its way.
import { clientDidNotWait } from '../../../src/verdict/diagnoses/client-did-not-wait.ts'
import { transcript } from '../transcript-builder.ts'
import { nodemail, raw, run } from './real.ts'
import { testDiagnosis } from './suite.ts'

const SLOW = { server: { rules: [{ on: 'MAIL', delay: '30s' }] } }
const FAIRLY_SLOW = { server: { rules: [{ on: 'MAIL', delay: '20ms' }] } }

testDiagnosis(clientDidNotWait, {
  triggers: {
    'a client that closes its side while it should wait': run(
      { scenario: SLOW },
      raw(async (client) => {
        await client.hears('220 *')
        await client.asks('EHLO client.test', '250 *')
        await client.says('MAIL FROM:<a@b>')
        client.ends()
        await client.hearsAll()
      }),
    ),
    'the reply came too late for it': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .hears('250 2.1.0 Ok', { rule: 'server.rules[0]', hurried: true })
      .closed(),
    'it hung up before the reply': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .closed(),
    'a slow path still had the certificate': transcript()
      .session()
      .starttls()
      .hello()
      .failed('client-closed')
      .event('session.closed', { by: 'client', how: 'rst', undelivered: true, bytesReceived: 500, bytesSent: 300 }),
    'it hung up in the middle of a reply that a slow path let through byte by byte': run(
      { scenario: { path: [{ slice: { size: '1B', every: '20ms', toward: 'client' } }] } },
      raw(async (client) => {
        await client.hears('220 *')
        await client.says('EHLO client.test')
        // The first bytes of many.
        await client.hearsBytes('250-smtp.test')
        client.resets()
      }),
    ),
    'it was tired of waiting for the greeting, and said QUIT': transcript()
      .slowlyGreeted(6)
      .asks('QUIT', '221 2.0.0 Bye')
      .closed(),
  },
  leaves: {
    'it spoke too early, and to the end': transcript().slowlyGreeted(24).ehlo().quit(),
    'it said QUIT and did not wait for the last byte of the TLS under it': transcript()
      .session()
      .tls()
      .mail()
      .asks('QUIT', '221 2.0.0 Bye')
      .event('session.closed', { by: 'client', how: 'fin', undelivered: true, bytesReceived: 500, bytesSent: 500 }),
    'it left at the end of the handshake': transcript()
      .session()
      .starttls()
      .hello()
      .established()
      .event('session.closed', { by: 'client', how: 'fin', undelivered: true, bytesReceived: 500, bytesSent: 900 }),
    'it has ended its side, and still reads': run(
      { scenario: SLOW },
      raw(async (client) => {
        await client.hears('220 *')
        await client.sends('EHLO client.test\r\nMAIL FROM:<a@b>\r\nQUIT\r\n')
        client.ends()
        await client.hearsAll()
      }),
    ),
    'it waited for a slow reply': run({ scenario: FAIRLY_SLOW }, nodemail()),
    'it waited': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .hears('250 2.1.0 Ok')
      .quit(),
    'the server hung up': transcript()
      .session()
      .tls()
      .says('MAIL FROM:<a@client.test>')
      .event('smtp.reply-held', { ms: 30000, secured: true, rule: 'server.rules[0]' })
      .closed('server'),
  },
})
