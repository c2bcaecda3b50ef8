// A class at work: names, points, hints, exams, the trainer's figures and their export.
import t from 'tap'
import { idOf } from '../../src/lab/grade.ts'
import { loadCourses, loadLabs } from '../../src/lab/load.ts'
import { present } from '../../src/lab/present.ts'
import { Class } from '../../src/lab/progress/class.ts'
import { answerExam, certificateOf, finishExam, startExam } from '../../src/lab/progress/exam.ts'
import { csvOf, overviewOf } from '../../src/lab/progress/overview.ts'

const labs = await loadLabs()
const courses = await loadCourses(labs)
const clock = { date: () => new Date('2026-11-25T10:00:00Z') }
const LAB = 'sent-in-clear'
const questions = labs.get(LAB)?.questions ?? []
const header = questions.find(({ id }) => id === 'header') ?? questions[0]
const RIGHT = idOf(header?.options?.find(({ right }) => right)?.text ?? '')
const WRONG = idOf(header?.options?.find(({ right }) => !right)?.text ?? '')

t.test('a name is enough, and the same name comes back to its progress', async (t) => {
  const folder = t.testdir()
  const group = await Class.open(labs, folder, clock)
  const anna = await group.join('  Anna   Müller ')
  t.equal(anna.name, 'Anna Müller')
  t.equal((await group.join('anna müller')).id, anna.id)
  await group.answer(anna.id, LAB, 'header', { option: RIGHT }, null)
  await group.close()

  const again = await Class.open(labs, folder, clock)
  t.equal((await again.join('Anna Müller')).id, anna.id)
  t.match(again.trainee(anna.id).labs[LAB], {
    startedAt: '2026-11-25T10:00:00.000Z',
    answers: { header: { right: true } },
  })
  for (const name of ['', '   ', 'x'.repeat(81), 'a\u0000b'])
    await t.rejects(again.join(name), { code: 'LAB_WRONG_NAME' })
  t.throws(() => again.trainee('nobody'), { code: 'LAB_UNKNOWN_TRAINEE' })
  await again.close()
})

t.test('hints and wrong answers cost a quarter each, and a right answer stays right', async (t) => {
  const group = await Class.open(labs, t.testdir(), clock)
  const { id } = await group.join('Anna')
  const wrong = await group.answer(id, LAB, 'header', { option: WRONG }, null)
  t.match(wrong, { right: false, because: [/certificate/], record: { tries: 1, atOnce: false, points: 0 } })
  t.match(await group.hint(id, LAB, 'header'), { hint: String, left: 0 })
  await t.rejects(group.hint(id, LAB, 'header'), { code: 'LAB_NO_HINTS', message: /every hint was given/ })
  t.match(await group.answer(id, LAB, 'header', { option: RIGHT }, null), {
    right: true,
    record: { points: 2, tries: 2 },
  })
  t.match(await group.answer(id, LAB, 'header', { option: WRONG }, null), {
    right: false,
    record: { right: true, points: 2 },
  })

  const bert = await group.join('Bert')
  t.match(await group.answer(bert.id, LAB, 'header', { option: RIGHT }, null), { record: { points: 4, atOnce: true } })
  const clara = await group.join('Clara')
  for (let at = 0; at < 9; at++) await group.answer(clara.id, LAB, 'header', { option: WRONG }, null)
  t.match(await group.answer(clara.id, LAB, 'header', { option: RIGHT }, null), { record: { points: 1, tries: 10 } })

  await t.rejects(group.answer(id, LAB, 'header', { option: 'x' }, null), { code: 'LAB_WRONG_ANSWER_FORM' })
  await t.rejects(group.answer(id, LAB, 'header', 'RIGHT', null), { code: 'LAB_WRONG_ANSWER_FORM' })
  await t.rejects(group.answer(id, LAB, 'offered', { event: 1 }, null), { code: 'LAB_NOT_RUN' })
  await t.rejects(group.answer(id, LAB, 'nothing', {}, null), { code: 'LAB_UNKNOWN_QUESTION' })
  await t.rejects(group.answer(id, '__proto__', 'header', {}, null), { code: 'LAB_NOT_FOUND' })

  const [figures] = overviewOf(group.trainees, labs).labs.find(({ name }) => name === LAB)?.questions ?? []
  t.match(figures, { id: 'header', answered: 3, right: 3, atOnce: 1, tries: 13, hints: 1, commonest: { times: 10 } })
  await group.close()
})

t.test('the table of the trainer opens in a spreadsheet and runs nothing there', async (t) => {
  const group = await Class.open(labs, t.testdir(), clock)
  const names = ['=1+1', '@SUM(A1)', '+1', '-1', ' =cmd|x', '\uFF1D1', 'a "quoted", name', 'plain']
  for (const name of names) await group.ran((await group.join(name)).id, LAB, { solved: false }, null)
  const lines = csvOf(group.trainees, labs).split('\r\n')
  t.equal(lines[0], 'trainee,lab,question,tries,hints,right,points,of,runs,solved at')
  t.equal(lines.length, 1 + names.length * questions.length + 1)
  const first = lines.slice(1).filter((_, at) => at % questions.length === 0)
  t.same(
    first.slice(0, -1).map((line) => line.slice(0, line.indexOf(`,${LAB}`))),
    ['"\'=1+1"', '"\'@SUM(A1)"', '"\'+1"', '"\'-1"', '"\'=cmd|x"', '"\'\uFF1D1"', '"a ""quoted"", name"', 'plain'],
  )
  await group.close()
})

t.test('a reset forgets one or all', async (t) => {
  const group = await Class.open(labs, t.testdir(), clock)
  const anna = await group.join('Anna')
  await group.join('Bert')
  await group.reset(anna.id)
  t.same(
    group.trainees.map(({ name }) => name),
    ['Bert'],
  )
  await t.rejects(group.reset(anna.id), { code: 'LAB_UNKNOWN_TRAINEE' })
  await group.reset()
  t.same(group.trainees, [])
  await group.close()
})

t.test('an exam draws by its seed, tells nothing before its end, and ends in a certificate', async (t) => {
  const folder = t.testdir()
  const group = await Class.open(labs, folder, clock)
  const { id } = await group.join('Anna')
  const course = courses.get('certificates')
  if (!course) throw new Error('The course is gone')
  const [one, same, other] = [
    await startExam(group, id, course, 1),
    await startExam(group, id, course, 1),
    await startExam(group, id, course, 2),
  ]
  const asked = (exam: typeof one) => exam.questions.map(({ lab, id: question }) => `${lab}/${question}`)
  t.same(asked(one), asked(same))
  t.notSame(asked(one), asked(other))
  t.equal(one.questions.length, course.exam?.questions)
  t.ok(one.questions.every(({ hints, kind }) => hints === 0 && !kind.startsWith('mark-')))

  const rightFor = ({ lab, id: question }: (typeof one.questions)[number]) => {
    const {
      kind,
      options = [],
      steps = [],
    } = labs.get(lab)?.questions.find((each) => each.id === question) ?? header ?? {}
    const right = options.filter((option) => option.right).map(({ text }) => idOf(text))
    return kind === 'order' ? { order: steps.map(idOf) } : kind === 'one' ? { option: right[0] } : { options: right }
  }
  for (const [at, question] of one.questions.entries()) {
    const shown = await answerExam(group, id, one.id, at, rightFor(question))
    t.equal(shown.questions[at]?.answered, true)
    t.notMatch(JSON.stringify(shown), /"right"/)
  }
  await t.rejects(answerExam(group, id, one.id, 0, {}), { code: 'LAB_EXAM_OVER' })
  t.equal(certificateOf(group, id, one.id, course), null, 'not before its end')
  t.match(await finishExam(group, id, one.id), { result: { percent: 100, passed: true } })
  t.match(certificateOf(group, id, one.id, course), {
    name: 'Anna',
    course: 'Certificates',
    date: '2026-11-25',
    percent: 100,
  })

  t.match(await finishExam(group, id, other.id), { result: { points: 0, passed: false } }, 'not answered is wrong')
  t.equal(certificateOf(group, id, other.id, course), null)
  await group.close()

  const again = await Class.open(labs, folder, clock)
  t.match(overviewOf(again.trainees, labs).trainees[0]?.exams, [
    { passed: true },
    { finished: false },
    { passed: false },
  ])
  await again.close()
})

t.test('what a trainee sees of a question does not tell the answer', (t) => {
  for (const lab of labs.values()) {
    for (const question of lab.questions) {
      const shown = present(question, 'seed')
      t.notMatch(JSON.stringify(Object.keys(shown)), /answer|because|right/)
      if (!question.steps) continue
      t.notSame(
        shown.steps?.map(({ text }) => text),
        question.steps,
        `${lab.name} ${question.id}`,
      )
    }
  }
  t.end()
})
