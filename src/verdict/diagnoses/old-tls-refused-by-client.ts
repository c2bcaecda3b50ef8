// The client offers nothing but old TLS, and its own library breaks the handshake off.
import { diagnosis } from '../diagnosis.ts'
import { offersOnlyOld, versionList } from '../signs/versions.ts'

export const oldTlsRefusedByClient = diagnosis({
  id: 'old-tls-refused-by-client',
  rank: 58,
  cause:
    'The client offers only {versions}, and broke the handshake off itself with the alert {alert}: its TLS library no longer allows what this version needs.',
  advice:
    'On the client: let it speak TLS 1.2 or later. To play a client of the past with a library of today, lower what the library asks for: ' +
    "OpenSSL 3 takes TLS 1.0 and 1.1 at security level 0 only (swaks: --tls-cipher 'DEFAULT@SECLEVEL=0'; curl: --ciphers 'DEFAULT@SECLEVEL=0'; openssl: -cipher 'DEFAULT@SECLEVEL=0').",
  reference: 'RFC 8996; OpenSSL SSL_CTX_set_security_level(3)',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const hello = session.first('tls.hello-received')
      if (!hello || !offersOnlyOld(hello.hello) || session.first('tls.established')) continue
      const alert = session.all('tls.alert-received').find(({ name }) => OF_THE_LIBRARY.includes(name))
      if (!alert || session.first('tls.fault-played')) continue
      return { events: [hello, alert], words: { versions: versionList(hello.hello.versions), alert: alert.name } }
    }
    return null
  },
})

/** What libraries say of a step that their own settings forbid; the alerts of a certificate say something else. */
const OF_THE_LIBRARY = ['internal_error', 'handshake_failure', 'insufficient_security']
