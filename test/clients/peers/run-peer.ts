// Runs a peer: its texts become files, its defaults are filled in.
import { requireClient } from '../client.ts'
import { RECIPIENT, SENDER } from '../mailers.ts'
import { fileWith } from './folder.ts'
import { gnutls } from './gnutls.ts'
import { go } from './go.ts'
import { jsse } from './jsse.ts'
import { mbedtls } from './mbedtls.ts'
import { messageOf } from './message.ts'
import { openssl } from './openssl.ts'
import { CannotError, type Delivery, PEER_VERSIONS, type Peer, type PeerName, type PeerResult } from './peer.ts'

const PROGRAMS: Readonly<Record<PeerName, Peer>> = { jsse, gnutls, openssl, go, mbedtls }

/** Delivers one mail with one stack. Resolves with what came of it, whatever the server did. */
export async function runPeer(peer: PeerName, delivery: Delivery): Promise<PeerResult> {
  if (delivery.sslv2Hello && peer !== 'jsse') throw new CannotError('no hello in the frame of SSLv2')
  const { version, upTo = version, suite, ca, clientCertificate } = delivery
  return PROGRAMS[peer]({
    host: delivery.host ?? 'localhost',
    port: delivery.port,
    name: 'localhost',
    versions: PEER_VERSIONS.slice(PEER_VERSIONS.indexOf(version), PEER_VERSIONS.indexOf(upTo) + 1),
    suites: [suite].flat(),
    sender: SENDER,
    recipient: RECIPIENT,
    messageFile: fileWith(messageOf(delivery.bodyBytes)),
    caFile: ca === undefined ? null : fileWith(ca),
    certFile: clientCertificate ? fileWith(clientCertificate.cert) : null,
    keyFile: clientCertificate ? fileWith(clientCertificate.key) : null,
    patienceMs: delivery.patienceMs ?? 10_000,
    sslv2Hello: delivery.sslv2Hello ?? false,
  })
}

/** What must be installed for a peer. */
const CLIENTS = { jsse: 'jsse', gnutls: 'gnutls-cli', openssl: 'openssl', go: 'go', mbedtls: 'mbedtls' } as const

/** A test body that needs this peer: without it skipped, under CI=true failed. */
export function requirePeer(
  peer: PeerName,
  body: Parameters<typeof requireClient>[1],
): ReturnType<typeof requireClient> {
  return requireClient(CLIENTS[peer], body)
}
