// The ServerHello (RFC 5246 section 7.4.1.3).
import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { extensionName } from '../names.ts'
import { type Codec, whole } from './message.ts'

export interface ServerHello {
  version: number
  /** 32 bytes. */
  random: Buffer
  sessionId: Buffer
  suite: number
  compressionMethod: number
  /** Null: the message ends before the length of the extensions, as SSL 3.0 has it. */
  extensions: { type: number; data: Buffer }[] | null
}

export const serverHello: Codec<ServerHello> = {
  encode({ version, random, sessionId, suite, compressionMethod, extensions }) {
    const writer = new ByteWriter().uint(2, version).bytes(random).vector(1, sessionId)
    writer.uint(2, suite).uint(1, compressionMethod)
    if (extensions) {
      const list = new ByteWriter()
      for (const { type, data } of extensions) list.uint(2, type).vector(2, data)
      writer.vector(2, list)
    }
    return writer.done()
  },
  decode: (body) =>
    whole(body, 'server hello', (reader) => ({
      version: reader.uint(2, 'server version'),
      random: reader.take(32, 'random'),
      sessionId: reader.vector(1, 'session id').rest(),
      suite: reader.uint(2, 'cipher suite'),
      compressionMethod: reader.uint(1, 'compression method'),
      extensions: reader.left > 0 ? extensionsIn(reader.vector(2, 'extensions')) : null,
    })),
}

function extensionsIn(reader: ByteReader): NonNullable<ServerHello['extensions']> {
  const extensions: { type: number; data: Buffer }[] = []
  while (reader.left > 0) {
    const type = reader.uint(2, 'extension type')
    if (extensions.some((earlier) => earlier.type === type)) {
      throw reader.refuse('extension type', `${extensionName(type)} a second time`)
    }
    extensions.push({ type, data: reader.vector(2, extensionName(type)).rest() })
  }
  return extensions
}
