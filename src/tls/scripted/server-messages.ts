// What a server says in a handshake.
import type { CertificateList } from '../wire/handshake/certificate.ts'
import type { CertificateRequest } from '../wire/handshake/certificate-request.ts'
import type { ServerHello } from '../wire/handshake/server-hello.ts'
import type { ServerKeyExchange } from '../wire/handshake/server-key-exchange.ts'

/** The messages of a server with their fields; null: the message has none. */
export interface ServerMessages {
  'hello-request': null
  'server-hello': ServerHello
  certificate: CertificateList
  'certificate-status': Buffer
  'server-key-exchange': ServerKeyExchange
  'certificate-request': CertificateRequest
  'server-hello-done': null
  finished: Buffer
}
