// The client stopped in the middle of a login, at a prompt.
import { diagnosis } from '../diagnosis.ts'
import { type Exchange, exchangesIn } from '../signs/exchanges.ts'

export const authPromptNotUnderstood = diagnosis({
  id: 'auth-prompt-not-understood',
  rank: 57,
  cause: 'The client asked for {command} and stopped at the prompt "{prompt}": it did not answer it.',
  advice:
    'On the client: update it: the prompts of AUTH LOGIN come in a fixed order, user first, then password, and their words do not matter; one may be empty. ' +
    'On the server: "334 VXNlcm5hbWU6" and "334 UGFzc3dvcmQ6" (Username:, Password:) are what every client knows; a space behind 334 is needed, and base64.',
  reference: 'RFC 4954 section 4; draft-murchison-sasl-login-00',
  looksFor({ first }) {
    for (const session of first.sessions) {
      const prompt = exchangesIn(session).findLast(({ to, reply }) => to === 'AUTH' && reply.code === 334)
      if (!prompt?.command || isUsual(prompt)) continue
      const behind = session.events.filter(({ seq }) => seq > prompt.reply.seq)
      const next = behind.find(
        (event) => event.event === 'smtp.command-received' || event.event === 'smtp.partial-line-received',
      )
      const closed = behind.find((event) => event.event === 'session.closed')
      const gaveUp = next?.event === 'smtp.command-received' && (next.verb !== '' || next.line.trim() === '*')
      if (!gaveUp && !(next === undefined && closed?.event === 'session.closed' && closed.by === 'client')) continue
      const end = gaveUp ? next : closed
      const words = {
        command: prompt.command.line.split(/\s+/, 2).join(' '),
        prompt: prompt.reply.lines.join(' '),
      }
      return { events: [prompt.command, prompt.reply, ...(end ? [end] : [])], words }
    }
    return null
  },
})

/** Username: and Password:, and the empty challenge of the mechanisms in which the client speaks first. */
function isUsual({ command, reply }: Exchange): boolean {
  const [line = ''] = reply.lines
  if (/^334 (?:VXNlcm5hbWU6|UGFzc3dvcmQ6)$/.test(line)) return true
  return line === '334 ' && !/^\s*AUTH\s+LOGIN\b/i.test(command?.line ?? '')
}
