// Every pair of the corpus with its real client: the judgement is the one on the label.
import t, { type Test } from 'tap'
import { requireClient } from '../clients/client.ts'
import { CORPUS } from './corpus.ts'
import { prepareMaterials } from './materials.ts'
import { type Pair, pairsOf } from './pair.ts'
import { createPlayer } from './play.ts'

const AT_A_TIME = 4

t.setTimeout(300_000)
const play = createPlayer(await prepareMaterials(t), AT_A_TIME)

for (const corpus of CORPUS) {
  const pairs = pairsOf(corpus)
  const body = async (t: Test) => {
    const results = pairs.map((pair) => ({ pair, played: play(pair) }))
    for (const { played } of results) played.catch(() => {})
    for (const { pair, played } of results) compare(t, pair, await played)
  }
  t.test(corpus.client, corpus.client === 'nodemailer' ? body : requireClient(corpus.client, body))
}

type Played = Awaited<ReturnType<typeof play>>

function compare(t: Test, pair: Pair, { judgement, judged, client, verbs }: Played): void {
  const { verdict, outcome, diagnoses, reason, basis, leak } = judgement
  const found = { verdict, outcome, diagnosis: diagnoses[0]?.id ?? null }
  const expected = { verdict: pair.verdict, outcome: pair.outcome, diagnosis: pair.diagnosis }
  const { because, command } = pair
  const others = diagnoses.map(({ id }) => id).join(' ')
  t.same(found, expected, pair.id, { because, command, reason, basis, leak, others, verbs, client })
  t.strictSame(judged.afterALongRun, judged.now, `${pair.id}: the same after a long run`)
}
