// Acts of a client that compares what a server shows with its TLSA records, as RFC 6698 section 2.1 says.
import { createHash, X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate } from 'node:tls'
import { type Act, act, hello, meet, secure, sendMail, TLS12 } from './play.ts'

/** The client sends where the server's key, and that of its root, are in the records; else it leaves. */
export function comparesRecords(title: string, matching: readonly string[]): Act {
  return act(title, async (t, server) => {
    const records = await server.tlsa()
    t.same([...new Set(records.map(({ usage, selector, matching }) => `${usage} ${selector} ${matching}`))].sort(), [
      '2 1 1',
      '3 1 1',
    ])
    for (const { owner } of records) t.equal(owner, `_${server.port}._tcp.smtp.test.`)
    const before = server.messages.length
    await meet(server, async (client) => {
      await hello(client)
      await secure(client, { ca: server.ca, ...TLS12 })
      const shown = chainOf(client.tls?.getPeerCertificate(true)).map(digestOf)
      const found = records.filter(({ usage, data }) => (usage === 3 ? shown[0] === data : shown.includes(data)))
      t.same(found.map(({ usage, key }) => `${usage} ${key}`).sort(), matching)
      if (matching.length > 0) await sendMail(client)
    })
    t.equal(server.messages.length - before, matching.length > 0 ? 1 : 0)
  })
}

/** The certificates from the server's own up to the root. */
function chainOf(certificate: DetailedPeerCertificate | undefined): Buffer[] {
  if (!certificate?.raw) return []
  const { raw, fingerprint256, issuerCertificate } = certificate
  return issuerCertificate.fingerprint256 === fingerprint256 ? [raw] : [raw, ...chainOf(issuerCertificate)]
}

function digestOf(certificate: Buffer): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('hex')
}
