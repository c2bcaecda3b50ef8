// What one client can put into one event: lists and names are cut, so that a hello of 64 KiB stays a readable fact.
import type { ClientHelloFacts } from '../transcript/events.ts'

/** More than any client lists in earnest; OpenSSL with everything turned on has some 170 suites. */
const LIST_LIMIT = 512
/** A host name has 253 characters at most (RFC 1035 section 3.1), a protocol of ALPN 255. */
const NAME_LIMIT = 256
/** Real clients name two or three. */
const ALPN_LIMIT = 32

/** The facts with every list and name cut to a bound; a cut list ends with `... 31,488 more`. */
export function limitHello(hello: ClientHelloFacts): ClientHelloFacts {
  return {
    ...hello,
    versions: limitList(hello.versions),
    suites: limitList(hello.suites),
    groups: limitList(hello.groups),
    signatureAlgorithms: limitList(hello.signatureAlgorithms),
    extensions: limitList(hello.extensions),
    weakSuites: limitList(hello.weakSuites),
    ...limitNames(hello),
  }
}

/** The same for the names alone; the lists keep what can be counted. */
export function limitNames(hello: ClientHelloFacts): Pick<ClientHelloFacts, 'servername' | 'alpn'> {
  return {
    servername: hello.servername === null ? null : cut(hello.servername, NAME_LIMIT),
    alpn: limitList(hello.alpn, ALPN_LIMIT).map((protocol) => cut(protocol, NAME_LIMIT)),
  }
}

/** A name that a client chose, for one line of a terminal: whatever is not plain ASCII escaped, and cut. */
export function clean(name: string, limit = NAME_LIMIT): string {
  const escaped = name.slice(0, limit).replace(/[^\x20-\x7e]/g, (character) => {
    const code = character.charCodeAt(0)
    return code > 0xff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\x${code.toString(16).padStart(2, '0')}`
  })
  return cut(name.length > limit ? `${escaped}...` : escaped, limit)
}

function limitList(list: readonly string[], limit = LIST_LIMIT): string[] {
  if (list.length <= limit) return [...list]
  return [...list.slice(0, limit), `... ${(list.length - limit).toLocaleString('en-US')} more`]
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 3)}...` : text
}
