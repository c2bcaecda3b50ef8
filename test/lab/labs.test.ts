// Every lab played through for real: the symptom, wrong and right answers, each fix; the fragments are those of the seeds.
import t, { type Test } from 'tap'
import { checkLab } from '../../src/lab/check-lab.ts'
import { type Answer, grade, idOf, logLines, rightMarks } from '../../src/lab/grade.ts'
import { LiveLab } from '../../src/lab/live-lab.ts'
import { type Lab, loadCourses, loadLabs } from '../../src/lab/load.ts'
import type { Question } from '../../src/lab/question.ts'
import { type LabRun, shownBy } from '../../src/lab/run.ts'

/** What each document of the seeds has of its symptom, copied from there by hand. */
const SEEDS = {
  'tls10-turned-away': [
    '421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit',
    '%Retrying LOGIN authentication after 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client',
    'emailgtw: AUTH LOGIN',
    'emailgtw: [Winsock cleanup]',
    'emailgtw: ?Can not authenticate to SMTP server: 421 SMTP connection broken (reply)',
    'emailgtw: (send_it) smtp_auth failed',
  ],
  'encryption-too-weak': ['503 5.7.0 encryption too weak 0 less than 112'],
  'no-starttls': ['The remote SMTP service does not support TLS.', 'retry'],
  'starttls-but-not-for-us': ['The remote SMTP service does not support TLS.'],
  'client-certificate-demanded': ['No available IPv4 route for '],
  'cipher-strength': ['No available IPv4 route for '],
  'unknown-credentials': ['TLS negotiation failed with error UnknownCredentials'],
  'ecdhe-only': ['4.7.0 TLS handshake failed'],
} as const

const labs = await loadLabs()

t.test('there are enough of them, and each course leads through labs that know each other', async (t) => {
  t.ok(labs.size >= 14)
  const courses = await loadCourses(labs)
  const main = courses.get('from-starttls-to-two-hops')
  t.same([...(main?.labs ?? [])].sort(), [...labs.keys()].sort(), 'every lab is in the course')
  t.equal(main?.labs[0], 'sent-in-clear')
  t.equal(main?.labs.at(-1), 'two-hops')
})

for (const lab of labs.values()) {
  t.test(lab.name, async (t) => {
    const live = await LiveLab.start(lab)
    t.teardown(() => live.stop())
    const run = await live.run()
    t.equal(run.solved, false, 'an incident')
    const hop = run.hops[(lab.symptom.hop ?? 1) - 1]
    const shown = hop ? shownBy(lab.symptom.tool, hop).join('\n') : ''
    for (const fragment of [...lab.symptom.contains, ...(SEEDS[lab.name as keyof typeof SEEDS] ?? [])]) {
      t.ok(shown.includes(fragment), `the ${lab.symptom.tool} has ${fragment}`, { shown })
    }
    for (const question of lab.questions) playQuestion(t, question, run)
    await playFixes(t, lab, live)
  })
}

t.test('what a lab says and its run does not show is told', async (t) => {
  const lab = labs.get('sent-in-clear') as Lab
  const [question] = lab.questions.filter(({ kind }) => kind === 'mark-event')
  const [right, wrong] = lab.fixes
  const failures = await checkLab({
    ...lab,
    symptom: { tool: 'header', contains: ['with ESMTPS'] },
    questions: [{ ...(question as Question), answer: { event: 'tls.established' } }],
    fixes: [
      { ...(right as Lab['fixes'][number]), right: false },
      { ...(wrong as Lab['fixes'][number]), expect: { verdict: 'pass', travels: 'encrypted' }, right: true },
    ],
  })
  t.same(
    failures.map(({ where, expected }) => [where, expected]),
    [
      ['symptom', '"with ESMTPS"'],
      ['questions, offered', 'event with {"event":"tls.established"}'],
      ['fixes, use-starttls', 'right: true'],
      ['fixes, partner-insists', 'verdict pass'],
      ['fixes, partner-insists', 'travels encrypted'],
      ['fixes, partner-insists', 'a pass with the mail encrypted'],
    ],
  )
})

/** Every wrong answer is called wrong with its reason, and the right one right. */
function playQuestion(t: Test, question: Question, run: LabRun): void {
  const { id, kind, options = [], steps = [], because } = question
  const graded = (answer: Answer) => grade(question, answer, run)
  if (kind === 'one' || kind === 'many') {
    const answerOf = (texts: readonly string[]): Answer =>
      kind === 'one' ? { option: idOf(texts[0] ?? '') } : { options: texts.map(idOf) }
    const right = options.filter((option) => option.right).map(({ text }) => text)
    t.equal(graded(answerOf(right)).right, true, `${id}: the right answer`)
    for (const option of options.filter((each) => !each.right)) {
      const told = graded(answerOf(kind === 'one' ? [option.text] : [...right, option.text]))
      t.match(told, { right: false, because: [option.because], wrong: [idOf(option.text)] }, `${id}: ${option.text}`)
    }
    if (right.length > 1) t.equal(graded(answerOf(right.slice(1))).right, false, `${id}: only a part of it`)
  } else if (kind === 'order') {
    t.equal(graded({ order: steps.map(idOf) }).right, true, `${id}: in order`)
    const turned = [...steps].reverse()
    t.match(graded({ order: turned.map(idOf) }), { right: false, because: [String, because] }, `${id}: turned round`)
  } else playMark(t, question, run)
}

function playMark(t: Test, question: Question, run: LabRun): void {
  const { id, kind, answer = {}, because } = question
  const hop = answer.hop ?? 1
  const played = run.hops[hop - 1]
  const right = rightMarks(question, run) as number[]
  const all: readonly (number | string)[] =
    kind === 'mark-event'
      ? (played?.transcript ?? []).map(({ seq }) => seq)
      : kind === 'mark-log'
        ? logLines(played ?? { log: [] }).map((_, at) => at)
        : ['versions', 'suites', 'servername', 'groups']
  const key = { 'mark-event': 'event', 'mark-log': 'line', 'mark-hello': 'field' }[kind as string] ?? ''
  t.ok(right.length > 0 && right.length < all.length, `${id}: some marks are right, not all`)
  for (const mark of all) {
    const told = grade(question, { [key]: mark, hop }, run)
    t.equal(told.right, right.includes(mark as number), `${id}: ${key} ${mark}`)
    if (!told.right) t.same(told.because, [because])
  }
}

/** Each fix does what the lab says of it, whichever was tried before. */
async function playFixes(t: Test, lab: Lab, live: LiveLab): Promise<void> {
  for (const { id, right = false, expect } of lab.fixes) {
    await live.apply(id)
    t.equal(live.applied, id)
    const run = await live.run()
    const { verdict, travels, leak } = run
    t.match({ verdict, travels, leak }, expect, `fix ${id}`, { explained: run.hops.map(({ explained }) => explained) })
    t.equal(run.solved, right, `fix ${id}: solved`)
  }
  await live.undo()
  t.equal((await live.run()).solved, false, 'as the customer has it again')
  t.equal(live.solved, true)
}
