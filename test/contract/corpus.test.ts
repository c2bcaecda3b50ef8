// The corpus is what it claims to be: labels that are decided by one option, each with the pair in which it is flipped.
import { readdirSync } from 'node:fs'
import t from 'tap'
import { DIAGNOSES } from '../../src/verdict/diagnoses/index.ts'
import { CORPUS, type LabelledPair, PAIRS } from '../corpus/corpus.ts'
import type { Label } from '../corpus/pair.ts'

const byId = new Map(PAIRS.map((pair) => [pair.id, pair]))

t.ok(PAIRS.length >= 120, `${PAIRS.length} pairs`)
t.equal(byId.size, PAIRS.length, 'no pair is there twice')

t.test('it names only scenarios of the catalogue', async (t) => {
  const files = readdirSync(new URL('../../scenarios/', import.meta.url))
  const played = new Set(PAIRS.map(({ scenario }) => scenario))
  t.same(
    [...played].filter((scenario) => !files.includes(`${scenario}.yaml`)),
    [],
  )
})

t.test('every setting is used', async (t) => {
  for (const { client, settings, flips } of CORPUS) {
    const used = new Set(flips.flatMap(({ labels }) => Object.keys(labels)))
    t.same([...used].sort(), Object.keys(settings).sort(), client)
  }
})

t.test('every label names a diagnosis that exists, and says why', async (t) => {
  const ids = new Set(DIAGNOSES.map(({ id }) => id))
  t.same(
    PAIRS.filter(({ label: { diagnosis } }) => diagnosis !== null && !ids.has(diagnosis)).map(({ id }) => id),
    [],
  )
  t.same(
    PAIRS.filter(({ label }) => label.because.length < 15).map(({ id }) => id),
    [],
  )
})

t.test('flipping the option that decides flips the judgement', async (t) => {
  for (const pair of PAIRS) {
    const flipped = byId.get(pair.flips)
    if (!flipped) {
      t.fail(`${pair.id}: no pair ${pair.flips}`)
      continue
    }
    const symmetric = flipped.flips === pair.id && flipped.decidedBy === pair.flipped && flipped.policy === pair.policy
    t.ok(symmetric && flipped.scenario === pair.scenario, `${pair.id}: the flipped pair flips back`, { pair, flipped })
    t.ok(differs(pair.label, flipped.label), `${pair.id}: judged differently`)
    t.same(without(pair), without(flipped), `${pair.id}: the commands differ in "${pair.decidedBy}" only`)
  }
})

function differs(one: Label, other: Label): boolean {
  return one.verdict !== other.verdict || one.outcome !== other.outcome
}

/** The words of the command without the option that decides, in order of the alphabet. */
function without({ command, decidedBy }: LabelledPair): string[] {
  const words = command.split(' ')
  for (const word of decidedBy.split(' ').filter((each) => each !== '')) {
    const at = words.indexOf(word)
    if (at < 0) return [`${word} is not in the command`]
    words.splice(at, 1)
  }
  return words.sort()
}
