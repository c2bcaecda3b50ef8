// The way to a server, again and again: paced, counted, and up to the point where a ClientHello is due.
import type { Socket } from 'node:net'
import { Connection } from '../send/connection.ts'
import type { Journal } from '../send/events.ts'
import { isOk, type Reply } from '../send/reply.ts'
import type { Clock } from '../transcript/contracts.ts'
import type { Heard } from './findings.ts'
import type { ProbeSettings } from './settings.ts'

export class Approach {
  readonly settings: ProbeSettings
  readonly clock: Clock
  /** The address that answered first: all that follows goes there, too. */
  address: string | null = null
  connections = 0
  readonly #journal: Journal

  constructor(settings: ProbeSettings, clock: Clock, journal: Journal) {
    this.settings = settings
    this.clock = clock
    this.#journal = journal
  }

  /** No more connections may be made. */
  get spent(): boolean {
    return this.connections >= this.settings.most
  }

  /** Opens one connection; resolves to it, or to why there is none. `quiet` keeps it out of the log. */
  async dial({ quiet = false }: { quiet?: boolean } = {}): Promise<{ connection: Connection } | { missed: string }> {
    if (this.connections > 0) await pause(this.clock, this.settings.paceMs)
    this.connections++
    const tell = quiet ? () => {} : this.#journal.forConnection()
    const { limits, target } = this.settings
    const connection = new Connection(
      (event, fields) => {
        if (event === 'connection.opened' && 'address' in fields) this.address ??= fields.address || null
        tell(event, fields)
      },
      this.clock,
      limits,
    )
    const lost = await connection.dial(this.address ?? target.host, target.port)
    return lost ? { missed: lost.text } : { connection }
  }

  /** A socket on which the server waits for a ClientHello; or why it does not. */
  async toTls(mode: 'starttls' | 'implicit'): Promise<{ socket: Socket } | { missed: string }> {
    const dialled = await this.dial({ quiet: true })
    if ('missed' in dialled) return dialled
    const { connection } = dialled
    if (mode === 'starttls') {
      const greeting = await connection.greeting()
      if (!isOk(greeting)) return turnedAway(connection, 'the greeting', greeting)
      const ehlo = await connection.command(`EHLO ${this.settings.ehlo}`)
      if (ehlo.lost) return turnedAway(connection, 'EHLO', ehlo)
      if (ehlo.code >= 500) await connection.command(`HELO ${this.settings.ehlo}`)
      const ready = await connection.command('STARTTLS')
      if (ready.code !== 220) return turnedAway(connection, 'STARTTLS', ready)
    }
    const socket = connection.release()
    return socket ? { socket } : { missed: 'the connection was closed before the hello' }
  }
}

export function heardOf(reply: Reply): Heard {
  return reply.lost ? { lines: [], missed: reply.text } : { lines: reply.lines, missed: null }
}

async function turnedAway(connection: Connection, at: string, reply: Reply): Promise<{ missed: string }> {
  if (reply.lost) connection.leave()
  else await connection.quit()
  return { missed: reply.lost ? `at ${at}: ${reply.text}` : `${at} was "${reply.text}"` }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}
