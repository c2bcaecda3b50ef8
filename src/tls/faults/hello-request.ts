// The server asks for a second handshake.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { behind } from '../scripted/script.ts'

export const helloRequest = handshakeFault({
  name: 'hello-request',
  doc: 'The server asks for another handshake once the first is done (RFC 5246 section 7.4.1.1). A client may ignore it or refuse with no_renegotiation; one that does as asked is refused itself, on which most stacks give up.',
  options: mapping({ 'hello-request': required(switchedOn, 'Switched on.') }, 'a HelloRequest'),
  bare: { 'hello-request': true as const },
  edit: (_options, script) =>
    behind(script, 'handshake', {
      name: 'fault',
      do: (conversation) => {
        conversation.played('hello-request', 'a HelloRequest behind the handshake')
        conversation.send('hello-request', null)
      },
    }),
})
