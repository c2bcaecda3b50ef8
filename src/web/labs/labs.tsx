// All labs by course, with how far the trainee has come.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Catalogue, CourseSummary, LabSummary, Progress, ShownExam } from '../../lab/http/contract.ts'
import { paths } from '../addresses.ts'
import { go } from '../route.ts'
import { Joined } from './join.tsx'
import { attemptAs, leave, trainee, training } from './training.ts'

export function Labs() {
  return (
    <Joined>
      <Courses />
    </Joined>
  )
}

function Courses() {
  const id = trainee.value?.id ?? ''
  const catalogue = useSignal<Catalogue | null>(null)
  const progress = useSignal<Progress | null>(null)
  useEffect(() => {
    void attemptAs(async () => {
      const [all, own] = await Promise.all([
        training<Catalogue>('GET', '/labs'),
        training<Progress>('GET', `/trainees/${id}`),
      ])
      catalogue.value = all
      progress.value = own
    })
  }, [id, catalogue, progress])
  const labs = catalogue.value?.labs ?? []
  // The long way first: it begins at the beginning.
  const courses = [...(catalogue.value?.courses ?? [])].sort((one, other) => other.labs.length - one.labs.length)
  const solved = Object.values(progress.value?.labs ?? {}).filter(({ solvedAt }) => solvedAt !== null).length
  const inCourses = new Set(courses.flatMap((course) => course.labs))
  const others = labs.filter(({ name }) => !inCourses.has(name))
  return (
    <>
      <header class="intro">
        <h1>Labs</h1>
        <p>
          {trainee.value?.name}, you have solved {solved} of {labs.length}.{' '}
          <button type="button" class="plain" onClick={() => void attemptAs(leave)}>
            Somebody else?
          </button>
        </p>
      </header>
      {progress.value &&
        courses.map((course) => (
          <Course key={course.name} course={course} labs={labs} progress={progress.value as Progress} />
        ))}
      {progress.value && others.length > 0 && (
        <section class="course">
          <h2>Other labs</h2>
          <LabList labs={others} progress={progress.value} />
        </section>
      )}
    </>
  )
}

function Course({ course, labs, progress }: { course: CourseSummary; labs: LabSummary[]; progress: Progress }) {
  const { name, title, summary, exam } = course
  const listed = course.labs.flatMap((each) => labs.find((lab) => lab.name === each) ?? [])
  const done = listed.filter((lab) => progress.labs[lab.name]?.solvedAt != null).length
  const taken = progress.exams.filter((each) => each.course === name)
  const begin = () =>
    attemptAs(async () => {
      const { id } = await training<ShownExam>('POST', `/trainees/${progress.id}/exams`, { course: name })
      go(paths.exam(id))
      scrollTo(0, 0)
    })
  return (
    <details class="course card" open>
      <summary>
        <h2>{title}</h2>
        <span class="done">
          {done} of {listed.length} solved{' '}
          <progress value={done} max={listed.length} aria-label={`Solved in ${title}`} />
        </span>
      </summary>
      <p class="soft">{summary}</p>
      <LabList labs={listed} progress={progress} ordered />
      {exam && (
        <p class="exam">
          <button type="button" onClick={() => void begin()}>
            Take the exam
          </button>{' '}
          <span class="soft">
            {exam.questions} questions drawn from these labs, no hints, the first answer counts; {exam.passFrom}%
            passes.
          </span>
          {taken.map(({ id, startedAt, finishedAt }) => (
            <a key={id} href={paths.exam(id)}>
              {finishedAt === null ? 'Exam begun' : 'Exam of'} {(finishedAt ?? startedAt).slice(0, 10)}
            </a>
          ))}
        </p>
      )}
    </details>
  )
}

function LabList({ labs, progress, ordered }: { labs: LabSummary[]; progress: Progress; ordered?: boolean }) {
  return (
    <ol class={`labs ${ordered ? 'ordered' : ''}`}>
      {labs.map(({ name, title, promise, needs }) => {
        const record = progress.labs[name]
        const state = record?.solvedAt ? 'solved' : record ? 'begun' : 'new'
        const missing = needs.filter((need) => progress.labs[need]?.solvedAt == null)
        return (
          <li key={name} class={state}>
            <a href={paths.lab(name)}>{title}</a>
            {state !== 'new' && <span class={`how-far ${state}`}>{state}</span>}
            <p>
              {promise}
              {state === 'new' && missing.length > 0 && (
                <span class="soft"> Easier after: {missing.map((need) => titleOf(need, labs)).join('; ')}.</span>
              )}
            </p>
          </li>
        )
      })}
    </ol>
  )
}

function titleOf(name: string, labs: LabSummary[]): string {
  return labs.find((lab) => lab.name === name)?.title ?? name
}
