// What a decoder says about the client's bytes, as the failure with its alert.
import { WireError } from '../wire/byte-reader.ts'
import type { Codec } from '../wire/handshake/message.ts'
import { broken } from './failure.ts'

/** Decodes a body; throws TlsFailure where the codec throws WireError. */
export function decodedBy<Fields>(codec: Codec<Fields>, body: Buffer): Fields {
  try {
    return codec.decode(body)
  } catch (error) {
    if (error instanceof WireError) throw broken('decode_error', error.message)
    throw error
  }
}
