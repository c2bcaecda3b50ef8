// The client says that it delivered, and nobody accepted a mail.
import { diagnosis } from '../diagnosis.ts'
import { acceptedIn } from '../outcome.ts'
import { triesOfTheClient } from '../try-view.ts'

export const claimedDelivery = diagnosis({
  id: 'claimed-delivery',
  rank: 48,
  cause: 'The client reports success, and the server has accepted no mail: the mail is lost and nobody knows.',
  advice:
    'On the client: report an error, or keep the mail and try again, whenever the message was not answered with 250. A script has to end with another exit code than 0.',
  reference: 'RFC 5321 section 4.2.5',
  looksFor({ client, first, outcome, tries }) {
    // What is lost of later tries may hold the mail.
    if (outcome !== 'none' || client?.says !== 'delivered' || tries.laterTruncated) return null
    const deliveredLater = triesOfTheClient(tries).some(({ sessions }) =>
      sessions.some((session) => acceptedIn(session).length > 0),
    )
    return deliveredLater ? null : { events: first.all('session.closed') }
  },
})
