// The server ends the connection without saying so inside TLS.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { behind } from '../scripted/script.ts'

export const noCloseNotify = handshakeFault({
  name: 'no-close-notify',
  doc: 'The server ends with a bare FIN, after handshake and mail went well. A client must not take that for the end of what was said (RFC 5246 section 7.2.1).',
  options: mapping({ 'no-close-notify': required(switchedOn, 'Switched on.') }, 'a missing close_notify'),
  bare: { 'no-close-notify': true as const },
  edit: (_options, script) =>
    behind(script, 'handshake', {
      name: 'fault',
      do: (conversation) => {
        conversation.played('no-close-notify', 'the end will be a bare FIN')
        conversation.saysGoodbye = false
      },
    }),
})
