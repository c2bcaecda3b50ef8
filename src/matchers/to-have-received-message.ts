// expect(server).toHaveReceivedMessage({ to: 'b@example.org', secured: true })
import type { ReceivedMessage, ScenarioServer } from '../start-scenario.ts'
import { type MatcherResult, received } from './matcher.ts'

/** What a message must have; a key that is absent does not matter. */
export interface ExpectedMessage {
  /** Envelope sender and one of the recipients. */
  from?: string
  to?: string
  /** The Subject header, whole or by a regular expression. */
  subject?: string | RegExp
  /** Whether it came inside TLS. */
  secured?: boolean
}

interface SeenMessage {
  from: string
  to: string[]
  subject: string
  secured: boolean
}

/** The server has taken at least one message that has all of this. */
export async function toHaveReceivedMessage(value: unknown, expected: ExpectedMessage = {}): Promise<MatcherResult> {
  const seen = await Promise.all(serverIn(value).messages.map(seenOf))
  const pass = seen.some((message) => fits(message, expected))
  const list = seen.map((message) => `  ${JSON.stringify(message)}`).join('\n') || '  none'
  return {
    pass,
    message: () => `expected ${pass ? 'no message' : 'a message'} with ${show(expected)}; received:\n${list}`,
    actual: seen,
    expected,
  }
}

function serverIn(value: unknown): ScenarioServer {
  const is = typeof value === 'object' && value !== null && 'messages' in value && 'judge' in value
  return is ? (value as ScenarioServer) : received('a server: await startScenario(...)', value)
}

async function seenOf(message: ReceivedMessage): Promise<SeenMessage> {
  const { subject = '' } = await message.parsed()
  return { from: message.sender, to: message.recipients, subject, secured: message.secured }
}

function fits(message: SeenMessage, { from, to, subject, secured }: ExpectedMessage): boolean {
  if (from !== undefined && from !== message.from) return false
  if (to !== undefined && !message.to.includes(to)) return false
  if (secured !== undefined && secured !== message.secured) return false
  // Unlike test(), search() starts at the beginning whatever the flags are.
  if (subject instanceof RegExp) return message.subject.search(subject) >= 0
  return subject === undefined || subject === message.subject
}

function show({ subject, ...rest }: ExpectedMessage): string {
  return JSON.stringify({ ...rest, ...(subject !== undefined && { subject: String(subject) }) })
}
