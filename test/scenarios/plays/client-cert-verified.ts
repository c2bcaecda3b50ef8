// client-cert-verified: each fault of the certificate has its words.
import type { ScenarioServer } from '../../../src/index.ts'
import { type Act, act, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'
import { refusedInClear } from '../policy-acts.ts'

type Wanted = NonNullable<Parameters<ScenarioServer['clientCertificate']>[0]>

/** A client with this certificate, or without one, is let in by TLS and by nothing else. */
function isTold(words: string, wanted: Wanted | null, reply: string): Act {
  return act(`a client ${words} is told so`, async (t, server) => {
    const { cert, key } = wanted ? await server.clientCertificate(wanted) : {}
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      const own = cert && key ? { cert, key } : {}
      const lines = await secure(client, { ca: server.ca, ...TLS12, ...own })
      t.same(lines.slice(1), ['250 ENHANCEDSTATUSCODES'], 'EHLO lists nothing else')
      await client.asks('MAIL FROM:<anna@example.com>', reply)
      await client.asks('RCPT TO:<bob@example.org>', reply)
      await client.asks('QUIT', '221 *')
      await client.hearsEnd('fin')
    })
    t.equal(server.messages.length, before)
  })
}

const PARTNER = { name: 'gw.partner.example' }

export const play: Play = [
  isTold('without a certificate', null, '503 5.7.0 not authenticated'),
  isTold(
    'with a certificate of another authority',
    { ...PARTNER, fault: 'untrusted-root' },
    '503 5.7.0 Cert Issuer /CN=smtp-simulator untrusted test CA does not match /CN=smtp-simulator test CA',
  ),
  isTold(
    'with another name',
    { name: 'mx.elsewhere.example' },
    '503 5.7.0 CN mx.elsewhere.example does not match gw.partner.example',
  ),
  isTold('with a certificate that has expired', { ...PARTNER, fault: 'expired' }, '503 5.7.0 authentication failed'),
  isTold('with one for servers', { ...PARTNER, fault: 'server-purpose' }, '503 5.7.0 authentication failed'),
  refusedInClear(['MAIL FROM:<anna@example.com>'], ['503 5.7.0 other side does not support STARTTLS']),
  ...[TLS12, TLS13].map((version) =>
    act(`the partner sends at ${version.maxVersion}`, async (t, server) => {
      const { cert, key } = await server.clientCertificate(PARTNER)
      await meet(server, async (client) => {
        await hello(client)
        t.ok((await secure(client, { ca: server.ca, ...version, cert, key })).includes('250-AUTH LOGIN PLAIN'))
        await sendMail(client)
      })
      t.match(server.messages.at(-1), { secured: true })
    }),
  ),
]
