// The trainer's view: who stands where, and which question is too hard. Pure; the table is for spreadsheets, too.
import { csvLine } from '../../report/csv.ts'
import { idOf } from '../grade.ts'
import type { Lab } from '../load.ts'
import { POINTS } from '../question.ts'
import { resultOf } from './exam.ts'
import type { LabRecord, Trainee } from './record.ts'

export interface Overview {
  trainees: {
    id: string
    name: string
    joinedAt: string
    solved: number
    labs: number
    points: number
    /** Of the labs that were begun. */
    of: number
    exams: { course: string; startedAt: string; finished: boolean; percent: number; passed: boolean }[]
  }[]
  labs: {
    name: string
    title: string
    begun: number
    solved: number
    /** How many tried each fix. */
    fixes: { id: string; where: string; right: boolean; tried: number }[]
    questions: QuestionFigures[]
  }[]
}

export interface QuestionFigures {
  id: string
  ask: string
  answered: number
  right: number
  /** Right with the first answer and without a hint. */
  atOnce: number
  tries: number
  hints: number
  /** The wrong answer that most were taken in by; null where no option was chosen wrongly. */
  commonest: { text: string; times: number } | null
}

export function overviewOf(trainees: readonly Trainee[], labs: ReadonlyMap<string, Lab>): Overview {
  return {
    trainees: trainees.map((trainee) => ({
      id: trainee.id,
      name: trainee.name,
      joinedAt: trainee.joinedAt,
      solved: Object.values(trainee.labs).filter(({ solvedAt }) => solvedAt !== null).length,
      labs: labs.size,
      ...pointsOf(trainee, labs),
      exams: trainee.exams.map((exam) => {
        const { percent, passed } = resultOf(exam)
        const { course, startedAt, finishedAt } = exam
        return { course, startedAt, finished: finishedAt !== null, percent, passed: finishedAt !== null && passed }
      }),
    })),
    labs: [...labs.values()].map((lab) => {
      const records = trainees.flatMap(({ labs: begun }) => begun[lab.name] ?? [])
      return {
        name: lab.name,
        title: lab.title,
        begun: records.length,
        solved: records.filter(({ solvedAt }) => solvedAt !== null).length,
        fixes: lab.fixes.map(({ id, where, right = false }) => ({
          ...{ id, where, right },
          tried: records.filter(({ fixes }) => fixes.includes(id)).length,
        })),
        questions: lab.questions.map((question) => figuresOf(question, records)),
      }
    }),
  }
}

/** One line per trainee and question (RFC 4180), with a head. */
export function csvOf(trainees: readonly Trainee[], labs: ReadonlyMap<string, Lab>): string {
  const head = ['trainee', 'lab', 'question', 'tries', 'hints', 'right', 'points', 'of', 'runs', 'solved at']
  const rows = trainees.flatMap(({ name, labs: begun }) =>
    [...labs.values()].flatMap((lab) => {
      const record = begun[lab.name]
      if (!record) return []
      return lab.questions.map(({ id, points: of = POINTS }) => {
        const { tries = 0, hints = 0, right = false, points = 0 } = record.answers[id] ?? {}
        return [name, lab.name, id, tries, hints, right ? 'yes' : 'no', points, of, record.runs, record.solvedAt ?? '']
      })
    }),
  )
  return [head, ...rows].map(csvLine).join('')
}

function pointsOf(trainee: Trainee, labs: ReadonlyMap<string, Lab>): { points: number; of: number } {
  let points = 0
  let of = 0
  for (const [name, { answers }] of Object.entries(trainee.labs)) {
    for (const { id, points: worth = POINTS } of labs.get(name)?.questions ?? []) {
      points += answers[id]?.points ?? 0
      of += worth
    }
  }
  return { points, of }
}

function figuresOf(question: Lab['questions'][number], records: readonly LabRecord[]): QuestionFigures {
  const answers = records.flatMap(({ answers: given }) => given[question.id] ?? []).filter(({ tries }) => tries > 0)
  const count = (holds: (answer: (typeof answers)[number]) => boolean) => answers.filter(holds).length
  const wrong = new Map<string, number>()
  for (const answer of answers) {
    for (const [id, times] of Object.entries(answer.wrong)) wrong.set(id, (wrong.get(id) ?? 0) + times)
  }
  // Of marks there is no text: their numbers are those of one run.
  const texts = [...(question.options ?? []).map(({ text }) => text), ...(question.steps ?? [])]
  const [commonest] = texts
    .map((text) => ({ text, times: wrong.get(idOf(text)) ?? 0 }))
    .filter(({ times }) => times > 0)
    .sort((a, b) => b.times - a.times)
  return {
    id: question.id,
    ask: question.ask,
    answered: answers.length,
    right: count(({ right }) => right),
    atOnce: count(({ atOnce }) => atOnce === true),
    tries: answers.reduce((all, { tries }) => all + tries, 0),
    hints: answers.reduce((all, { hints }) => all + hints, 0),
    commonest: commonest ?? null,
  }
}
