// The server sends a record that is longer than any may be.
import { checked, mapping, required, size } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { behind } from '../scripted/script.ts'
import { CIPHERTEXT_LIMIT, frameRecord } from '../wire/record-reader.ts'

const amount = checked(size(), (bytes) =>
  Number.isInteger(bytes) && bytes > CIPHERTEXT_LIMIT && bytes < 2 ** 16
    ? { value: bytes }
    : { found: `${bytes} bytes are no oversized record`, expected: `from ${CIPHERTEXT_LIMIT + 1}B to ${2 ** 16 - 1}B` },
)

export const oversizedRecord = handshakeFault({
  name: 'oversized-record',
  doc: 'The server sends a handshake record behind its ServerHello that is longer than any may be. A client stops with record_overflow (RFC 5246 section 6.2.3).',
  options: mapping({ 'oversized-record': required(amount, 'Bytes in the record.') }, 'an oversized record'),
  bare: { 'oversized-record': CIPHERTEXT_LIMIT + 1 },
  edit: ({ 'oversized-record': bytes }, script) =>
    behind(script, 'server-hello', {
      name: 'fault',
      do: (conversation) => {
        conversation.played('oversized-record', `a record of ${bytes} bytes`)
        conversation.channel.sendRaw(frameRecord('handshake', conversation.version, Buffer.alloc(bytes)))
      },
    }),
})
