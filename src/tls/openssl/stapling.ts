// OCSP answers that are stapled to the handshake (RFC 6066 section 8). Node asks a server for them, and only one of its own.
import { createServer, type Server } from 'node:tls'

/** A server that never listens: as `server` of a TLSSocket it hands out this answer to clients that ask for one. */
export function stapler(response: Buffer): Server {
  return createServer().on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, response))
}
