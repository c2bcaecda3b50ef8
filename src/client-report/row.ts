// A line of a report: what was seen, whether that is right, and what follows from it.

/** `bad`: to be changed. `warn`: better otherwise. `good`: as it should be. Absent: neither, or not to be known. */
export type Mark = 'good' | 'warn' | 'bad'

export const MARK_WORDS: Readonly<Record<Mark, string>> = { good: 'good', warn: 'improve', bad: 'wrong' }

export interface Row {
  label: string
  value: string
  mark?: Mark
  /** What follows from it, in a sentence. */
  note?: string
}

export interface Section {
  title: string
  rows: Row[]
}
