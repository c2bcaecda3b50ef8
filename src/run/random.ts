// Chance that repeats itself: numbers that follow from seed and session alone.
import { createHash } from 'node:crypto'

/** A source of numbers from 0 up to 1 for one session. */
export function sessionRandom(seed: number, session: number): () => number {
  let draw = 0
  return () => createHash('sha256').update(`${seed}/${session}/${draw++}`).digest().readUInt32BE(0) / 2 ** 32
}

/** Queue ids as mail servers show them: ten letters and digits, the same in every run with the same seed. */
export function idSource(seed: number): () => string {
  let count = 0
  return () => createHash('sha256').update(`id/${seed}/${count++}`).digest('hex').slice(0, 10).toUpperCase()
}
