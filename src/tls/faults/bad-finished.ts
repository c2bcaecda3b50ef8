// The Finished of the server does not fit the handshake.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { changed } from '../scripted/script.ts'

export const badFinished = handshakeFault({
  name: 'bad-finished',
  doc: 'The server sends a Finished that does not fit the handshake. A client stops with decrypt_error (RFC 5246 section 7.4.9).',
  options: mapping({ 'bad-finished': required(switchedOn, 'Switched on.') }, 'a wrong Finished'),
  bare: { 'bad-finished': true as const },
  edit: (_options, script) =>
    changed(script, 'finished', (verifyData, conversation) => {
      conversation.played('bad-finished', 'the first byte of the Finished is wrong')
      return Buffer.concat([Buffer.from([(verifyData[0] ?? 0) ^ 0xff]), verifyData.subarray(1)])
    }),
})
