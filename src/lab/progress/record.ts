// What is kept of a class: who joined, what each answered, which labs were solved, which exams were taken.
import { isMapping } from '../../scenario/shape.ts'

/** Of one question of one lab. */
export interface AnswerRecord {
  tries: number
  hints: number
  right: boolean
  /** Whether the first answer was right, without a hint before it; null before any. */
  atOnce: boolean | null
  points: number
  /** How often each wrong option was chosen, by its id. */
  wrong: Record<string, number>
}

export interface LabRecord {
  startedAt: string
  runs: number
  /** When the mail went through encrypted; null before. */
  solvedAt: string | null
  /** Fixes tried, in order, each once. */
  fixes: string[]
  answers: Record<string, AnswerRecord>
}

export interface ExamRecord {
  id: string
  course: string
  seed: number
  startedAt: string
  finishedAt: string | null
  questions: { lab: string; question: string; points: number; right: boolean | null }[]
  passFrom: number
}

export interface Trainee {
  id: string
  name: string
  joinedAt: string
  labs: Record<string, LabRecord>
  exams: ExamRecord[]
}

export interface ClassRecord {
  version: 1
  trainees: Trainee[]
}

export function emptyClass(): ClassRecord {
  return { version: 1, trainees: [] }
}

/** Undefined for what is no class: of another version, or with parts missing. */
export function readClass(value: unknown): ClassRecord | undefined {
  if (!isMapping(value) || value.version !== 1 || !Array.isArray(value.trainees)) return undefined
  return value.trainees.every(isTrainee) ? (value as unknown as ClassRecord) : undefined
}

function isTrainee(value: unknown): boolean {
  return (
    isMapping(value) &&
    [value.id, value.name, value.joinedAt].every((each) => typeof each === 'string') &&
    isMapping(value.labs) &&
    Object.values(value.labs).every(isLab) &&
    Array.isArray(value.exams) &&
    value.exams.every((exam) => isMapping(exam) && typeof exam.id === 'string' && Array.isArray(exam.questions))
  )
}

function isLab(value: unknown): boolean {
  return isMapping(value) && Array.isArray(value.fixes) && isMapping(value.answers) && typeof value.runs === 'number'
}
