// The client spoke before it was greeted.
import { diagnosis } from '../diagnosis.ts'
import { quitUngreeted } from '../signs/greeting.ts'

export const talkedBeforeGreeting = diagnosis({
  id: 'talked-before-greeting',
  rank: 32,
  cause:
    'The client spoke before the server had greeted it. Servers with a pause in front of the greeting take such a client for a spam engine.',
  advice: 'On the client: wait for the 220 before the first command.',
  reference: 'RFC 5321 section 3.1; Postfix, postscreen pregreet test',
  looksFor({ first }) {
    // A client that speaks TLS or HTTP at once has another problem than its haste; one that says QUIT is tired of waiting.
    const events = first.sessions.flatMap((session) =>
      session.first('smtp.tls-record-received') ||
      session.first('smtp.foreign-protocol-received') ||
      quitUngreeted(session)
        ? []
        : session.all('smtp.talked-before-greeting'),
    )
    return events.length > 0 ? { events } : null
  },
})
