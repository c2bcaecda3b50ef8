// One TLS handshake over loopback: what a client makes of the credentials of a server.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ConnectionOptions, connect, createServer, type TlsOptions } from 'node:tls'
import type { Credential } from '../../src/ca/certificate.ts'

export interface Seen {
  /** Node's code of what is wrong with the server's certificate, OpenSSL's words where it has none, or `authorized`. */
  verdict: string
  /** The client's suite by its OpenSSL name, the common name of the certificate it was shown, and its TLS version. */
  cipher?: string
  commonName?: string
  version?: string | null
  /** What the server thinks of the client's certificate, where it asked for one. */
  clientVerdict?: string
}

/** The client dials `localhost`; the server takes everything that OpenSSL still can. */
export async function handshake(
  credentials: readonly Credential[],
  client: ConnectionOptions,
  server: TlsOptions = {},
): Promise<Seen> {
  const listener = createServer({ ...serverOptions(credentials), ...server })
  const clientVerdict = new Promise<string>((resolve) => {
    listener.on('secureConnection', (socket) => {
      socket.on('error', () => {})
      resolve(socket.authorized ? 'authorized' : String(socket.authorizationError))
      socket.end('220 smtp.test\r\n')
    })
  })
  listener.on('tlsClientError', () => {})
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...client })
  try {
    await once(socket, 'secureConnect')
    return {
      verdict: socket.authorized ? 'authorized' : String(socket.authorizationError),
      cipher: socket.getCipher().name,
      commonName: String(socket.getPeerCertificate().subject.CN),
      version: socket.getProtocol(),
      ...(server.requestCert && { clientVerdict: await clientVerdict }),
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { verdict: code === undefined || code === 'UNSPECIFIED' ? message : code }
  } finally {
    socket.destroy()
    listener.close()
  }
}

function serverOptions(credentials: readonly Credential[]): TlsOptions {
  const ciphers = 'DEFAULT:@SECLEVEL=0'
  const [first] = credentials
  if (first && 'pfx' in first) {
    return { ciphers, pfx: first.pfx, ...(first.passphrase !== undefined && { passphrase: first.passphrase }) }
  }
  const pems = credentials.filter((credential) => 'keyPem' in credential)
  return { ciphers, cert: pems.map((pem) => pem.certificatePem), key: pems.map((pem) => pem.keyPem) }
}
