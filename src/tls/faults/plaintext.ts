// The server answers the ClientHello in plain SMTP, as one does that said 220 without TLS behind it.
import { mapping, optional, required, text } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import type { FaultContext } from '../fault-context.ts'
import { AFTER_DOC, placeShape, takenOverAfter } from '../fault-place.ts'
import { hangUp } from '../hang-up.ts'

const ANSWER = '500 5.5.2 Error: command not recognized'

export const plaintext = handshakeFault({
  name: 'plaintext',
  doc: 'The server answers the ClientHello with a line of text, as one that said 220 without having TLS, then hangs up.',
  options: mapping(
    {
      plaintext: required(text({ says: 'a line of text' }), 'The line, without its end.'),
      after: optional(placeShape, AFTER_DOC),
    },
    'an answer in plain text',
  ),
  bare: { plaintext: ANSWER },
  edit: ({ plaintext, after }, script) =>
    takenOverAfter(script, after, 'plaintext', (context) => play(plaintext, context)),
  play: ({ plaintext }, context) => play(plaintext, context),
})

function play(line: string, { stream, clock, played }: FaultContext): void {
  played(`plain text: ${line}`)
  hangUp(stream, clock, `${line}\r\n`)
}
