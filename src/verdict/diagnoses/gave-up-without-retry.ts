// A temporary refusal, and the client never came back.
import { diagnosis } from '../diagnosis.ts'
import { eventsOf, refusalsIn, textOf } from '../signs/exchanges.ts'
import { isPlain, TEXTS } from '../signs/replies.ts'
import { triesOfTheClient } from '../try-view.ts'

export const gaveUpWithoutRetry = diagnosis({
  id: 'gave-up-without-retry',
  rank: 44,
  cause: 'The server refused for now ({code}), and the client gave up at once and reported a failure.',
  advice:
    'A client that a person watches may do that. A server or an unattended sender has to keep the mail and try again, after 30 minutes and then for 4 or 5 days: turn its queue on, or let it send through a relay that has one.',
  reference: 'RFC 5321 section 4.5.4.1',
  looksFor({ first, tries, outcome, client }) {
    // Only where the client has said that it is done: else it may still come back.
    if (outcome !== 'none' || client?.says !== 'failed' || client.keeps) return null
    if (triesOfTheClient(tries).length > 1) return null
    const last = first.sessions.at(-1)
    // Where the text asks for a change on the client, trying again would not help.
    const refusals = refusalsIn(first).filter(
      (exchange) =>
        exchange.session === last &&
        exchange.reply.code < 500 &&
        (isPlain(exchange) || LATER.some((text) => text.test(textOf(exchange.reply)))),
    )
    const [one] = refusals
    return one ? { events: refusals.flatMap(eventsOf), words: { code: String(one.reply.code) } } : null
  },
})

/** Texts of their own that ask for nothing but patience. */
const LATER = [TEXTS.greylisted, TEXTS.mailboxFull, TEXTS.rateLimited]
