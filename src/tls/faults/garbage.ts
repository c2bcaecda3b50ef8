// The server sends bytes that are no TLS.
import { createHash } from 'node:crypto'
import { checked, mapping, optional, required, size } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'
import type { FaultContext } from '../fault-context.ts'
import { AFTER_DOC, placeShape, takenOverAfter } from '../fault-place.ts'
import { hangUp } from '../hang-up.ts'

const MOST = 1024 * 1024

const amount = checked(size(), (bytes) =>
  Number.isInteger(bytes) && bytes >= 1 && bytes <= MOST
    ? { value: bytes }
    : { found: `${bytes} bytes cannot be sent`, expected: 'from 1B to 1MiB' },
)

export const garbage = handshakeFault({
  name: 'garbage',
  doc: 'The server sends bytes that are no TLS record, then hangs up.',
  options: mapping(
    { garbage: required(amount, 'How many bytes, up to 1 MiB.'), after: optional(placeShape, AFTER_DOC) },
    'a garbled handshake',
  ),
  bare: { garbage: 64 },
  edit: ({ garbage, after }, script) => takenOverAfter(script, after, 'garbage', (context) => play(garbage, context)),
  play: ({ garbage }, context) => play(garbage, context),
})

function play(bytes: number, { stream, clock, played }: FaultContext): void {
  played(`${bytes} bytes that are no TLS`)
  hangUp(stream, clock, noise(bytes))
}

/** The same bytes in every run; the first is no content type of TLS. */
function noise(bytes: number): Buffer {
  const parts: Buffer[] = []
  for (let block = 0; block * 32 < bytes; block++) parts.push(createHash('sha256').update(`garbage ${block}`).digest())
  const all = Buffer.concat(parts).subarray(0, bytes)
  all[0] = 0xff
  return all
}
