// The random of the ServerHello says that the server would have spoken a newer version.
import { mapping, oneOf, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { behind } from '../scripted/script.ts'

/** RFC 8446 section 4.1.3: the last eight bytes, as a server of TLS 1.3 sends them with TLS 1.2, and with an older one. */
const SENTINELS = { 'TLSv1.2': '444f574e47524401', 'TLSv1.1': '444f574e47524400' } as const

export const downgradeSentinel = handshakeFault({
  name: 'downgrade-sentinel',
  doc: 'The server ends its random as one does that speaks more than it agreed to (RFC 8446 section 4.1.3). A client that offered more stops with illegal_parameter: somebody on the way has weakened its hello.',
  options: mapping(
    {
      'downgrade-sentinel': required(
        oneOf(['TLSv1.2', 'TLSv1.1']),
        'TLSv1.2: as a TLS 1.3 server that was made to speak TLS 1.2; TLSv1.1: TLS 1.1 or older.',
      ),
    },
    'a downgrade sentinel',
  ),
  bare: { 'downgrade-sentinel': 'TLSv1.2' as const },
  edit: ({ 'downgrade-sentinel': version }, script) =>
    behind(script, 'begin', {
      name: 'fault',
      do: (conversation) => {
        conversation.played('downgrade-sentinel', `the random of the ServerHello ends as for ${version}`)
        Buffer.from(SENTINELS[version], 'hex').copy(conversation.randoms.server, 24)
      },
    }),
})
