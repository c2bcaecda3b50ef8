// The client came to a halt.
import { diagnosis } from '../diagnosis.ts'

export const clientTimedOut = diagnosis({
  id: 'client-timed-out',
  rank: 40,
  cause: 'The client came to a halt: {what}.',
  advice:
    'On the client: look at what it was waiting for (its last line in the transcript), and give it a limit of its own. Usual causes: it waits for a greeting on the wrong kind of port, asks for a password, or sees a reply that it cannot read.',
  reference: 'RFC 5321 section 4.5.3.2',
  looksFor({ first, client }) {
    const handshake = first.all('tls.timed-out')
    const command = first.all('smtp.timed-out')
    const events = [...handshake, ...command]
    if (events.length > 0) {
      const what = handshake.length > 0 ? 'the handshake did not go on' : 'it owed a command for too long'
      return { events, words: { what } }
    }
    if (client?.says !== 'timed-out') return null
    return { events: first.events.slice(-1), words: { what: 'it did not end within its limit' } }
  },
})
