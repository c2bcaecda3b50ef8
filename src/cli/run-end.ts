// When a run ends: after the first try at every server, at the time limit, or when the user says so.
import type { RunningServer } from '../run/server.ts'
import { onStopSignal } from './stop-signals.ts'

export interface EndSettings {
  once: boolean
  timeoutMs: number | undefined
}

/** Resolves when the run is over. A second signal ends the process at once. */
export function runEnd(servers: readonly RunningServer[], { once, timeoutMs }: EndSettings): Promise<void> {
  return new Promise((resolve) => {
    onStopSignal(resolve)
    if (timeoutMs !== undefined) setTimeout(resolve, timeoutMs).unref()
    if (!once) return
    const waiting = new Set(servers)
    for (const server of servers) {
      server.onTry(() => {
        waiting.delete(server)
        if (waiting.size === 0) resolve()
      })
    }
  })
}
