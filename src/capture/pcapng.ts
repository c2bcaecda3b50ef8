// Blocks of a pcapng file (draft-ietf-opsawg-pcapng): pure functions from values to bytes, little endian.

const BLOCKS = { section: 0x0a0d0d0a, interface: 1, secrets: 0x0a, packet: 6 } as const
const OPTIONS = { end: 0, interfaceName: 2, application: 4 } as const

/** Packets start with their IP header. */
const LINKTYPE_RAW = 101

/** `TLSK`: the secrets are lines of the NSS key log. */
const TLS_KEY_LOG = 0x544c534b

/** The first block; without it nothing is a pcapng file. */
export function sectionHeader(application: string): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(0x1a2b3c4d, 0)
  body.writeUInt16LE(1, 4)
  // Length of the section: not said.
  body.writeBigInt64LE(-1n, 8)
  return block(BLOCKS.section, [body, options([[OPTIONS.application, application]])])
}

/** The next interface, counted from 0; times of its packets are in microseconds. */
export function interfaceDescription(name: string): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt16LE(LINKTYPE_RAW, 0)
  return block(BLOCKS.interface, [body, options([[OPTIONS.interfaceName, name]])])
}

/** Keys, which have to stand before the packets that they open. */
export function decryptionSecrets(keyLog: string): Buffer {
  const secrets = Buffer.from(keyLog, 'latin1')
  const body = Buffer.alloc(8)
  body.writeUInt32LE(TLS_KEY_LOG, 0)
  body.writeUInt32LE(secrets.length, 4)
  return block(BLOCKS.secrets, [body, padded(secrets)])
}

/** One packet; `timeUs` is in microseconds since 1970. */
export function enhancedPacket(onInterface: number, timeUs: bigint, packet: Buffer): Buffer {
  const body = Buffer.alloc(20)
  body.writeUInt32LE(onInterface, 0)
  body.writeUInt32LE(Number(timeUs >> 32n), 4)
  body.writeUInt32LE(Number(timeUs & 0xffff_ffffn), 8)
  body.writeUInt32LE(packet.length, 12)
  body.writeUInt32LE(packet.length, 16)
  return block(BLOCKS.packet, [body, padded(packet)])
}

function block(type: number, parts: Buffer[]): Buffer {
  const length = Buffer.alloc(4)
  const total = parts.reduce((sum, part) => sum + part.length, 12)
  length.writeUInt32LE(total)
  const head = Buffer.alloc(4)
  head.writeUInt32LE(type)
  return Buffer.concat([head, length, ...parts, length], total)
}

function options(given: [number, string][]): Buffer {
  const parts = given.map(([code, text]) => {
    const value = Buffer.from(text, 'utf8')
    return Buffer.concat([optionHead(code, value.length), padded(value)])
  })
  return Buffer.concat([...parts, optionHead(OPTIONS.end, 0)])
}

function optionHead(code: number, length: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(code, 0)
  head.writeUInt16LE(length, 2)
  return head
}

function padded(bytes: Buffer): Buffer {
  return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
}
