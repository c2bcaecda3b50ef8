// An exam: questions drawn by a seed, no hints, the first answer counts, and nothing is told before the end.
import { randomBytes } from 'node:crypto'
import { grade } from '../grade.ts'
import { LabError } from '../lab-error.ts'
import type { Course } from '../load.ts'
import { present, type ShownQuestion } from '../present.ts'
import { POINTS } from '../question.ts'
import { shuffled } from '../shuffle.ts'
import { type Class, questionOf } from './class.ts'
import type { ExamRecord } from './record.ts'

/** An exam as its trainee sees it. */
export interface ShownExam {
  id: string
  course: string
  startedAt: string
  finishedAt: string | null
  questions: (ShownQuestion & { lab: string; labTitle: string; ticket: string; answered: boolean })[]
  /** Null before the end. */
  result: ExamResult | null
}

export interface ExamResult {
  points: number
  of: number
  percent: number
  passed: boolean
}

/** What a certificate says. */
export interface Certificate extends ExamResult {
  /** Of this exam, for whoever wants to look it up. */
  number: string
  name: string
  course: string
  date: string
  labs: string[]
}

/** Draws the questions of a course. Marks need a run of their own and are left to the labs. Throws LabError. */
export async function startExam(
  group: Class,
  traineeId: string,
  course: Course,
  seed: number = randomBytes(4).readUInt32BE(),
): Promise<ShownExam> {
  const trainee = group.trainee(traineeId)
  if (!course.exam) {
    throw new LabError({
      code: 'LAB_UNKNOWN_EXAM',
      where: course.name,
      found: 'this course has no exam',
      expected: 'a course with the key "exam"',
    })
  }
  if (trainee.exams.length >= EXAM_LIMIT) {
    const found = `${EXAM_LIMIT} exams were begun`
    throw new LabError({ code: 'LAB_TOO_MANY', where: 'exam', found, expected: 'a reset by the trainer first' })
  }
  const exam: ExamRecord = {
    id: randomBytes(8).toString('hex'),
    course: course.name,
    seed,
    startedAt: group.now(),
    finishedAt: null,
    questions: drawn(group, course, course.exam.questions, seed),
    passFrom: course.exam.passFrom,
  }
  trainee.exams.push(exam)
  await group.save()
  return shown(group, exam)
}

/** Takes the answer to one question, counted from 0. Throws LabError for a second one. */
export async function answerExam(
  group: Class,
  traineeId: string,
  examId: string,
  at: number,
  answer: unknown,
): Promise<ShownExam> {
  const exam = examOf(group, traineeId, examId)
  const entry = exam.questions[at]
  if (!entry || entry.right !== null || exam.finishedAt !== null) {
    throw new LabError({
      code: 'LAB_EXAM_OVER',
      where: `exam ${examId}, question ${at + 1}`,
      found: entry ? 'it was answered, or the exam is over' : 'there is no such question',
      expected: `a question from 1 to ${exam.questions.length} that was not answered`,
    })
  }
  const lab = group.lab(entry.lab)
  entry.right = grade(questionOf(lab, entry.question), answer, null, lab.name).right
  await group.save()
  return shown(group, exam)
}

/** Ends the exam: what was not answered is wrong. A second call changes nothing. */
export async function finishExam(group: Class, traineeId: string, examId: string): Promise<ShownExam> {
  const exam = examOf(group, traineeId, examId)
  if (exam.finishedAt === null) {
    exam.finishedAt = group.now()
    await group.save()
  }
  return shown(group, exam)
}

export function shownExam(group: Class, traineeId: string, examId: string): ShownExam {
  return shown(group, examOf(group, traineeId, examId))
}

/** Null for an exam that is not over, or was not passed. */
export function certificateOf(group: Class, traineeId: string, examId: string, course: Course): Certificate | null {
  const exam = examOf(group, traineeId, examId)
  const result = resultOf(exam)
  if (exam.finishedAt === null || !result.passed) return null
  const labs = [...new Set(exam.questions.map(({ lab }) => group.lab(lab).title))]
  const { name } = group.trainee(traineeId)
  return { ...result, number: exam.id, name, course: course.title, date: exam.finishedAt.slice(0, 10), labs }
}

export function resultOf({ questions, passFrom }: ExamRecord): ExamResult {
  const of = sum(questions.map(({ points }) => points))
  const points = sum(questions.map((each) => (each.right === true ? each.points : 0)))
  const percent = of === 0 ? 0 : Math.floor((100 * points) / of)
  return { points, of, percent, passed: of > 0 && percent >= passFrom }
}

function drawn(group: Class, course: Course, count: number, seed: number): ExamRecord['questions'] {
  const all = course.labs.flatMap((name) =>
    group
      .lab(name)
      .questions.filter(({ kind }) => !kind.startsWith('mark-'))
      .map(({ id, points = POINTS }) => ({ lab: name, question: id, points, right: null })),
  )
  return shuffled(all, String(seed), ({ lab, question }) => `${lab}/${question}`).slice(0, count)
}

function shown(group: Class, exam: ExamRecord): ShownExam {
  const { id, course, startedAt, finishedAt, seed } = exam
  const questions = exam.questions.map(({ lab: name, question, right }) => {
    const lab = group.lab(name)
    const asked = present(questionOf(lab, question), `${seed}`)
    return { ...asked, hints: 0, lab: name, labTitle: lab.title, ticket: lab.ticket.trim(), answered: right !== null }
  })
  return { id, course, startedAt, finishedAt, questions, result: finishedAt === null ? null : resultOf(exam) }
}

function examOf(group: Class, traineeId: string, examId: string): ExamRecord {
  const found = group.trainee(traineeId).exams.find(({ id }) => id === examId)
  if (found) return found
  const expected = 'the id that starting it gave'
  throw new LabError({ code: 'LAB_UNKNOWN_EXAM', where: 'exam', found: 'there is no exam of this id', expected })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

const EXAM_LIMIT = 50
