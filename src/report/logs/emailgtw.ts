// The log of the monitoring probe emailgtw, had it been the client.
import {
  AUTH_FAILED,
  askedLines,
  BROKEN,
  cannotAuthenticate,
  noTls,
  probeLines,
  retryingLine,
  stamped,
  tlsFailure,
} from '../../product-log/emailgtw.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { asClient } from './client-view.ts'
import type { ProductLog } from './product-log.ts'
import type { Session } from './sessions.ts'

export const emailgtwLog: ProductLog = {
  name: 'log-emailgtw',
  doc: 'The log of the probe emailgtw, had it been the client in these sessions',
  source: 'seed 000:48 to 000:59; imap-2007f, smtp.c and auth_log.c (the library in the probe)',
  open() {
    const probes = new WeakMap<Session, Probe>()
    return (event, session, at) => {
      const probe = probes.get(session) ?? new Probe(session)
      probes.set(session, probe)
      return probe.lines(event, at)
    }
  },
}

/** One connection of it. */
class Probe {
  readonly #session: Session
  /** Its library asks for the user before the wire tells who that is: lines wait for it. */
  #held: { at: Date; before: string[]; behind: string[] } | null = null
  /** The reply that has refused a login, until it is known what the client does about it. */
  #refused: string | null = null
  #failed = false

  constructor(session: Session) {
    this.#session = session
  }

  lines(event: TranscriptEvent, at: Date): string[] {
    const said = this.#said(event, at).map((line) => stamped(line, at))
    if (!this.#held) return said
    this.#held.behind.push(...said)
    const done = event.event === 'smtp.credentials-received' || event.event === 'session.closed' || isAnswer(event)
    return done ? this.#release() : []
  }

  #said(event: TranscriptEvent, at: Date): string[] {
    const seen = asClient(event, this.#session)
    const plain = (seen && probeLines(seen)) ?? []
    switch (event.event) {
      case 'smtp.command-received':
        return [...this.#beforeCommand(event.verb), ...plain]
      case 'smtp.reply-sent':
        return this.#reply(event.code, plain, at)
      case 'tls.failed': {
        const host = this.#host
        return [`?${tlsFailure(host)}`, `?${noTls(host)}`]
      }
      case 'session.closed':
        return this.#end(event.by)
      default:
        return plain
    }
  }

  get #host(): string {
    return this.#session.opened.to
  }

  get #mechanism(): string {
    return /^AUTH\s+(\S+)/i.exec(this.#session.authLine)?.[1]?.toUpperCase() ?? 'LOGIN'
  }

  /** Behind a refused login: once more, or the end. */
  #beforeCommand(verb: string): string[] {
    const refused = this.#refused
    if (refused === null || verb === '') return []
    this.#refused = null
    if (verb === 'AUTH') return [retryingLine(this.#mechanism, refused)]
    this.#failed = true
    return [`?${cannotAuthenticate(refused)}`]
  }

  #reply(code: number, lines: string[], at: Date): string[] {
    const { answered } = this.#session
    if (answered?.verb === 'AUTH' && code === 334 && !this.#held) {
      this.#held = { at, before: lines, behind: [] }
      return []
    }
    if (code >= 400 && (answered?.verb === 'AUTH' || answered?.verb === '')) this.#refused = lines.join(' ')
    return lines
  }

  #end(by: 'client' | 'server' | 'path'): string[] {
    const refused = this.#refused
    if (refused === null) return this.#failed ? [AUTH_FAILED] : []
    if (by === 'client') return [`?${cannotAuthenticate(refused)}`, AUTH_FAILED]
    // It says AUTH once more, to a connection that is gone (lines 55 to 59).
    const again = [retryingLine(this.#mechanism, refused), `AUTH ${this.#mechanism}`, '[Winsock cleanup]']
    return [...again, `?${cannotAuthenticate(BROKEN)}`, AUTH_FAILED]
  }

  #release(): string[] {
    if (!this.#held) return []
    const { at, before, behind } = this.#held
    this.#held = null
    const asked = [...before, ...askedLines(this.#host, this.#session.tried?.user ?? '')]
    return [...asked.map((line) => stamped(line, at)), ...behind]
  }
}

/** The end of a login, in whatever way. */
function isAnswer(event: TranscriptEvent): boolean {
  return event.event === 'smtp.reply-sent' && event.code !== 334
}
