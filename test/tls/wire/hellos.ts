// Hellos for the tests: those recorded from real clients, and a writer for any other.

import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./hellos/', import.meta.url)

/** Names of the recorded hellos, one file each: the client and the command in comments, then its bytes in hex. */
export const recordedNames = readdirSync(folder)
  .filter((name) => name.endsWith('.hex'))
  .map((name) => name.slice(0, -'.hex'.length))

/** The bytes that a real client sent first. */
export function recorded(name: string): Buffer {
  const text = readFileSync(new URL(`${name}.hex`, folder), 'utf8')
  return Buffer.from(text.replace(/^#.*$/gm, '').replace(/\s+/g, ''), 'hex')
}

/** A length-prefixed vector. */
export function vector(size: 1 | 2 | 3, content: Buffer): Buffer {
  return Buffer.concat([uint(size, content.length), content])
}

export function uint(size: 1 | 2 | 3, value: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}

export function uints(size: 1 | 2 | 3, values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => uint(size, value)))
}

export type WrittenExtension = readonly [type: number, data?: Buffer]

/** Writes a ClientHello message; `extensions: null` leaves out the whole block. */
export function writeHello({
  version = 0x0303,
  suites = [0x002f],
  extensions = [],
}: {
  version?: number
  suites?: readonly number[]
  extensions?: readonly WrittenExtension[] | null
}): Buffer {
  const block = (extensions ?? []).map(([type, data]) =>
    Buffer.concat([uint(2, type), vector(2, data ?? Buffer.alloc(0))]),
  )
  const body = Buffer.concat([
    uint(2, version),
    Buffer.alloc(32, 0x5a),
    vector(1, Buffer.alloc(0)),
    vector(2, uints(2, suites)),
    vector(1, Buffer.from([0])),
    ...(extensions ? [vector(2, Buffer.concat(block))] : []),
  ])
  return Buffer.concat([Buffer.from([1]), vector(3, body)])
}

/** Writes a hello in SSLv2 framing (RFC 5246 appendix E.2), with its two bytes of length. */
export function writeSslv2Hello({ version, specs }: { version: number; specs: readonly number[] }): Buffer {
  const body = Buffer.concat([
    Buffer.from([1]),
    uint(2, version),
    uint(2, specs.length * 3),
    uint(2, 0),
    uint(2, 16),
    uints(3, specs),
    Buffer.alloc(16, 0x5a),
  ])
  return Buffer.concat([uint(2, 0x8000 | body.length), body])
}

/** Cuts a message into handshake records of `size` bytes. */
export function writeRecords(message: Buffer, size = 2 ** 14, version = 0x0301): Buffer {
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    const fragment = message.subarray(at, at + size)
    records.push(Buffer.concat([Buffer.from([22]), uint(2, version), vector(2, fragment)]))
  }
  return Buffer.concat(records)
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
