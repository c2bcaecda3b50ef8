// Server-sent events (HTML Living Standard, section 9.2) on a bare HTTP response.
import type { ServerResponse } from 'node:http'
import { ApiError } from './api-error.ts'
import type { Limits } from './limits.ts'

const HEARTBEAT_MS = 15_000

/** An open stream to one reader. */
export interface EventStream {
  /** False: the reader is gone, or did not read for so long that it was dropped. */
  send(entry: { id?: string; event?: string; data: string }): boolean
  readonly open: boolean
  onClose(listener: () => void): void
}

/** All streams of one control server. */
export class EventStreams {
  readonly #limits: Limits
  readonly #open = new Set<ServerResponse>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Throws ApiError when too many are open. */
  check(): void {
    if (this.#open.size < this.#limits.streams) return
    throw new ApiError('too-many-streams', `${this.#open.size} event streams are open, which is the limit.`)
  }

  start(response: ServerResponse, headers: Record<string, string>): EventStream {
    const { unreadBytes } = this.#limits
    this.#open.add(response)
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    // Who comes back after a second finds everything again.
    response.write('retry: 1000\n\n')
    const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS)
    heartbeat.unref()
    response.once('close', () => {
      clearInterval(heartbeat)
      this.#open.delete(response)
    })
    const write = (text: string): boolean => {
      if (response.destroyed || response.writableEnded) return false
      if (response.writableLength > unreadBytes) {
        response.destroy()
        return false
      }
      response.write(text)
      return true
    }
    return {
      send: ({ id, event, data }) =>
        write(
          `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`,
        ),
      get open() {
        return !response.destroyed && !response.writableEnded
      },
      onClose: (listener) => void response.once('close', listener),
    }
  }

  closeAll(): void {
    for (const response of this.#open) response.end()
  }
}
