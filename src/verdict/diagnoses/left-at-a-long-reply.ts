// The client hung up behind a reply that is longer than usual.
import { diagnosis } from '../diagnosis.ts'

/** More than clients of today are used to: the lists of large providers have some 400 bytes. */
const LONG = 4096

export const leftAtALongReply = diagnosis({
  id: 'left-at-a-long-reply',
  rank: 58,
  cause:
    'The client hung up behind a reply of {lines} lines and {bytes} bytes, as one does whose buffer it does not fit.',
  advice:
    'On the client: update it; a reply may have any number of lines, of up to 512 octets each (some versions of curl 7.88 count each line several times and end with "Too large response headers"). On the server: shorten the reply.',
  reference: 'RFC 5321 sections 4.2.1 and 4.5.3.1.5',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const reply = session.all('smtp.reply-sent').at(-1)
      const closed = session.first('session.closed')
      if (!reply || closed?.by !== 'client') continue
      const bytes = reply.lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 2, 0)
      const spoke = session.events.some(
        ({ event, seq }) => seq > reply.seq && (event === 'smtp.command-received' || event === 'tls.hello-received'),
      )
      if (bytes <= LONG || spoke) continue
      return { events: [reply, closed], words: { lines: String(reply.lines.length), bytes: String(bytes) } }
    }
    return null
  },
})
