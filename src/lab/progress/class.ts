// A class at work on its labs: joins, answers, hints, runs. What counts is stored before it is told.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../transcript/contracts.ts'
import { earned, type Grade, grade } from '../grade.ts'
import { LabError } from '../lab-error.ts'
import type { Lab } from '../load.ts'
import type { Question } from '../question.ts'
import type { LabRun } from '../run.ts'
import { JsonStore } from './json-store.ts'
import { type AnswerRecord, type ClassRecord, emptyClass, type LabRecord, readClass, type Trainee } from './record.ts'

/** What a trainee is told of an answer. */
export interface Told extends Grade {
  record: Readonly<AnswerRecord>
}

const NAME_LIMIT = 80
const TRAINEE_LIMIT = 1000

export class Class {
  readonly labs: ReadonlyMap<string, Lab>
  readonly #store: JsonStore<ClassRecord>
  readonly #clock: Pick<Clock, 'date'>

  private constructor(labs: ReadonlyMap<string, Lab>, store: JsonStore<ClassRecord>, clock: Pick<Clock, 'date'>) {
    this.labs = labs
    this.#store = store
    this.#clock = clock
  }

  /** Opens the progress that a folder keeps, or begins it. Throws LabError. */
  static async open(
    labs: ReadonlyMap<string, Lab>,
    folder: string,
    clock: Pick<Clock, 'date'> = { date: () => new Date() },
  ): Promise<Class> {
    const store = await JsonStore.open(folder, { name: 'progress', empty: emptyClass, read: readClass })
    return new Class(labs, store, clock)
  }

  /** What was odd when the folder was opened. */
  get warnings(): readonly string[] {
    return this.#store.warnings
  }

  get trainees(): readonly Trainee[] {
    return this.#store.value.trainees
  }

  now(): string {
    return this.#clock.date().toISOString()
  }

  /** A name is enough; the same name comes back to the same progress. Throws LabError for a name that is none. */
  async join(given: string): Promise<Trainee> {
    const name = given.normalize('NFC').replace(/\s+/gu, ' ').trim()
    const key = name.toLowerCase()
    const wrong = (found: string): LabError =>
      new LabError({
        code: 'LAB_WRONG_NAME',
        where: 'name',
        found,
        expected: `a name of 1 to ${NAME_LIMIT} characters`,
      })
    if (name === '') throw wrong('it is empty')
    if ([...name].length > NAME_LIMIT) throw wrong('it is too long')
    if (/\p{Cc}/u.test(name)) throw wrong('it holds control characters')
    const known = this.trainees.find((each) => each.name.toLowerCase() === key)
    if (known) return known
    if (this.trainees.length >= TRAINEE_LIMIT) {
      const found = `${TRAINEE_LIMIT} trainees have joined`
      throw new LabError({ code: 'LAB_TOO_MANY', where: 'class', found, expected: 'a reset by the trainer first' })
    }
    const id = randomBytes(12).toString('hex')
    const trainee: Trainee = { id, name, joinedAt: this.now(), labs: {}, exams: [] }
    this.#store.value.trainees.push(trainee)
    await this.save()
    return trainee
  }

  /** Throws LabError for an id that nobody joined with. */
  trainee(id: string): Trainee {
    const found = this.trainees.find((each) => each.id === id)
    if (found) return found
    const expected = 'the id that joining gave; join again with the name'
    throw new LabError({ code: 'LAB_UNKNOWN_TRAINEE', where: 'trainee', found: 'nobody has this id', expected })
  }

  lab(name: string): Lab {
    const found = this.labs.get(name)
    if (found) return found
    const expected = `one of ${[...this.labs.keys()].join(', ')}`
    throw new LabError({ code: 'LAB_NOT_FOUND', where: 'lab', found: `"${name}" is not known`, expected })
  }

  /** Labs that this one needs first, and the trainee has not solved. */
  missing(trainee: Trainee, { needs = [] }: Lab): string[] {
    return needs.filter((need) => trainee.labs[need]?.solvedAt == null)
  }

  /** Grades and stores one answer. A question that was answered right stays right. */
  async answer(
    traineeId: string,
    labName: string,
    questionId: string,
    answer: unknown,
    run: LabRun | null,
  ): Promise<Told> {
    const lab = this.lab(labName)
    const question = questionOf(lab, questionId)
    const told = grade(question, answer, run, lab.name)
    const record = recordOf(this.#begun(traineeId, lab), questionId)
    if (!record.right) {
      const wrongTries = record.tries
      record.tries += 1
      record.atOnce ??= told.right && record.hints === 0
      record.right = told.right
      if (told.right) record.points = earned(question, { hints: record.hints, wrongTries })
      for (const id of told.wrong) record.wrong[id] = (record.wrong[id] ?? 0) + 1
    }
    await this.save()
    return { ...told, record }
  }

  /** The next hint. It costs points from now on. Throws LabError when none is left. */
  async hint(traineeId: string, labName: string, questionId: string): Promise<{ hint: string; left: number }> {
    const lab = this.lab(labName)
    const { hints = [] } = questionOf(lab, questionId)
    const record = recordOf(this.#begun(traineeId, lab), questionId)
    const hint = hints[record.hints]
    if (hint === undefined) {
      const where = `${lab.name}, question ${questionId}`
      const found = hints.length === 0 ? 'it has no hints' : 'every hint was given'
      throw new LabError({ code: 'LAB_NO_HINTS', where, found, expected: 'an answer' })
    }
    record.hints += 1
    await this.save()
    return { hint, left: hints.length - record.hints }
  }

  /** Notes a run, with the fix that it ran with. */
  async ran(
    traineeId: string,
    labName: string,
    { solved }: Pick<LabRun, 'solved'>,
    fix: string | null,
  ): Promise<LabRecord> {
    const record = this.#begun(traineeId, this.lab(labName))
    record.runs += 1
    if (fix !== null && !record.fixes.includes(fix)) record.fixes.push(fix)
    if (solved) record.solvedAt ??= this.now()
    await this.save()
    return record
  }

  /** Forgets one trainee with all progress, or everybody. */
  async reset(traineeId?: string): Promise<void> {
    const { value } = this.#store
    value.trainees = traineeId === undefined ? [] : value.trainees.filter(({ id }) => id !== this.trainee(traineeId).id)
    await this.save()
  }

  /** Resolves when everything is on the disk. */
  save(): Promise<void> {
    return this.#store.save()
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  #begun(traineeId: string, lab: Lab): LabRecord {
    const { labs } = this.trainee(traineeId)
    labs[lab.name] ??= { startedAt: this.now(), runs: 0, solvedAt: null, fixes: [], answers: {} }
    return labs[lab.name] as LabRecord
  }
}

/** Throws LabError for an id that the lab does not have. */
export function questionOf(lab: Lab, id: string): Question {
  const found = lab.questions.find((question) => question.id === id)
  if (found) return found
  throw new LabError({
    code: 'LAB_UNKNOWN_QUESTION',
    where: lab.name,
    found: `there is no question "${id}"`,
    expected: `one of ${lab.questions.map((question) => question.id).join(', ')}`,
  })
}

function recordOf(lab: LabRecord, question: string): AnswerRecord {
  lab.answers[question] ??= { tries: 0, hints: 0, right: false, atOnce: null, points: 0, wrong: {} }
  return lab.answers[question] as AnswerRecord
}
