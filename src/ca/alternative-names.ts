// The subjectAltName of a certificate (RFC 5280 section 4.2.1.6), written here: the library that writes the other fields
// stops at ten thousand names, and some certificates are wrong just for having that many.
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { TAG, writeDer } from './der.ts'

/** `names` as GeneralNames: DNS names, and addresses as their bytes. */
export function writeAlternativeNames(names: readonly string[]): Buffer {
  return writeDer(
    TAG.sequence,
    ...names.map((name) =>
      isIP(name) ? writeDer(TAG.ipAddress, addressBytes(name)) : writeDer(TAG.dnsName, Buffer.from(toAscii(name))),
    ),
  )
}

/** The bytes of an IPv4 or IPv6 address. */
export function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const behind = tail === undefined ? [] : groupsOf(tail)
  const bytes = Buffer.alloc(16)
  for (const [at, group] of before.entries()) bytes.writeUInt16BE(group, at * 2)
  for (const [at, group] of behind.entries()) bytes.writeUInt16BE(group, 16 - (behind.length - at) * 2)
  return bytes
}

/** `2001:db8` as numbers; the last part may be IPv4 (RFC 4291 section 2.2). */
function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)]
    const bytes = addressBytes(part)
    return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  })
}

function toAscii(name: string): string {
  return domainToASCII(name) || name
}
