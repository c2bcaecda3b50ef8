// The first flight of a real TLS client, without a server.
import { Duplex } from 'node:stream'
import * as tls from 'node:tls'

export function clientHello(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read() {}, write: (bytes: Buffer) => resolve(bytes) })
    tls.connect({ socket: wire, servername }).on('error', () => {})
  })
}
