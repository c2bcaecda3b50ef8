// The server answers the ClientHello in plain SMTP, as one does that said 220 without TLS behind it.
import { mapping, required, text } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { hangUp } from '../hang-up.ts'

const ANSWER = '500 5.5.2 Error: command not recognized'

export const plaintext = handshakeFault({
  name: 'plaintext',
  doc: 'The server answers the ClientHello with a line of text, as one that said 220 without having TLS, then hangs up.',
  options: mapping(
    { plaintext: required(text({ says: 'a line of text' }), 'The line, without its end.') },
    'an answer in plain text',
  ),
  bare: { plaintext: ANSWER },
  engines: ['openssl', 'scripted'],
  play({ plaintext: line }, { stream, clock, played }) {
    played(`plain text: ${line}`)
    hangUp(stream, clock, `${line}\r\n`)
  },
})
