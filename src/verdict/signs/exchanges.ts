// Which reply answers what: the dialogue of a session as pairs.
import type { DiagnosisEvents } from '../diagnosis.ts'
import type { EventOf, SessionView, TryView } from '../try-view.ts'

export interface Exchange {
  session: SessionView
  /** What was answered: a verb (lines of an AUTH exchange count as AUTH), `greeting`, `message`, or `bytes`. */
  to: string
  command: EventOf<'smtp.command-received'> | null
  reply: EventOf<'smtp.reply-sent'>
}

/** The exchanges of a session. */
export const exchangesIn = remembered(pairedUp)

/** Replies of the first try that refuse: 4yz and 5yz. */
export const refusalsIn = remembered((first: TryView) =>
  first.sessions.flatMap(exchangesIn).filter(({ reply }) => reply.code >= 400),
)

/** Many diagnoses ask for the same, and a view does not change. */
function remembered<View extends object>(look: (view: View) => readonly Exchange[]) {
  const known = new WeakMap<View, readonly Exchange[]>()
  return (view: View): readonly Exchange[] => {
    const found = known.get(view) ?? look(view)
    known.set(view, found)
    return found
  }
}

function pairedUp(session: SessionView): Exchange[] {
  const exchanges: Exchange[] = []
  let command: Exchange['command'] = null
  let to = 'greeting'
  for (const event of session.events) {
    if (event.event === 'smtp.command-received' && event.verb !== '') {
      command = event
      to = event.verb
    } else if (event.event === 'smtp.content-received') to = 'message'
    else if (event.event === 'smtp.tls-record-received') {
      command = null
      to = 'bytes'
    } else if (event.event === 'tls.established') {
      command = null
      to = 'greeting'
    } else if (event.event === 'smtp.reply-sent') {
      exchanges.push({ session, to, command, reply: event })
      // What comes next without a command answers bytes that are none: a TLS record, a line without an end.
      if (to === 'greeting') to = 'bytes'
    }
  }
  return exchanges
}

/** The words of a reply in one line, without its codes. */
export function textOf({ lines }: EventOf<'smtp.reply-sent'>): string {
  return lines.map((line) => line.replace(/^\d{3}[ -]?/, '')).join(' ')
}

/** A reply as it is quoted to people: its code and words, in one line, not too long. */
export function quoted(reply: EventOf<'smtp.reply-sent'>): string {
  const whole = `${reply.code} ${textOf(reply)}`.trim()
  return whole.length > 160 ? `${whole.slice(0, 157)}...` : whole
}

/** The events of an exchange: the command, where there is one, and its reply. */
export function eventsOf({ command, reply }: Exchange): DiagnosisEvents {
  return command ? [command, reply] : [reply]
}

/** The commands of a session with this verb. */
export function commandsOf(session: SessionView, ...verbs: string[]): EventOf<'smtp.command-received'>[] {
  return session.all('smtp.command-received').filter(({ verb }) => verbs.includes(verb))
}
