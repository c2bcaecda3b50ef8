// One TCP segment in its IP packet (RFC 9293 section 3.1, RFC 791, RFC 8200): a pure function from values to bytes.
import { isIPv6, SocketAddress } from 'node:net'

export interface Endpoint {
  /** IPv4 or IPv6; both ends of a packet are of one family. */
  address: string
  port: number
}

export interface Segment {
  from: Endpoint
  to: Endpoint
  seq: number
  ack: number
  flags: number
  window: number
  options?: Buffer
  payload?: Buffer
}

export const FLAGS = { fin: 0x01, syn: 0x02, rst: 0x04, push: 0x08, ack: 0x10 } as const

const NOTHING = Buffer.alloc(0)
const TCP = 6
const HOPS = 64

/** The packet, from its IP header on, with right checksums. `id` is the identification of an IPv4 packet. */
export function tcpPacket(segment: Segment, id: number): Buffer {
  const { from, to, payload = NOTHING } = segment
  const [source, destination] = [addressBytes(from.address), addressBytes(to.address)]
  const header = tcpHeader(segment)
  const length = header.length + payload.length
  const pseudo = Buffer.alloc(4)
  pseudo.writeUInt16BE(TCP, 0)
  pseudo.writeUInt16BE(length, 2)
  header.writeUInt16BE(checksum([source, destination, pseudo, header, payload]), 16)
  const ip = isIPv6(from.address)
    ? ipv6Header(source, destination, length)
    : ipv4Header(source, destination, length, id)
  return Buffer.concat([ip, header, payload])
}

function tcpHeader({ from, to, seq, ack, flags, window, options = NOTHING }: Segment): Buffer {
  const header = Buffer.alloc(20 + options.length)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt32BE(seq >>> 0, 4)
  header.writeUInt32BE(ack >>> 0, 8)
  header.writeUInt8((header.length / 4) << 4, 12)
  header.writeUInt8(flags, 13)
  header.writeUInt16BE(window, 14)
  options.copy(header, 20)
  return header
}

function ipv4Header(source: Buffer, destination: Buffer, length: number, id: number): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt8(0x45, 0)
  header.writeUInt16BE(20 + length, 2)
  header.writeUInt16BE(id & 0xffff, 4)
  // Not to be fragmented.
  header.writeUInt16BE(0x4000, 6)
  header.writeUInt8(HOPS, 8)
  header.writeUInt8(TCP, 9)
  source.copy(header, 12)
  destination.copy(header, 16)
  header.writeUInt16BE(checksum([header]), 10)
  return header
}

function ipv6Header(source: Buffer, destination: Buffer, length: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt8(0x60, 0)
  header.writeUInt16BE(length, 4)
  header.writeUInt8(TCP, 6)
  header.writeUInt8(HOPS, 7)
  return Buffer.concat([header, source, destination])
}

/** RFC 1071: the ones' complement sum; every part but the last has an even length. */
function checksum(parts: readonly Buffer[]): number {
  let sum = 0
  for (const part of parts) {
    const even = part.length & ~1
    for (let at = 0; at < even; at += 2) sum += ((part[at] as number) << 8) | (part[at + 1] as number)
    if (even < part.length) sum += (part[even] as number) << 8
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const zoneless = address.split('%', 1)[0] as string
  // As the system writes it: at most one `::`, and an IPv4 address at the end of a mapped one.
  const { address: short } = new SocketAddress({ address: zoneless, family: 'ipv6' })
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(short)
  const hex = (high?: string, low?: string) => ((Number(high) << 8) | Number(low)).toString(16)
  const text = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : short
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [front, back] = [groups(head), groups(tail ?? '')]
  const gap = tail === undefined ? 0 : 8 - front.length - back.length
  const all = [...front, ...Array<string>(gap).fill('0'), ...back]
  return Buffer.concat(all.map((group) => Buffer.from(group.padStart(4, '0'), 'hex')))
}
