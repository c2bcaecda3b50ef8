// The whole corpus, as the files of test/corpus/pairs have it; a client has more than one file where a family of
// scenarios is large.
import { readdirSync, readFileSync } from 'node:fs'
import { type Label, type Pair, type PairsFile, pairsOf, readPairs } from './pair.ts'

const PAIRS_FOLDER = new URL('pairs/', import.meta.url)

export interface LabelledPair extends Pair {
  label: Label
}

const files = readdirSync(PAIRS_FOLDER).filter((file) => file.endsWith('.yaml'))

export const CORPUS = files.sort().map((file) => readPairs(readFileSync(new URL(file, PAIRS_FOLDER), 'utf8')))

export const PAIRS: LabelledPair[] = CORPUS.flatMap(labelledPairsOf)

/** @throws {Error} A label is still to be written. */
export function labelledPairsOf(corpus: PairsFile): LabelledPair[] {
  return pairsOf(corpus).map((pair) => {
    if (!pair.label) throw new Error(`${pair.id} has no label.`)
    return { ...pair, label: pair.label }
  })
}
