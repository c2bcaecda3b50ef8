// Words that several products share: a queue as a table, times.
import type { Entry, Schedule } from './mail.ts'

const MINUTE_MS = 60_000
export const minutes = (count: number): number => count * MINUTE_MS
export const hours = (count: number): number => minutes(count * 60)
export const days = (count: number): number => hours(count * 24)

/** Waits from a list, the last of them again and again, until the mail is too old. */
export function waits(list: readonly number[], { until }: { until: number }): Schedule {
  return (tries, ageMs) => {
    const wait = list[Math.min(tries, list.length) - 1] ?? null
    return wait === null || ageMs + wait > until ? null : wait
  }
}

/** Tries once; whoever asked has to ask again. */
export const once: Schedule = () => null

/** Columns as wide as they have to be. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)))
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** `TlsDomain : example.com`, the names in one width, as PowerShell and others list. */
export function listed(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)} : ${value}`.trimEnd())
}

/** The rows of a queue without a form of its own: id, destination, status, last error. */
export function queueRows(entries: readonly Entry[]): string[][] {
  return entries.map(({ id, destination, status, lastError, nextTryAt }) => [
    String(id),
    destination,
    nextTryAt === null ? status : `${status} at ${clockTime(nextTryAt)}`,
    lastError ?? '',
  ])
}

/** `20:15:07`, in UTC, as events are compared across machines. */
export function clockTime(at: Date): string {
  return at.toISOString().slice(11, 19)
}
