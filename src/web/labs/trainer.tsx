// The trainer's view: who stands where, which question is too hard, the table to take away, and a reset.
import { useSignal } from '@preact/signals'
import { useCallback, useEffect } from 'preact/hooks'
import { type Overview, PREFIX, type QuestionFigures } from '../../lab/http/contract.ts'
import { RequestError } from '../api.ts'
import { attempt } from '../state.ts'
import { training } from './training.ts'

const EVERY_MS = 5000

export function Trainer() {
  const overview = useSignal<Overview | null>(null)
  const isStranger = useSignal(false)
  const load = useCallback(
    () =>
      attempt(async () => {
        try {
          overview.value = await training<Overview>('GET', '/overview')
        } catch (error) {
          if (!(error instanceof RequestError) || error.code !== 'LAB_TRAINER_ONLY') throw error
          isStranger.value = true
        }
      }),
    [overview, isStranger],
  )
  useEffect(() => {
    void load()
    const timer = setInterval(() => void load(), EVERY_MS)
    return () => clearInterval(timer)
  }, [load])
  if (isStranger.value) {
    return (
      <header class="intro">
        <h1>For the trainer</h1>
        <p>Open the trainer's address that "simulate train" has printed: the token is in it.</p>
      </header>
    )
  }
  if (!overview.value) return <h1>The class</h1>
  const { trainees, labs } = overview.value
  const reset = (trainee?: string) =>
    attempt(async () => {
      await training<void>('POST', '/reset', trainee === undefined ? {} : { trainee })
      await load()
    })
  return (
    <>
      <header class="intro">
        <h1>The class</h1>
        <p>
          {trainees.length === 1 ? '1 trainee' : `${trainees.length} trainees`}.{' '}
          <a href={`${PREFIX}/overview.csv`} download="labs.csv">
            All answers as a table (CSV)
          </a>
        </p>
      </header>
      {trainees.length > 0 && <Trainees trainees={trainees} onReset={reset} />}
      <h2>Labs</h2>
      {labs
        .filter(({ begun }) => begun > 0)
        .map((lab) => (
          <LabFigures key={lab.name} lab={lab} />
        ))}
      {labs.every(({ begun }) => begun === 0) && <p class="quiet">No lab was begun yet.</p>}
    </>
  )
}

function Trainees({ trainees, onReset }: Pick<Overview, 'trainees'> & { onReset: (id?: string) => Promise<void> }) {
  return (
    <>
      <table class="servers class">
        <thead>
          <tr>
            <th scope="col">trainee</th>
            <th scope="col">solved</th>
            <th scope="col">points</th>
            <th scope="col">exams</th>
            <th scope="col">
              <span class="listened">Reset</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {trainees.map(({ id, name, solved, labs, points, of, exams }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td data-of="solved">
                {solved} of {labs}
              </td>
              <td data-of="points">
                {points} of {of} so far
              </td>
              <td data-of="exams">
                {exams.map(({ course, percent, passed, finished }, at) => (
                  <span key={at} class="exam-mark">
                    {course}: {finished ? `${percent}%, ${passed ? 'passed' : 'not passed'}` : 'begun'}
                  </span>
                ))}
              </td>
              <td>
                <Sure words="Reset" of={name} onSure={() => onReset(id)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="actions">
        <Sure words="Reset the whole class" of="" onSure={() => onReset()} />
      </p>
    </>
  )
}

/** What cannot be undone is asked for twice. */
function Sure({ words, of, onSure }: { words: string; of: string; onSure: () => Promise<void> }) {
  const isAsked = useSignal(false)
  return (
    <button
      type="button"
      aria-label={isAsked.value ? `Really forget all progress${of && ` of ${of}`}` : `${words} ${of}`.trim()}
      onBlur={() => {
        isAsked.value = false
      }}
      onClick={() => {
        if (isAsked.value) void onSure()
        isAsked.value = !isAsked.value
      }}
    >
      {isAsked.value ? 'Really?' : words}
    </button>
  )
}

function LabFigures({ lab }: { lab: Overview['labs'][number] }) {
  const { title, begun, solved, questions, fixes } = lab
  return (
    <details class="card figures">
      <summary>
        {title}{' '}
        <span class="soft">
          solved by {solved} of {begun}
        </span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">question</th>
            <th scope="col">right at once</th>
            <th scope="col">right</th>
            <th scope="col">tries</th>
            <th scope="col">hints</th>
          </tr>
        </thead>
        <tbody>
          {questions.map((question) => (
            <QuestionRow key={question.id} question={question} />
          ))}
        </tbody>
      </table>
      <h3>Changes that were tried</h3>
      <ul>
        {fixes.map(({ id, where, right, tried }) => (
          <li key={id}>
            {where}: {tried} {right && <b>right</b>}
          </li>
        ))}
      </ul>
    </details>
  )
}

function QuestionRow({ question }: { question: QuestionFigures }) {
  const { ask, answered, atOnce, right, tries, hints, commonest } = question
  return (
    <tr>
      <th scope="row">
        {ask}
        {commonest && (
          <small class="soft">
            {' '}
            Chosen wrongly {commonest.times === 1 ? 'once' : `${commonest.times} times`}: {commonest.text}
          </small>
        )}
      </th>
      <td data-of="right at once">
        {atOnce} of {answered}
      </td>
      <td data-of="right">{right}</td>
      <td data-of="tries">{tries}</td>
      <td data-of="hints">{hints}</td>
    </tr>
  )
}
