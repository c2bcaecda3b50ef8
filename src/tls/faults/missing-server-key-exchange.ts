// The server leaves out the message with its key.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { replaced } from '../scripted/script.ts'

export const missingServerKeyExchange = handshakeFault({
  name: 'missing-server-key-exchange',
  doc: 'The server leaves out the ServerKeyExchange. A client stops with unexpected_message (RFC 5246 section 7.4.3). Needs suites with ephemeral keys.',
  options: mapping(
    { 'missing-server-key-exchange': required(switchedOn, 'Switched on.') },
    'a missing ServerKeyExchange',
  ),
  bare: { 'missing-server-key-exchange': true as const },
  edit: (_options, script) =>
    replaced(script, 'server-key-exchange', () => [
      {
        name: 'fault',
        do: (conversation) => conversation.played('missing-server-key-exchange', 'no ServerKeyExchange'),
      },
    ]),
})
