// cert-wrong-host-address: what is dialled decides.
import { sendsUnchecked } from '../certificate-acts.ts'
import { refuseCertificateByNodemailer } from '../nodemailer-acts.ts'
import { act, hello, meet, type Play, secure, sendMail, TLS12, TLS13 } from '../play.ts'

export const play: Play = [
  ...refuseCertificateByNodemailer(/Host: localhost\. is not in the cert's altnames/),
  ...[TLS12, TLS13].map((version) =>
    act(`a client that has dialled the address accepts the certificate at ${version.maxVersion}`, async (t, server) => {
      const before = server.messages.length
      await meet(server, async (client) => {
        await hello(client)
        // An address is no server name (RFC 6066 section 3).
        await secure(client, { ca: server.ca, ...version, servername: '', host: '127.0.0.1' })
        t.equal(client.tls?.authorized, true)
        await sendMail(client)
      })
      t.equal(server.messages.length, before + 1)
    }),
  ),
  sendsUnchecked('ERR_TLS_CERT_ALTNAME_INVALID'),
]
