// The server cuts all it says into small records.
import { checked, mapping, required, size } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import { behind } from '../scripted/script.ts'

const amount = checked(size(), (bytes) =>
  Number.isInteger(bytes) && bytes >= 1 && bytes <= 2 ** 14
    ? { value: bytes }
    : { found: `${bytes} bytes cannot be in a record`, expected: 'from 1B to 16KiB' },
)

export const fragmentRecords = handshakeFault({
  name: 'fragment-records',
  doc: 'The server sends handshake and mail in records of so many bytes, alerts whole. That is allowed (RFC 5246 section 6.2.1); some clients read a message only when it comes in one record.',
  options: mapping({ 'fragment-records': required(amount, 'Bytes in a record.') }, 'fragmented records'),
  bare: { 'fragment-records': 1 },
  edit: ({ 'fragment-records': bytes }, script) =>
    behind(script, 'begin', {
      name: 'fault',
      do: (conversation) => {
        conversation.played('fragment-records', `${bytes} bytes in each record`)
        conversation.channel.fragmentLength = bytes
      },
    }),
})
