// Addresses in a scenario: host names, ranges of source addresses, mail addresses and domains, upstream servers.
import { BlockList, isIP } from 'node:net'
import { checked, type Shape, text } from './shape.ts'

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'

export function hostName(): Shape<string> {
  const pattern = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`)
  return text({ says: 'a host name such as mail.example.com', pattern })
}

/** One address or CIDR range, IPv4 or IPv6; typed as it was written. */
export function cidr(): Shape<string> {
  return checked(text({ says: 'an address or a CIDR range such as 127.0.0.2 or 10.0.0.0/8' }), (value) => {
    const mistake = mistakeInRange(value)
    if (!mistake) return { value }
    return {
      code: 'SCENARIO_BAD_ADDRESS_RANGE',
      found: `"${value}" ${mistake}`,
      expected: 'an IPv4 or IPv6 address, with or without a prefix length, such as 10.0.0.0/8 or fd00::/8',
    }
  })
}

/** Tells whether a source address (after unmapping `::ffff:`) lies in one of the ranges that `cidr` accepted. */
export function sourceMatcher(ranges: readonly string[]): (address: string) => boolean {
  const known = new BlockList()
  for (const range of ranges) {
    const { address, family, bits } = splitRange(range)
    known.addSubnet(address, bits, family)
  }
  return (address) => {
    const plain = address.replace(/%.*$/, '')
    const version = isIP(plain)
    return version !== 0 && known.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}

/** A mail address (`a@example.com`), or a domain that stands for itself and its sub-domains; typed in lower case. */
export function mailAddressOrDomain(): Shape<string> {
  const says = 'a mail address such as a@example.com, or a domain such as example.com'
  const shape = text({ says, pattern: /^(?:[^\s@<>]+@)?[^\s@<>]+$/ })
  return checked(shape, (value) => ({ value: value.toLowerCase() }))
}

/** `host:port`, with an IPv6 address in brackets. */
export function hostAndPort(): Shape<{ host: string; port: number }> {
  const says = 'a server as host:port, such as mail.example.com:25 or [::1]:2525'
  return checked(text({ says }), (value) => {
    const match = /^(?:\[([^\]]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(value)
    const port = Number(match?.[3])
    const host = match?.[1] ?? match?.[2]
    const usable = host !== undefined && port >= 1 && port <= 65535 && (match?.[1] === undefined || isIP(host) === 6)
    return usable ? { value: { host, port } } : { found: `"${value}" is no server`, expected: says }
  })
}

function mistakeInRange(range: string): string | null {
  const [address = '', prefix, ...rest] = range.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0 || address.includes('%')) return 'is no address'
  const most = version === 4 ? 32 : 128
  if (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most)) return null
  return `has a prefix length outside 0 to ${most}`
}

function splitRange(range: string): { address: string; family: 'ipv4' | 'ipv6'; bits: number } {
  const [address = '', prefix] = range.split('/')
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  return { address, family, bits: prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix) }
}
