// One session as the transcript has it, and the same dialogue as the client's own log has it.
import type { EventName, ScenarioServer, TranscriptEvent } from '../../src/index.ts'

type EventOf<Name extends EventName> = Extract<TranscriptEvent, { event: Name }>

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
    if (!event || more.length > 0)
      throw new Error(`${more.length + (event ? 1 : 0)} events ${name} where one was expected`)
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
export const swaksLog = logOf({ said: /^ [-~]> (.*)$/, heard: /^<[-~*][ *] (.*)$/, content: 'shown' })

export const curlLog = logOf({ said: /^> (.*)$/, heard: /^< (.*)$/, content: 'hidden' })

export const msmtpLog = logOf({ said: /^--> (.*)$/, heard: /^<-- (.*)$/, content: 'shown' })

export const netSmtpLog = logOf({
  said: /^Net::SMTP\S*=\S+>>> (.*)$/,
  heard: /^Net::SMTP\S*=\S+<<< (.*)$/,
  content: 'shown',
})

/** `send: 'ehlo client.test\r\n'` and `reply: b'250 2.1.0 Ok\r\n'`; content is sent as bytes, `send: b'...'`. */
export const smtplibLog = logOf({ said: /^send: '(.*)\\r\\n'$/, heard: /^reply: b'(.*)\\r\\n'$/, content: 'hidden' })

/** Replies start with a code, information stands in brackets, warnings and errors are marked; the rest was said. */
export const cClientLog = logOf({ said: /^(?!\d{3}[ -])([^[%?(].*)$/, heard: /^(\d{3}[ -].*)$/, content: 'shown' })

interface LogFormat {
  said: RegExp
  heard: RegExp
  /** Whether the log has the message content, or at least its final dot. */
  content: 'shown' | 'hidden'
}

function logOf({ said, heard, content }: LogFormat): (output: string) => Dialogue {
  return (output) => {
    const dialogue: Dialogue = { client: [], server: [] }
    let insideContent = false
    for (const line of output.split(/\r?\n/)) {
      const reply = heard.exec(line)?.[1]
      if (reply !== undefined) dialogue.server.push(reply)
      const command = reply === undefined ? said.exec(line)?.[1] : undefined
      if (command === undefined) continue
      if (!insideContent) dialogue.client.push(command)
      insideContent = content === 'shown' && command !== '.' && (insideContent || command === 'DATA')
    }
    return dialogue
  }
}
