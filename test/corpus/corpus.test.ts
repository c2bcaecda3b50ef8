// Every pair of the corpus with its real client: the judgement is the one on the label.
import t, { type Test } from 'tap'
import { requireClient } from '../clients/client.ts'
import { CORPUS, type LabelledPair, labelledPairsOf } from './corpus.ts'
import { prepareMaterials } from './materials.ts'
import { createPlayer } from './play.ts'

const AT_A_TIME = 4

t.setTimeout(300_000)
const play = createPlayer(await prepareMaterials(t), AT_A_TIME)

for (const corpus of CORPUS) {
  const pairs = labelledPairsOf(corpus)
  const body = async (t: Test) => {
    const results = pairs.map((pair) => ({ pair, played: play(pair) }))
    for (const { played } of results) played.catch(() => {})
    for (const { pair, played } of results) compare(t, pair, await played)
  }
  t.test(corpus.client, corpus.client === 'nodemailer' ? body : requireClient(corpus.client, body))
}

type Played = Awaited<ReturnType<typeof play>>

function compare(t: Test, { id, command, label }: LabelledPair, { judgement, judged, client, verbs }: Played): void {
  const { verdict, outcome, diagnoses, reason, basis, leak } = judgement
  const found = { verdict, outcome, diagnosis: diagnoses[0]?.id ?? null }
  const { because, ...expected } = label
  const others = diagnoses.map(({ id }) => id).join(' ')
  t.same(found, expected, id, { because, command, reason, basis, leak, others, verbs, client })
  t.strictSame(judged.afterALongRun, judged.now, `${id}: the same after a long run`)
}
