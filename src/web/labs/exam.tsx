// An exam: drawn questions, no hints, the first answer counts, and nothing is told before the end.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ShownExam } from '../../lab/http/contract.ts'
import { paths } from '../addresses.ts'
import { Joined } from './join.tsx'
import { Choices } from './question.tsx'
import { attemptAs, trainee, training } from './training.ts'

export function Exam({ id }: { id: string }) {
  return (
    <>
      <p class="crumbs">
        <a href="/labs">All labs</a>
      </p>
      <Joined>
        <Questions id={id} base={`/trainees/${trainee.value?.id ?? ''}/exams/${encodeURIComponent(id)}`} />
      </Joined>
    </>
  )
}

function Questions({ id, base }: { id: string; base: string }) {
  const exam = useSignal<ShownExam | null>(null)
  const isEnding = useSignal(false)
  useEffect(() => {
    void attemptAs(async () => {
      exam.value = await training<ShownExam>('GET', base)
    })
  }, [base, exam])
  const shown = exam.value
  if (!shown) return <h1>Exam</h1>
  const ask = (path: string, body?: object) =>
    attemptAs(async () => {
      exam.value = await training<ShownExam>('POST', `${base}${path}`, body)
    })
  const left = shown.questions.filter(({ answered }) => !answered).length
  const end = async () => {
    if (left > 0 && !isEnding.value) {
      isEnding.value = true
      return
    }
    await ask('/finish')
    scrollTo(0, 0)
  }
  const { result } = shown
  return (
    <>
      <header class="intro">
        <h1>Exam</h1>
        {result ? (
          <div class={`result ${result.passed ? 'right' : 'wrong'}`} role="status">
            <p>
              <b>{result.passed ? 'Passed' : 'Not passed'}</b>: {result.points} of {result.of} points, {result.percent}
              %.
            </p>
            {result.passed && (
              <p>
                <a class="button" href={paths.certificate(id)}>
                  The certificate
                </a>
              </p>
            )}
          </div>
        ) : (
          <p>
            {shown.questions.length} questions. The first answer counts, and there are no hints. What is right is told
            at the end only.
          </p>
        )}
      </header>
      {!result &&
        shown.questions.map((question, at) => (
          <Asked
            key={`${question.lab}/${question.id}`}
            question={question}
            number={at + 1}
            onAnswer={(answer) => ask('/answer', { question: at, answer })}
          />
        ))}
      {!result && (
        <p class="actions">
          <button type="button" class="primary" onClick={() => void end()}>
            {isEnding.value && left > 0 ? 'End it all the same' : 'End the exam'}
          </button>
          <span role="status" class="soft">
            {left > 0 ? `${left} not answered${isEnding.value ? ': they count as wrong' : ''}` : 'All answered.'}
          </span>
        </p>
      )}
    </>
  )
}

interface AskedProps {
  question: ShownExam['questions'][number]
  number: number
  onAnswer: (answer: object) => Promise<void>
}

function Asked({ question, number, onAnswer }: AskedProps) {
  const { ask, ticket, points, answered } = question
  const answer = useSignal<object | null>(null)
  return (
    <section class={`card question ${answered ? 'answered' : ''}`} aria-label={`Question ${number}`}>
      <details class="soft of-lab">
        <summary>The ticket</summary>
        <p>{ticket}</p>
      </details>
      <h2>
        {number}. {ask}
      </h2>
      <Choices question={question} disabled={answered} onAnswer={(given) => (answer.value = given)} />
      <p class="actions">
        {answered ? (
          <b>Answered</b>
        ) : (
          <button
            type="button"
            class="answer"
            disabled={answer.value === null}
            onClick={() => answer.value && void onAnswer(answer.value)}
          >
            Answer
          </button>
        )}
        <small class="soft">{points} points</small>
      </p>
    </section>
  )
}
