// The server demands a certificate of the client, and none came.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn, textOf } from '../signs/exchanges.ts'

export const clientCertificateMissing = diagnosis({
  id: 'client-certificate-missing',
  rank: 83,
  cause: 'The server demands a certificate of the client, and the client showed none. {told}',
  advice:
    'On the client: configure a certificate with its key and let it offer it (SEG: "Inbound Security (TLS)" holds it, Sender, "Outbound Security (TLS)" offers it; ' +
    'Exchange: TlsCertificateName on the send connector; Postfix: smtp_tls_chain_files; curl: --cert and --key). ' +
    'On the server: ask for one without requiring it where it is not needed.',
  reference: 'RFC 8446 section 4.3.2; Trustwave, outbound TLS troubleshooting',
  looksFor({ first }) {
    const refused = first.all('tls.client-certificate-refused').filter(({ problem }) => problem === 'MISSING')
    const said = refusalsIn(first).filter(({ reply }) => /no client certificate presented/i.test(textOf(reply)))
    const events = [...refused, ...said.map(({ reply }) => reply)]
    const told = refused[0]?.by === 'handshake' ? IN_HANDSHAKE : said.length > 0 ? BY_REPLY : BY_CLOSE
    return events.length > 0 ? { events, words: { told } } : null
  },
})

const IN_HANDSHAKE =
  'Up to TLS 1.2 it sees a failed handshake; on TLS 1.3 its own handshake is done and the connection is lost at its first command.'
const BY_REPLY = 'The server says so in its first reply inside TLS.'
const BY_CLOSE = 'The server closes without an alert.'
