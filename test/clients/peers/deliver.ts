// One delivery by hand, against a server that runs somewhere:
//   tsx test/clients/peers/deliver.ts jsse localhost:2525 TLSv1 TLS_RSA_WITH_RC4_128_SHA --ca ca.pem
// Prints the result as one line of JSON. Exit code 0: the mail was accepted inside TLS.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { PEER_VERSIONS, PEERS, type PeerName, type PeerVersion } from './peer.ts'
import { runPeer } from './run-peer.ts'

const USAGE = `deliver.ts ${PEERS.join('|')} HOST:PORT ${PEER_VERSIONS.join('|')} SUITE[,SUITE]
  [--up-to VERSION] [--ca FILE] [--cert FILE --key FILE] [--body BYTES] [--sslv2-hello]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'up-to': { type: 'string' },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    body: { type: 'string' },
    'sslv2-hello': { type: 'boolean' },
  },
})
const [peer, address, version, suites] = positionals
const at = address?.lastIndexOf(':') ?? -1
if (!isOne(PEERS, peer) || !isOne(PEER_VERSIONS, version) || !address || at < 0 || !suites) {
  console.error(USAGE)
  process.exit(2)
}
const { cert, key } = values
const result = await runPeer(peer satisfies PeerName, {
  host: address.slice(0, at),
  port: Number(address.slice(at + 1)),
  version,
  suite: suites.split(','),
  ...(isOne(PEER_VERSIONS, values['up-to']) && { upTo: values['up-to'] satisfies PeerVersion }),
  ...(values.ca !== undefined && { ca: readFileSync(values.ca, 'utf8') }),
  ...(cert && key && { clientCertificate: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } }),
  ...(values.body !== undefined && { bodyBytes: Number(values.body) }),
  ...(values['sslv2-hello'] && { sslv2Hello: true }),
})
console.log(JSON.stringify(result))
process.exitCode = result.delivered ? 0 : 1

function isOne<Name extends string>(names: readonly Name[], name: string | undefined): name is Name {
  return (names as readonly (string | undefined)[]).includes(name)
}
