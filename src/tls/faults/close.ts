// The server takes the ClientHello and hangs up.
import { mapping, oneOf, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { hangUp } from '../hang-up.ts'

export const close = handshakeFault({
  name: 'close',
  doc: 'The server takes the ClientHello and hangs up, with FIN or with RST.',
  options: mapping({ close: required(oneOf(['fin', 'rst']), 'How the connection ends.') }, 'a closed handshake'),
  bare: { close: 'fin' as const },
  engines: ['openssl', 'scripted'],
  play({ close: how }, { stream, clock, played, reset }) {
    played(how === 'fin' ? 'closed after the ClientHello' : 'reset after the ClientHello')
    if (how === 'rst') return reset()
    hangUp(stream, clock)
  },
})
