// How a relay sends on, by the word of `relay.tls`, as a client of the second server.

import type { RelayTls } from '../scenario/words.ts'
import type { Delivery, Way } from '../send/deliver.ts'
import { trusted } from '../send/judging.ts'
import { EVERYTHING, MODERN } from '../send/offers.ts'
import type { TlsOffer } from '../send/tls-offer.ts'

/** The first connection, and the one after it when that did not bring the mail there; null: there is none. */
export interface Ways {
  first: Way
  next(failed: Extract<Delivery, { ok: false }>): Way | null
}

/** `name`: what the certificate has to be for. */
export function waysOf(tls: RelayTls, name: string): Ways {
  const way = (starttls: Way['starttls'], strict: boolean): Way => ({
    starttls,
    offer: strict ? MODERN : WIDE,
    servername: name,
    ...(strict && { refuses: (established) => trusted(established, name) }),
  })
  const only = (first: Way): Ways => ({ first, next: () => null })
  switch (tls) {
    case 'none':
      return only(way('never', false))
    case 'opportunistic':
      // RFC 7435 section 3: what could be sent in clear is not held back because TLS went wrong.
      return {
        first: way('offered', false),
        next: ({ phase }) => (phase === 'handshake' || phase === 'starttls' ? way('never', false) : null),
      }
    case 'unverified':
      return only(way('required', false))
    case 'mandatory':
      return only(way('required', true))
    case 'implicit':
      return only(way('implicit', true))
  }
}

/** What a relay takes rather than nothing: all that encrypts. */
const WIDE: TlsOffer = { ...EVERYTHING, suites: EVERYTHING.suites.filter((suite) => !/_NULL_|_EXPORT_/.test(suite)) }
