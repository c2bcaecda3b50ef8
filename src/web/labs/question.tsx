// One question: answered, hinted at, and told why an answer is wrong.
import { useSignal } from '@preact/signals'
import type { LabState, ShownChoice, Told } from '../../lab/http/contract.ts'
import type { Mark, MarkKind } from './evidence.tsx'
import { attemptAs, training } from './training.ts'

type Asked = LabState['questions'][number]

interface Props {
  question: Asked
  number: number
  /** Of the lab, to ask by. */
  base: string
  /** What was marked for this question. */
  mark: Mark | null
  isMarking: boolean
  /** Begins or ends marking. */
  onMarking: (isMarking: boolean) => void
  onAnswered: () => Promise<void>
}

export function QuestionCard({ question, number, base, mark, isMarking, onMarking, onAnswered }: Props) {
  const { id, ask, kind, points, hints, given, record } = question
  const answer = useSignal<object | null>(null)
  const told = useSignal<Told | null>(null)
  const isRight = record?.right === true
  const marks = kind.startsWith('mark-') ? (kind as MarkKind) : null
  const ready = marks ? mark !== null : answer.value !== null
  const send = () =>
    attemptAs(async () => {
      const body = marks && mark ? markAnswer(marks, mark) : answer.value
      told.value = await training<Told>('POST', `${base}/questions/${id}/answer`, body ?? {})
      if (told.value.right) onMarking(false)
      await onAnswered()
    })
  const hint = () =>
    attemptAs(async () => {
      await training('POST', `${base}/questions/${id}/hint`)
      await onAnswered()
    })
  return (
    <section class={`card question ${isRight ? 'right' : ''}`} aria-labelledby={`q-${id}`}>
      <h3 id={`q-${id}`}>
        {number}. {ask}
      </h3>
      {marks ? (
        <Marking {...{ kind: marks, mark, isMarking, onMarking }} disabled={isRight} />
      ) : (
        <Choices
          question={question}
          disabled={isRight}
          solution={question.solution}
          onAnswer={(given) => (answer.value = given)}
        />
      )}
      <p class="actions">
        {!isRight && (
          <button type="button" class="answer" disabled={!ready} onClick={() => void send()}>
            Answer
          </button>
        )}
        {!isRight && hints > given.length && (
          <button type="button" onClick={() => void hint()}>
            Hint {hints > 1 && `${given.length + 1} of ${hints}`}
          </button>
        )}
        <small class="soft">
          {isRight
            ? `${record?.points} of ${points} points`
            : `${points} points; a hint or a wrong answer costs a quarter`}
        </small>
      </p>
      {given.map((text) => (
        <p class="hint" key={text}>
          <b>Hint:</b> {text}
        </p>
      ))}
      <div role="status">
        {told.value && (
          <div class={`told ${told.value.right ? 'right' : 'wrong'}`}>
            <b>{told.value.right ? 'Right.' : 'Not right.'}</b>
            {told.value.because.filter(Boolean).map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
        {!told.value && isRight && (
          <div class="told right">
            <b>Answered.</b>
          </div>
        )}
      </div>
    </section>
  )
}

function markAnswer(kind: MarkKind, { value, hop }: Mark): object {
  const key = { 'mark-event': 'event', 'mark-log': 'line', 'mark-hello': 'field' }[kind]
  return { [key]: value, hop }
}

const WHERE: Readonly<Record<MarkKind, string>> = {
  'mark-event': "in the server's transcript",
  'mark-log': "in the sender's log",
  'mark-hello': 'in the ClientHello',
}

interface MarkingProps extends Pick<Props, 'mark' | 'isMarking' | 'onMarking'> {
  kind: MarkKind
  disabled: boolean
}

function Marking({ kind, mark, isMarking, onMarking, disabled }: MarkingProps) {
  return (
    <>
      {!disabled && (
        <button type="button" aria-pressed={isMarking} onClick={() => onMarking(!isMarking)}>
          Mark it {WHERE[kind]}
        </button>
      )}
      {mark && (
        <p class="marked">
          <code>{mark.text}</code>
        </p>
      )}
    </>
  )
}

interface ChoicesProps {
  question: Pick<Asked, 'id' | 'kind' | 'options' | 'steps'>
  disabled: boolean
  /** What was answered rightly before. */
  solution?: readonly string[] | null
  onAnswer: (answer: object | null) => void
}

/** Of one, of many, or steps to be put in order; gives the answer as the API takes it, null for none yet. */
export function Choices({ question, disabled, solution = null, onAnswer }: ChoicesProps) {
  const { id, kind, options = [], steps = [] } = question
  const picked = useSignal<readonly string[]>(solution ?? [])
  if (kind === 'order') return <Steps {...{ steps, disabled, solution, onAnswer }} />
  const pick = (option: string, isOn: boolean) => {
    if (kind === 'one') picked.value = [option]
    else picked.value = isOn ? [...picked.value, option] : picked.value.filter((each) => each !== option)
    const [only] = picked.value
    onAnswer(only === undefined ? null : kind === 'one' ? { option: only } : { options: picked.value })
  }
  return (
    <fieldset class="choices" disabled={disabled}>
      <legend>{kind === 'many' ? 'Several may be right.' : 'One is right.'}</legend>
      {options.map(({ id: option, text }) => (
        <label key={option}>
          <input
            type={kind === 'one' ? 'radio' : 'checkbox'}
            name={id}
            checked={picked.value.includes(option)}
            onChange={(event) => pick(option, event.currentTarget.checked)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface StepsProps extends Omit<ChoicesProps, 'question'> {
  steps: readonly ShownChoice[]
}

function Steps({ steps, disabled, solution, onAnswer }: StepsProps) {
  const order = useSignal(solution?.flatMap((id) => steps.find((step) => step.id === id) ?? []) ?? steps)
  const move = (from: number, to: number) => {
    const moved = [...order.value]
    moved.splice(to, 0, ...moved.splice(from, 1))
    order.value = moved
    onAnswer({ order: moved.map(({ id }) => id) })
  }
  return (
    <ol class="steps" aria-label="The steps, to be put in order">
      {order.value.map(({ id, text }, at) => (
        <li key={id}>
          <span>{text}</span>
          {!disabled && (
            <span class="moves">
              <button type="button" disabled={at === 0} aria-label={`Up: ${text}`} onClick={() => move(at, at - 1)}>
                ↑
              </button>
              <button
                type="button"
                disabled={at === steps.length - 1}
                aria-label={`Down: ${text}`}
                onClick={() => move(at, at + 1)}
              >
                ↓
              </button>
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
