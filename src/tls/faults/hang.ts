// The server says nothing more inside the handshake.
import { byKind, duration, mapping, optional, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import type { FaultContext } from '../fault-context.ts'
import { AFTER_DOC, PLACE_NAMES, type Place, placeShape, takenOverAfter } from '../fault-place.ts'

export const hang = handshakeFault({
  name: 'hang',
  doc: 'The server says nothing more inside the handshake. `hang: 5s` closes after that time; the bare name leaves it to the client.',
  options: mapping(
    {
      hang: required(byKind({ text: duration(), flag: switchedOn }), 'How long until the server closes; true: never.'),
      after: optional(placeShape, AFTER_DOC),
    },
    'a hanging handshake',
  ),
  bare: { hang: true as const },
  edit: ({ hang, after }, script) => takenOverAfter(script, after, 'hang', (context) => play(hang, after, context)),
  play: ({ hang, after }, context) => play(hang, after, context),
})

function play(forMs: number | true, after: Place = 'client-hello', { stream, clock, played }: FaultContext): void {
  // Read on, or the client's FIN would never be noticed.
  stream.on('end', () => stream.destroy()).resume()
  if (typeof forMs !== 'number') return void played(`no answer to ${PLACE_NAMES[after]}`)
  played(`no answer to ${PLACE_NAMES[after]}, closed after ${forMs} ms`)
  stream.once(
    'close',
    clock.after(forMs, () => stream.destroy()),
  )
}
