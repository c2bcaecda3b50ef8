// Somebody on the path adds bytes: in front of TLS they are the STARTTLS injection of CVE-2011-0411 and NO STARTTLS.
import { byKind, list, mapping, oneOf, optional, required, text } from '../../scenario/shape.ts'
import type { Toward } from '../../transcript/events.ts'
import { editDialogue } from '../edit-dialogue.ts'
import { type OpenStep, oneWay, type Step, type StepConnection } from '../step.ts'

const PLACES = [
  'connect',
  'greeting',
  'EHLO',
  'HELO',
  'STARTTLS',
  'AUTH',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
] as const
type Place = (typeof PLACES)[number]

interface Options {
  toward?: Toward
  behind?: Place
  text: string | string[]
}

export const inject: Step<Options> = {
  name: 'inject',
  doc:
    'Adds bytes once, in the same packet as what they stand behind. Toward the client that is the reply to a command ' +
    '(for STARTTLS only a 220), toward the server the line of a command.',
  options: mapping({
    text: required(
      byKind({ text: text({ says: 'the bytes as they are' }), list: list(text({ says: 'a line' }), { min: 1 }) }),
      'Lines, each sent with CRLF behind it; or one text, sent exactly as it is.',
    ),
    toward: optional(oneWay(), 'Who gets the bytes. Default client.'),
    behind: optional(
      oneOf(PLACES),
      'A command; `greeting`: behind the greeting; `connect`: before all else. Default STARTTLS.',
    ),
  }),
  example: { inject: { toward: 'client', behind: 'STARTTLS', text: ['250-mail.test', '250 AUTH PLAIN LOGIN'] } },
  open({ toward = 'client', behind = 'STARTTLS', text }, connection) {
    const added = Buffer.from(typeof text === 'string' ? text : text.map((line) => `${line}\r\n`).join(''))
    const use = once(added, toward, behind, connection)
    const step = toward === 'client' ? behindReply(behind, use) : behindCommand(behind, use)
    const transform = toward === 'client' ? step.towardClient : step.towardServer
    if (behind === 'connect') transform?.push(use())
    return step
  },
}

function behindReply(behind: Place, use: () => Buffer): OpenStep {
  return editDialogue({
    wantsReply: (to) => (behind === 'greeting' ? to?.kind === 'greeting' : to?.verb === behind),
    reply: ({ code, bytes }) => (behind === 'STARTTLS' && code !== 220 ? undefined : Buffer.concat([...bytes, use()])),
  })
}

/** Behind the greeting the client is silent, so that the bytes go before its first line. */
function behindCommand(behind: Place, use: () => Buffer): OpenStep {
  const step = editDialogue({
    command: ({ kind, verb, bytes }) =>
      kind === 'command' && verb === behind ? Buffer.concat([bytes, use()]) : undefined,
    wantsReply: (to) => behind === 'greeting' && to?.kind === 'greeting',
    reply() {
      step.towardServer?.push(use())
      return undefined
    },
  })
  return step
}

function once(added: Buffer, toward: Toward, behind: Place, connection: Pick<StepConnection, 'acted'>): () => Buffer {
  let used = false
  return () => {
    if (used) return Buffer.alloc(0)
    used = true
    connection.acted(toward, `injected ${added.length} bytes behind ${behind}`)
    return added
  }
}
