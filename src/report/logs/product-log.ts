// The contract of a log: a session told in the lines of a product's own log, one file per product.

import type { TranscriptEvent } from '../../transcript/events.ts'
import { visible } from '../../transcript/visible.ts'
import type { OpenReporter, ServerReport } from '../reporter.ts'
import { type Session, Sessions } from './sessions.ts'

export interface ProductLog {
  /** What `--reporter` takes: `log-postfix`. */
  name: string
  /** One line for the help and the reference. */
  doc: string
  /** Where its form was read. */
  source: string
  /** Lines on top of the file. */
  head?(startedAt: Date): readonly string[]
  /** Called once per server. */
  open(server: ServerReport): LogWriter
}

/** The lines for one event; `session` already knows it. */
export type LogWriter = (event: TranscriptEvent, session: Session, at: Date) => readonly string[]

/** The reporter of a log. Every line goes out here, and nothing in it that a terminal or an editor would obey. */
export function logReporter(log: ProductLog): OpenReporter {
  return ({ write, aside }) => {
    const writers = new Map<number, { writer: LogWriter; sessions: Sessions }>()
    const say = (lines: readonly string[]) => {
      if (lines.length > 0) write(lines.map((line) => `${visible(line)}\n`).join(''))
    }
    let begun = false
    return {
      ready(server) {
        if (server.skipped !== null) return aside(`${visible(server.skipped)}\n`)
        if (!begun) say(log.head?.(server.startedAt) ?? [])
        begun = true
        writers.set(server.number, { writer: log.open(server), sessions: new Sessions(server) })
      },
      event(server, event) {
        const open = writers.get(server.number)
        const session = open?.sessions.take(event)
        if (open && session) say(open.writer(event, session, new Date(server.startedAt.getTime() + event.atMs)))
      },
      done() {},
    }
  }
}
