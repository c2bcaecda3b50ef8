// What a sender is told to write: an address for the run, and a code for the subject by which its report is found.
import { createHash } from 'node:crypto'

// No letter or digit that looks like another one, since people copy them by hand.
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'

/** The local part of the address of a run: `report-k7mq`. */
export function localPartOf(seed: number): string {
  return `report-${letters(`address/${seed}`, 4).toLowerCase()}`
}

/** So many different codes, `K7MQ-93XD`, the same for the same seed. */
export function codesOf(seed: number, count: number): string[] {
  const codes = new Set<string>()
  for (let draw = 0; codes.size < count; draw++) {
    const drawn = letters(`code/${seed}/${draw}`, 8)
    codes.add(`${drawn.slice(0, 4)}-${drawn.slice(4)}`)
  }
  return [...codes]
}

/** The first of the codes that stands in a subject, in whatever case. */
export function codeIn(subject: string, codes: readonly string[]): string | null {
  const text = subject.toUpperCase()
  return codes.find((code) => text.includes(code)) ?? null
}

function letters(from: string, length: number): string {
  const bytes = createHash('sha256').update(`report/${from}`).digest()
  return [...bytes.subarray(0, length)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
}
