// Time for one running server.
import type { Clock } from '../transcript/contracts.ts'

/** Starts at 0 now. */
export function startClock(): Clock {
  const started = performance.now()
  return {
    now: () => performance.now() - started,
    date: () => new Date(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}
