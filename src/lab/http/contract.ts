// What the HTTP API of the labs gives, as types: for its routes, its tests and the page.
export type { ShownChoice, ShownQuestion } from '../present.ts'
export type { Told } from '../progress/class.ts'
export type { Certificate, ExamResult, ShownExam } from '../progress/exam.ts'
export type { Overview, QuestionFigures } from '../progress/overview.ts'
export type { AnswerRecord, LabRecord, Trainee } from '../progress/record.ts'
export type { CourseSummary, HopView, LabState, LabSummary, RunView, TranscriptRow } from '../view.ts'

import type { ExamRecord, Trainee } from '../progress/record.ts'
import type { CourseSummary, LabSummary } from '../view.ts'

/** Everything below this path. */
export const PREFIX = '/api/training'

export interface Catalogue {
  labs: LabSummary[]
  courses: CourseSummary[]
}

/** Seeds stay on the server: whoever knows one can draw the same questions at leisure. */
export type Progress = Omit<Trainee, 'exams'> & {
  exams: Pick<ExamRecord, 'id' | 'course' | 'startedAt' | 'finishedAt'>[]
}
