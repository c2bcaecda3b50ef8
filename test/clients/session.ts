// One session as the transcript has it, and the same dialogue as the client's own log has it.
import type { EventFields, EventName, ScenarioServer, TranscriptEvent } from '../../src/index.ts'

export type EventOf<Name extends EventName> = Extract<TranscriptEvent, { event: Name }>

/** What was said, without the message content. */
export interface Dialogue {
  client: string[]
  server: string[]
}

export class Session {
  readonly events: readonly TranscriptEvent[]

  constructor(events: readonly TranscriptEvent[]) {
    this.events = events
  }

  /** The events of one kind, in order. */
  all<Name extends EventName>(name: Name): EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> => event.event === name)
  }

  /** The one event of its kind. */
  the<Name extends EventName>(name: Name): EventOf<Name> {
    const [event, ...more] = this.all(name)
    if (!event || more.length > 0) throw new Error(`${more.length + (event ? 1 : 0)} events ${name} where one was expected`)
    return event
  }

  /** The verbs of the commands, those inside TLS with a star: `EHLO STARTTLS EHLO* MAIL*`. */
  get verbs(): string {
    const commands = this.all('smtp.command-received').filter(({ verb }) => verb !== '')
    return commands.map(({ verb, secured }) => (secured ? `${verb}*` : verb)).join(' ')
  }

  get dialogue(): Dialogue {
    return {
      client: this.all('smtp.command-received').map(({ line }) => line),
      server: this.all('smtp.reply-sent').flatMap(({ lines }) => lines),
    }
  }
}

/** The next session that has ended. */
export async function nextSession(server: ScenarioServer): Promise<Session> {
  const { session } = await server.nextSession()
  return new Session(server.transcript.filter((event) => event.session === session))
}

/** What swaks prints: ` -> ` and `<-  ` in clear, ` ~> ` and `<~  ` inside TLS, a star where a reply refuses. */
export function swaksLog(output: string): Dialogue {
  return logOf(output, /^ [-~]> (.*)$/, /^<[-~][ *]{2}(.*)$/)
}

export const curlLog = (output: string): Dialogue => logOf(output, /^> (.*)$/, /^< (.*)$/)

export const msmtpLog = (output: string): Dialogue => logOf(output, /^--> (.*)$/, /^<-- (.*)$/)

export const netSmtpLog = (output: string): Dialogue => logOf(output, /^Net::SMTP\S*=\S+>>> (.*)$/, /^Net::SMTP\S*=\S+<<< (.*)$/)

/** `send: 'ehlo client.test\r\n'` and `reply: b'250 2.1.0 Ok\r\n'`; content is sent as bytes. */
export const smtplibLog = (output: string): Dialogue => logOf(output, /^send: '(.*)\\r\\n'$/, /^reply: b'(.*)\\r\\n'$/)

/** Replies start with a code, information is in brackets, warnings and errors are marked; the rest are commands. */
export const cClientLog = (output: string): Dialogue => logOf(output, /^(?!\d{3}[ -])([^[%?(].*)$/, /^(\d{3}[ -].*)$/)

function logOf(output: string, said: RegExp, heard: RegExp): Dialogue {
  const dialogue: Dialogue = { client: [], server: [] }
  let content = false
  for (const line of output.split(/\r?\n/)) {
    const reply = heard.exec(line)?.[1]
    if (reply !== undefined) dialogue.server.push(reply)
    const command = reply === undefined ? said.exec(line)?.[1] : undefined
    if (command === undefined) continue
    if (!content) dialogue.client.push(command)
    // Content ends with a dot, or shows in no log at all and the next line is a command.
    if (/^data$/i.test(command)) content = true
    else if (command === '.' ) content = false
  }
  return dialogue
}

export type { EventFields }
