// How a relay sends on, by the word of `relay.tls`, as a client of the second server.

import type { RelayTls } from '../scenario/words.ts'
import type { Delivery, Way } from '../send/deliver.ts'
import { trusted } from '../send/judging.ts'
import { EVERYTHING, MODERN } from '../send/offers.ts'

/** The first connection, and the one after it when that did not bring the mail there; null: there is none. */
export interface Ways {
  first: Way
  next(failed: Extract<Delivery, { ok: false }>): Way | null
}

export function waysOf(tls: RelayTls, host: string): Ways {
  const way = (starttls: Way['starttls'], strict: boolean): Way => ({
    starttls,
    offer: strict ? MODERN : EVERYTHING,
    servername: host,
    ...(strict && { refuses: (established) => trusted(established, host) }),
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
