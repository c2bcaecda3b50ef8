// The server hangs up inside the handshake.
import { mapping, oneOf, optional, required } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import type { FaultContext } from '../fault-context.ts'
import { AFTER_DOC, PLACE_NAMES, type Place, placeShape, takenOverAfter } from '../fault-place.ts'
import { hangUp } from '../hang-up.ts'

export const close = handshakeFault({
  name: 'close',
  doc: 'The server hangs up inside the handshake, with FIN or with RST.',
  options: mapping(
    {
      close: required(oneOf(['fin', 'rst']), 'How the connection ends.'),
      after: optional(placeShape, AFTER_DOC),
    },
    'a closed handshake',
  ),
  bare: { close: 'fin' as const },
  edit: ({ close, after }, script) => takenOverAfter(script, after, 'close', (context) => play(close, after, context)),
  play: ({ close, after }, context) => play(close, after, context),
})

function play(how: 'fin' | 'rst', after: Place = 'client-hello', { stream, clock, played, reset }: FaultContext): void {
  played(`${how === 'fin' ? 'closed' : 'reset'} after ${PLACE_NAMES[after]}`)
  if (how === 'rst') return void reset()
  hangUp(stream, clock)
}
