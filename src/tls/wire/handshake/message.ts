// Handshake messages as numbers and bytes: their types, their header, and how a codec looks.
import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** RFC 5246 section 7.4. */
export const MESSAGE_TYPES = {
  'hello-request': 0,
  'client-hello': 1,
  'server-hello': 2,
  certificate: 11,
  'server-key-exchange': 12,
  'certificate-request': 13,
  'server-hello-done': 14,
  'certificate-verify': 15,
  'client-key-exchange': 16,
  finished: 20,
  'certificate-status': 22,
} as const

export type MessageName = keyof typeof MESSAGE_TYPES

/** One message: its type and what follows the header. */
export interface HandshakeMessage {
  type: number
  body: Buffer
}

/** From a message's fields to its body and back. `decode` throws WireError, also for bytes too many. */
export interface Codec<Fields> {
  encode(fields: Fields): Buffer
  decode(body: Buffer): Fields
}

/** A body with the four bytes of its header in front (RFC 5246 section 7.4). */
export function frameMessage(name: MessageName, body: Buffer): Buffer {
  return new ByteWriter().uint(1, MESSAGE_TYPES[name]).vector(3, body).done()
}

/** `server-hello` for 2; the number where it has no name here. */
export function messageName(type: number): string {
  const known = Object.entries(MESSAGE_TYPES).find(([, number]) => number === type)
  return known?.[0] ?? `message ${type}`
}

/** Reads a whole body with `read` and refuses bytes behind it. */
export function whole<Fields>(body: Buffer, name: string, read: (reader: ByteReader) => Fields): Fields {
  // Four bytes of header stand in front of every body: offsets in errors count from the message's first byte.
  const reader = new ByteReader(body, 4)
  const fields = read(reader)
  reader.end(name)
  return fields
}
