// One lab: the ticket, what the customer saw, both sides' logs, the questions, and the change that lets the mail through.
import { useSignal } from '@preact/signals'
import { useCallback, useEffect } from 'preact/hooks'
import { type LabState, PREFIX, type RunView } from '../../lab/http/contract.ts'
import { TOOL_WORDS } from '../../lab/words.ts'
import { Scrolled } from '../parts/scrolled.tsx'
import type { LabActions } from './actions.ts'
import { Evidence, type Mark, type MarkKind } from './evidence.tsx'
import { Explanation } from './explanation.tsx'
import { Fixes } from './fixes.tsx'
import { Joined } from './join.tsx'
import { OwnClient } from './own-client.tsx'
import { QuestionCard } from './question.tsx'
import { SenderSettings } from './sender-settings.tsx'
import { attemptAs, trainee, training } from './training.ts'

export function LabPage({ name }: { name: string }) {
  return (
    <>
      <p class="crumbs">
        <a href="/labs">All labs</a>
      </p>
      <Joined>
        <Lab name={name} base={`/trainees/${trainee.value?.id ?? ''}/labs/${encodeURIComponent(name)}`} />
      </Joined>
    </>
  )
}

function Lab({ name, base }: { name: string; base: string }) {
  const state = useSignal<LabState | null>(null)
  const isBusy = useSignal(false)
  const marking = useSignal<string | null>(null)
  const marks = useSignal<Readonly<Record<string, Mark>>>({})
  const doing = useCallback(
    async (action: () => Promise<LabState>) => {
      isBusy.value = true
      await attemptAs(async () => {
        state.value = await action()
      })
      isBusy.value = false
    },
    [isBusy, state],
  )
  const reload = useCallback(() => training<LabState>('GET', base), [base])
  useEffect(() => {
    void doing(() => training<LabState>('POST', `${base}/start`))
  }, [base, doing])
  const actions: LabActions = {
    isBusy: isBusy.value,
    change: (path, body) => doing(() => training<LabState>('POST', `${base}${path}`, body)),
    send: (changeFirst) =>
      doing(async () => {
        if (changeFirst !== undefined) await training('POST', `${base}${changeFirst}`)
        await training<RunView>('POST', `${base}/run`)
        return reload()
      }),
    async judge(says) {
      let number: number | null = null
      await doing(async () => {
        number = (await training<RunView>('POST', `${base}/judge`, says)).number
        return reload()
      })
      return number
    },
  }
  const lab = state.value
  if (!lab) {
    return (
      <header class="intro">
        <h1>{name}</h1>
        <p role="status">{isBusy.value ? 'The incident is happening ...' : 'This lab is not there.'}</p>
      </header>
    )
  }
  const asked = lab.questions.find(({ id }) => id === marking.value) ?? null
  const choose = (mark: Mark) => {
    if (asked) marks.value = { ...marks.value, [asked.id]: mark }
  }
  return (
    <>
      <header class="intro">
        <h1>{lab.lab.title}</h1>
        <p>{lab.lab.promise}</p>
        <p class="crumbs">
          <a href={`${PREFIX}${base}/handout`} target="_blank" rel="noreferrer">
            Print as a handout
          </a>
        </p>
      </header>
      <Ticket lab={lab} />
      <div class="lab">
        <div class="read">
          {lab.incident && (
            <Evidence
              incident={lab.incident}
              run={lab.run}
              hops={lab.hops}
              marking={asked ? (asked.kind as MarkKind) : null}
              mark={marks.value[asked?.id ?? ''] ?? null}
              onMark={choose}
            />
          )}
        </div>
        <div class="work">
          <h2>What happened?</h2>
          {lab.questions.map((question, at) => (
            <QuestionCard
              key={question.id}
              question={question}
              number={at + 1}
              base={base}
              mark={marks.value[question.id] ?? null}
              isMarking={marking.value === question.id}
              onMarking={(isMarking) => {
                marking.value = isMarking ? question.id : null
                if (isMarking) document.getElementById('evidence')?.scrollIntoView({ block: 'nearest' })
              }}
              onAnswered={() => doing(reload)}
            />
          ))}
          <h2>Let the mail through</h2>
          <Fixes lab={lab} actions={actions} />
          <SenderSettings lab={lab} actions={actions} />
          <OwnClient lab={lab} actions={actions} />
        </div>
      </div>
      {lab.explanation && <Explanation explanation={lab.explanation} isSolved={lab.solvedAt !== null} />}
    </>
  )
}

function Ticket({ lab: { ticket, symptom, incident } }: { lab: LabState }) {
  const shown = incident?.hops[symptom.hop - 1]?.[symptom.tool] ?? []
  return (
    <section class="card ticket" aria-labelledby="ticket">
      <h2 id="ticket">The ticket</h2>
      <blockquote>{ticket}</blockquote>
      {shown.length > 0 && (
        <>
          <h3>{TOOL_WORDS[symptom.tool]}</h3>
          <Scrolled label={TOOL_WORDS[symptom.tool]} text={shown.join('\n')} />
        </>
      )}
    </section>
  )
}
