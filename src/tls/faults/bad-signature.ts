// The signature in the ServerKeyExchange is wrong.
import { mapping, required } from '../../scenario/shape.ts'
import { handshakeFault, switchedOn } from '../fault.ts'
import { changed } from '../scripted/script.ts'

export const badSignature = handshakeFault({
  name: 'bad-signature',
  doc: 'The server signs its ServerKeyExchange wrongly. A client stops with decrypt_error (RFC 5246 section 7.4.3). Needs suites with ephemeral keys.',
  options: mapping({ 'bad-signature': required(switchedOn, 'Switched on.') }, 'a wrong signature'),
  bare: { 'bad-signature': true as const },
  edit: (_options, script) =>
    changed(script, 'server-key-exchange', ({ parameters, signed }, conversation) => {
      if (!signed) return { parameters, signed }
      conversation.played('bad-signature', 'the last byte of the signature is wrong')
      const signature = Buffer.from(signed.signature)
      signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 0xff
      return { parameters, signed: { ...signed, signature } }
    }),
})
