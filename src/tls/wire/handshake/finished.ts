// The Finished message: a keyed hash over the whole handshake (RFC 5246 section 7.4.9).
import { type Codec, whole } from './message.ts'

/** 12 bytes; 36 in SSL 3.0 (RFC 6101 section 5.6.9). */
export function finished(length: 12 | 36): Codec<Buffer> {
  return {
    encode: (verifyData) => verifyData,
    decode: (body) => whole(body, 'finished', (reader) => reader.take(length, 'verify data')),
  }
}
