// Time for one running server.
import type { Clock } from '../transcript/contracts.ts'

/** Starts at 0 now. */
export function startClock(): Clock {
  // Not performance.now(): to load what is behind it takes 2 ms of the start.
  const started = process.hrtime.bigint()
  return {
    now: () => Number(process.hrtime.bigint() - started) / 1e6,
    date: () => new Date(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}
