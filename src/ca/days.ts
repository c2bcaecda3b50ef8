// Days, as certificates count them.

export const DAY_MS = 24 * 60 * 60 * 1000

/** The moment that lies `days` from `now`, to the second. */
export function daysFrom(now: number, days: number): Date {
  return new Date(Math.floor((now + days * DAY_MS) / 1000) * 1000)
}
