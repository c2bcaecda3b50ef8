// Client and server have no group for the key exchange in common.
import { diagnosis } from '../diagnosis.ts'
import { inWords } from '../signs/versions.ts'

export const noCommonGroup = diagnosis({
  id: 'no-common-group',
  rank: 74,
  cause:
    'Client and server have no group (curve) for the key exchange in common. The client offers {client}; the server takes {server}.',
  advice: 'Enable x25519 and secp256r1 on both sides: that is what every current product has.',
  reference: 'RFC 8446 section 4.2.7; RFC 8422',
  looksFor({ first, tls: { groups } }) {
    const session = first.sessions.find((each) => each.first('tls.failed')?.reason === 'no-common-group')
    const hello = session?.first('tls.hello-received')
    if (!session || !hello) return null
    const words = { client: inWords(hello.hello.groups), server: groups ? inWords(groups) : 'others' }
    return { events: [hello, ...session.all('tls.failed')], words }
  },
})
