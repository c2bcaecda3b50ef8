// The replies of the server end with LF alone, and the client waits for the CR.
import { diagnosis } from '../diagnosis.ts'

export const replyEndsWithLf = diagnosis({
  id: 'reply-ends-with-lf',
  rank: 74,
  cause: 'The server ends its replies with LF alone. The client said nothing after "{reply}": it waits for the CR.',
  advice:
    'On the server: end every line with CR and LF (in a script "\\r\\n"). On the client nothing is wrong: the standard forbids LF alone, though many clients read it.',
  reference: 'RFC 5321 section 2.3.8',
  looksFor({ first }) {
    for (const session of first.sessions) {
      // Who has answered the first one reads the others, too.
      const reply = session.all('smtp.reply-sent').find(({ bareLf }) => bareLf)
      if (!reply || !session.first('session.closed')) continue
      const spoke = session.events.some(
        ({ event, seq }) => seq > reply.seq && (event === 'smtp.command-received' || event === 'tls.hello-received'),
      )
      if (!spoke && reply.code < 400 && reply.code !== 221) {
        return { events: [reply], words: { reply: reply.lines.at(-1) ?? '' } }
      }
    }
    return null
  },
})
