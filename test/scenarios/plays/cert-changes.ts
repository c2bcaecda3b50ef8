// cert-changes: the same name and authority, another certificate and key from the second session on.
import type { PeerCertificate } from 'node:tls'
import type { ScenarioServer } from '../../../src/index.ts'
import { acceptedByNodemailer } from '../certificate-acts.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS12 } from '../play.ts'

/** One mail, and the certificate that the server showed. */
async function shown(server: ScenarioServer): Promise<PeerCertificate> {
  let certificate: PeerCertificate | undefined
  await meet(server, async (client) => {
    await hello(client)
    await secure(client, { ca: server.ca, ...TLS12 })
    certificate = client.tls?.getPeerCertificate()
    await sendMail(client)
  })
  if (!certificate) throw new Error('no certificate was shown')
  return certificate
}

export const play: Play = [
  act('a client that remembers a fingerprint sees another one in its second session', async (t, server) => {
    const [first, second, third] = [await shown(server), await shown(server), await shown(server)]
    t.not(first.fingerprint256, second.fingerprint256)
    t.equal(second.fingerprint256, third.fingerprint256, 'that stays')
    t.not(first.pubkey?.toString('hex'), second.pubkey?.toString('hex'), 'a new key')
    const daysLeft = ({ valid_to }: PeerCertificate) => (Date.parse(valid_to) - Date.now()) / 86_400_000
    t.ok(daysLeft(first) < 1.1 && daysLeft(second) > 89)
    t.equal(server.messages.length, 3)
  }),
  ...acceptedByNodemailer(),
]
