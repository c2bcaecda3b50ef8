// The server answers the ClientHello with bytes that are no TLS.
import { createHash } from 'node:crypto'
import { mapping, required, size } from '../../scenario/shape.ts'
import { handshakeFault } from '../fault.ts'

export const garbage = handshakeFault({
  name: 'garbage',
  doc: 'The server answers the ClientHello with bytes that are no TLS record, then hangs up.',
  options: mapping({ garbage: required(size(), 'How many bytes.') }, 'a garbled handshake'),
  bare: { garbage: 64 },
  engines: ['openssl', 'scripted'],
  play({ garbage: bytes }, { stream, played }) {
    played(`${bytes} bytes that are no TLS`)
    stream.on('end', () => stream.destroy()).resume()
    stream.end(noise(bytes))
  },
})

/** The same bytes in every run; the first is no content type of TLS. */
function noise(bytes: number): Buffer {
  const parts: Buffer[] = []
  for (let block = 0; block * 32 < bytes; block++) parts.push(createHash('sha256').update(`garbage ${block}`).digest())
  const all = Buffer.concat(parts).subarray(0, bytes)
  if (all.length > 0) all[0] = 0xff
  return all
}
