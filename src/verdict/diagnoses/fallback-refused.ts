// The client marked its hello as a fallback, and the server could do better.
import { diagnosis } from '../diagnosis.ts'

export const fallbackRefused = diagnosis({
  id: 'fallback-refused',
  rank: 90,
  cause:
    'The client came back with an older version and said so (TLS_FALLBACK_SCSV); the server speaks a newer one and refuses the fallback.',
  advice:
    'Find out why the earlier handshake with the newer version failed: a network fault, a device on the path, or a mismatch. ' +
    'On the client, turn the fallback off.',
  reference: 'RFC 7507 section 3',
  looksFor({ first }) {
    const hello = first.all('tls.hello-received').find((each) => each.hello.fallbackScsv)
    const alert = first.all('tls.alert-sent').find(({ name }) => name === 'inappropriate_fallback')
    return hello && alert ? { events: [hello, alert] } : null
  },
})
