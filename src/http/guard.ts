// Who may ask an HTTP server of this program: nobody from another site, nobody without the token where there is one.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** Why a request is refused, before anything is looked at. */
export class RequestRefused extends Error {
  readonly code: 'host-refused' | 'origin-refused' | 'token-required'

  constructor(code: RequestRefused['code'], message: string) {
    super(message)
    this.name = 'RequestRefused'
    this.code = code
  }
}

export interface GuardOptions {
  /** Names and addresses that a Host header may have, beside loopback. */
  hosts: readonly string[]
  /** Null: none is asked for, since only this machine gets here. */
  token: string | null
  /** Other machines come by an address, or the name of this machine. */
  network: boolean
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']
const COOKIE = 'smtp_simulator_token'

export class Guard {
  readonly #names: ReadonlySet<string>
  readonly #token: string | null
  readonly #network: boolean

  constructor({ hosts, token, network }: GuardOptions) {
    this.#names = new Set([...LOOPBACK_NAMES, ...hosts.map(asHost), ...(network ? [hostname().toLowerCase()] : [])])
    this.#token = token
    this.#network = network
  }

  /**
   * A page of another site reaches this address by a name of its own (DNS rebinding), or sends a request across
   * (cross-site request forgery). Throws RequestRefused.
   */
  checkSource(method: string, headers: IncomingHttpHeaders, isPage: boolean): void {
    const host = headers.host ?? ''
    const name = host.replace(/:\d+$/, '').toLowerCase()
    // An address cannot be rebound.
    const isAddress = this.#network && isIP(name.replace(/^\[|\]$/g, '')) > 0
    if (!this.#names.has(name) && !isAddress) {
      throw new RequestRefused(
        'host-refused',
        `Host "${host}" is not served here: use ${[...this.#names].join(' or ')}.`,
      )
    }
    const { origin } = headers
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new RequestRefused('origin-refused', `A page of ${origin} may not use this address.`)
    }
    const site = headers['sec-fetch-site']
    const fromElsewhere = site === 'cross-site' || site === 'same-site'
    // A link from elsewhere may lead to the page, and to nothing else.
    if (fromElsewhere && !(isPage && method === 'GET')) {
      throw new RequestRefused('origin-refused', 'A page of another site may not use this address.')
    }
  }

  /** By `Authorization: Bearer`, or the cookie that the page got. Throws RequestRefused. */
  checkToken(headers: IncomingHttpHeaders): void {
    if (this.lets(headers)) return
    throw new RequestRefused(
      'token-required',
      'Send the token that was printed at the start, as "Authorization: Bearer TOKEN".',
    )
  }

  /** Whether somebody has the token, or none is asked for. */
  lets(headers: IncomingHttpHeaders): boolean {
    if (this.#token === null) return true
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
    return this.isToken(bearer ?? cookieOf(headers.cookie ?? ''))
  }

  isToken(given: string | undefined): boolean {
    return this.#token !== null && given !== undefined && isSecret(given, this.#token)
  }

  /** What lets the page ask on, once its address had the token in it. */
  get cookie(): string {
    return `${COOKIE}=${this.#token ?? ''}; HttpOnly; SameSite=Strict; Path=/`
  }
}

/** Whether somebody knows a secret; how long it takes says nothing of either. */
export function isSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

function cookieOf(cookies: string): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([name]) => name === COOKIE)?.[1]
}

function asHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host.toLowerCase()
}

/** For whatever is sent: nothing is guessed, framed, or loaded from elsewhere. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}
