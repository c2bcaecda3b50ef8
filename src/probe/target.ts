// Which server to look at: one host with one port. A tester that takes ranges is a scanner.
import { isIP } from 'node:net'

/** A target that is none; the command line shows it as a wrong argument. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
}

export interface ProbeTarget {
  /** A name, or a single address. */
  host: string
  port: number
}

const EXPECTED = 'Expected one server as HOST:PORT, such as mail.example.com:25, localhost:2525 or [::1]:465.'

// RFC 1123 section 2.1, with the underscore that names in use have.
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i

/** Throws TargetError for what is no single server, and for ranges and lists in any spelling. */
export function parseTarget(text: string): ProbeTarget {
  const refuse = (problem: string) => new TargetError(`${text}: ${problem}.\n  ${EXPECTED}`)
  if (/[,;\s]/.test(text)) throw refuse('this is a list; one server at a time is looked at')
  if (text.includes('/')) throw refuse('this is a range of addresses or an URL; ranges are never scanned')
  if (/[*?]/.test(text)) throw refuse('this has a wildcard; ranges are never scanned')
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || digits === undefined) throw refuse('it has no port, or an IPv6 address without brackets')
  if (/^\d+-\d*$/.test(digits)) throw refuse(`"${digits}" is a range of ports; one port at a time is looked at`)
  if (!/^\d{1,5}$/.test(digits) || Number(digits) < 1 || Number(digits) > 65_535) {
    throw refuse(`"${digits}" is no port from 1 to 65535`)
  }
  const version = isIP(host.replace(/%.*$/, ''))
  if (bracketed !== undefined && version !== 6) throw refuse('brackets are for an IPv6 address')
  if (version === 0) {
    if (/^[\d.-]*$/.test(host)) throw refuse(`"${host}" is no single address`)
    if (!NAME.test(host)) throw refuse(`"${host}" is no host name`)
  } else if (NOT_ONE_HOST.some((pattern) => pattern.test(host))) {
    throw refuse('this address stands for many hosts, or for none')
  }
  return { host, port: Number(digits) }
}

/** Unspecified, multicast and broadcast addresses (RFC 6890, RFC 4291 section 2.7). */
const NOT_ONE_HOST = [/^0\./, /^(22[4-9]|23\d)\./, /^255\.255\.255\.255$/, /^[:0]+$/, /^ff/i]
