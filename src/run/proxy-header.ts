// The PROXY protocol (versions 1 and 2 of HAProxy's specification): the real source address in front of the session.
import { isIP, type Socket, SocketAddress } from 'node:net'
import type { Clock } from '../transcript/contracts.ts'

export interface ProxyHeader {
  version: 1 | 2
  /** Null where the proxy does not know it (UNKNOWN, LOCAL): the address of the connection stands. */
  source: { address: string; port: number } | null
}

export type ProxyReading =
  | { state: 'need-more' }
  | { state: 'header'; header: ProxyHeader; bytes: number }
  | { state: 'wrong'; reason: string }

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
// Section 2.1: the longest header of version 1 has 107 characters with its line end.
const LONGEST_V1 = 107
const V2_HEADER = 16

/** Reads a header from the first bytes of a connection. */
export function readProxyHeader(bytes: Buffer): ProxyReading {
  const start = bytes.subarray(0, SIGNATURE.length)
  if (start.equals(SIGNATURE.subarray(0, start.length))) return readV2(bytes)
  const prefix = 'PROXY '
  if (!prefix.startsWith(start.subarray(0, prefix.length).toString('latin1').slice(0, bytes.length))) {
    return { state: 'wrong', reason: 'the first bytes are no PROXY header' }
  }
  const end = bytes.indexOf('\r\n')
  if (end >= 0 && end + 2 <= LONGEST_V1) return readV1(bytes.subarray(0, end).toString('latin1'), end + 2)
  if (bytes.length >= LONGEST_V1) return { state: 'wrong', reason: 'the PROXY line has no end within 107 bytes' }
  return { state: 'need-more' }
}

function readV1(line: string, bytes: number): ProxyReading {
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return { state: 'header', header: { version: 1, source: null }, bytes }
  const match = /^PROXY TCP([46]) (\S+) (\S+) (\d{1,5}) (\d{1,5})$/.exec(line)
  const [, family, address = '', to = '', port, toPort] = match ?? []
  const fits = isIP(address) === Number(family) && isIP(to) === Number(family) && isPort(port) && isPort(toPort)
  if (!fits) return { state: 'wrong', reason: `the PROXY line cannot be read: ${JSON.stringify(line)}` }
  return { state: 'header', header: { version: 1, source: { address, port: Number(port) } }, bytes }
}

function isPort(text: string | undefined): boolean {
  return Number(text) <= 65535
}

function readV2(bytes: Buffer): ProxyReading {
  if (bytes.length < V2_HEADER) return { state: 'need-more' }
  const [version, family] = [bytes.readUInt8(12), bytes.readUInt8(13) >> 4]
  const length = bytes.readUInt16BE(14)
  if (version >> 4 !== 2)
    return { state: 'wrong', reason: `version ${version >> 4} of the PROXY protocol is not known` }
  const total = V2_HEADER + length
  if (bytes.length < total) return { state: 'need-more' }
  const addresses = bytes.subarray(V2_HEADER, total)
  const command = version & 0x0f
  if (command > PROXY) return { state: 'wrong', reason: `command ${command} of the PROXY protocol is not known` }
  const least = LENGTHS[family] ?? 0
  if (command === PROXY && length < least) {
    return { state: 'wrong', reason: `the PROXY header has ${length} bytes of addresses, ${least} are due` }
  }
  const source = command === PROXY ? sourceOf(family, addresses) : null
  return { state: 'header', header: { version: 2, source }, bytes: total }
}

// Section 2.2: LOCAL is 0, other commands than these two are to be refused; bytes of addresses by family.
const PROXY = 1
const LENGTHS: Readonly<Record<number, number>> = { 1: 12, 2: 36, 3: 216 }

function sourceOf(family: number, addresses: Buffer): ProxyHeader['source'] {
  if (family === 1) return { address: [...addresses.subarray(0, 4)].join('.'), port: addresses.readUInt16BE(8) }
  if (family !== 2) return null
  const groups = Array.from({ length: 8 }, (_, at) => addresses.readUInt16BE(at * 2).toString(16))
  // As the system writes it: `2001:db8::1`, `::ffff:192.0.2.1`.
  const { address } = new SocketAddress({ address: groups.join(':'), family: 'ipv6' })
  return { address, port: addresses.readUInt16BE(32) }
}

/**
 * Takes the header off a socket; the bytes behind it stay. A string says what is wrong with what came.
 * `seen` is told the bytes that are taken.
 */
export function takeProxyHeader(
  socket: Socket,
  clock: Clock,
  timeoutMs: number,
  seen: (bytes: Buffer) => void = () => {},
): Promise<ProxyHeader | string> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0)
    const finish = (result: ProxyHeader | string, rest?: Buffer) => {
      cancel()
      socket.off('readable', look).off('close', gone).off('end', gone)
      seen(bytes.subarray(0, bytes.length - (rest?.length ?? 0)))
      if (rest && rest.length > 0) socket.unshift(rest)
      resolve(result)
    }
    const gone = () => finish('the connection ended before the PROXY header was complete')
    const look = () => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) {
        bytes = Buffer.concat([bytes, chunk])
      }
      if (bytes.length === 0) return
      const reading = readProxyHeader(bytes)
      if (reading.state === 'header') finish(reading.header, bytes.subarray(reading.bytes))
      else if (reading.state === 'wrong') finish(reading.reason)
    }
    const cancel = clock.after(timeoutMs, () => finish(`no PROXY header within ${timeoutMs} ms`))
    socket.on('readable', look).on('close', gone).on('end', gone)
    look()
  })
}
