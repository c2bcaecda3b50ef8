// No diagnosis rests on transcripts written by hand alone: a real client, written by nobody here, meets each of them.
import t from 'tap'
import { DIAGNOSES } from '../../src/verdict/diagnoses/index.ts'
import { REAL_RUNS } from '../clients/real-diagnoses.ts'
import { PAIRS } from '../corpus/corpus.ts'

/** None of the stacks here does that, as test/clients/legacy-scenarios.test.ts shows: an old client made for it does. */
const NOBODY_DOES = ['broken-handshake-accepted', 'downgrade-not-noticed']

const ids = DIAGNOSES.map(({ id }) => id)
const leading = PAIRS.flatMap(({ label }) => label.diagnosis ?? [])
const shown = REAL_RUNS.map(({ diagnosis }) => diagnosis)

t.test('every diagnosis leads a pair of the corpus, or has a run of its own', async (t) => {
  const met = new Set([...leading, ...shown, ...NOBODY_DOES])
  t.strictSame(
    ids.filter((id) => !met.has(id)),
    [],
  )
})

t.test('a run of its own is for one that leads no pair, once, and exists', async (t) => {
  t.strictSame(
    [...shown, ...NOBODY_DOES].filter((id) => leading.includes(id)),
    [],
  )
  t.strictSame(
    shown.filter((id, at) => shown.indexOf(id) !== at || !ids.includes(id)),
    [],
  )
})
