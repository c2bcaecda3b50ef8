// The time of this machine, for a sender that is given no other.
import type { Clock } from '../transcript/contracts.ts'

/** Starts at 0 now. A retry that is due later keeps no process alive. */
export function machineClock(): Clock {
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
