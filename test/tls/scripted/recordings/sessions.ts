// Sessions that JSSE (OpenJDK 17) had with itself, byte by byte, in every version and with every kind of cipher that it has.
//
// Made with a key and a certificate of 512 bits, which an EXPORT suite takes as they are:
//   openssl req -x509 -newkey rsa:512 -nodes -keyout server-key.pem -out server.pem -subj /CN=smtp.test
//   javac RecordSessions.java
//   java -Djava.security.properties=test/clients/peers/programs/everything-allowed.security
//     -Djdk.tls.client.enableSessionTicketExtension=false -Djdk.tls.server.enableSessionTicketExtension=false
//     --add-opens java.base/sun.security.ssl=ALL-UNNAMED
//     RecordSessions server.pem server-key.pem SSLv3:TLS_RSA_WITH_RC4_128_MD5 ... > sessions.json
import { readFileSync } from 'node:fs'
import type { WireSession } from '../wire-session.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

/** What it was made with: the premaster secret of each session is encrypted to it. */
export const SERVER_KEY = read('server-key.pem')

/** What each session says inside TLS. */
export const SAID = { toServer: 'EHLO client.test\r\nQUIT\r\n', toClient: '250 smtp.test\r\n221 2.0.0 Bye\r\n' }

export const SESSIONS: readonly WireSession[] = (JSON.parse(read('sessions.json')) as Record<string, string>[]).map(
  ({ protocol = '', suite = '', master = '', toServer = '', toClient = '' }) => ({
    version: protocol,
    suite,
    master: Buffer.from(master, 'hex'),
    toServer: Buffer.from(toServer, 'hex'),
    toClient: Buffer.from(toClient, 'hex'),
  }),
)
