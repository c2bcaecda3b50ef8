// What there is to read of a run: both sides' logs, the hello, the sender's own views; and marking what proves an answer.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { HopView, LabState, RunView, TranscriptRow } from '../../lab/http/contract.ts'
import { runWords } from '../../lab/words.ts'
import { Hello } from '../parts/hello.tsx'
import { Scrolled } from '../parts/scrolled.tsx'

/** What a question that marks is looking for. */
export type MarkKind = 'mark-event' | 'mark-log' | 'mark-hello'

/** A line or a field that was chosen as a proof. */
export interface Mark {
  /** `seq` of an event, a line from 0, or the name of a field. */
  value: number | string
  hop: number
  text: string
}

interface Props {
  incident: RunView
  /** The newest run since. */
  run: RunView | null
  hops: LabState['hops']
  /** Null: nothing is looked for. */
  marking: MarkKind | null
  mark: Mark | null
  onMark: (mark: Mark) => void
}

const TABS = {
  log: "Sender's log",
  transcript: "Server's transcript",
  hello: 'ClientHello',
  queue: 'Queue',
  settings: 'Settings',
  report: 'Report to the author',
  header: 'Received',
  verdict: 'Verdict',
} as const
type Tab = keyof typeof TABS

const TAB_OF: Readonly<Record<MarkKind, Tab>> = { 'mark-event': 'transcript', 'mark-log': 'log', 'mark-hello': 'hello' }

export function Evidence({ incident, run: newest, hops, marking, mark, onMark }: Props) {
  const tab = useSignal<Tab>('transcript')
  const isNewest = useSignal(false)
  const hopNumber = useSignal(1)
  useEffect(() => {
    if (marking === null) return
    tab.value = TAB_OF[marking]
    // The questions are about what happened to the customer.
    isNewest.value = false
  }, [marking, tab, isNewest])
  useEffect(() => {
    isNewest.value = newest !== null && marking === null
  }, [newest?.number, isNewest])
  const run = isNewest.value && newest ? newest : incident
  const hop = run.hops[hopNumber.value - 1] ?? run.hops[0]
  if (!hop) return null
  const number = run.hops.indexOf(hop) + 1
  const shown = (Object.keys(TABS) as Tab[]).filter((name) => hasSomething(name, hop))
  const current = shown.includes(tab.value) ? tab.value : 'transcript'
  const marked = (value: Mark['value'], text: string) => onMark({ value, hop: number, text })
  const chosen = mark?.hop === number ? mark.value : null
  return (
    <section class="card evidence" aria-labelledby="evidence">
      <h2 id="evidence">{run === incident ? 'The incident' : `Run ${run.number}`}</h2>
      <p class="came-of-it">
        {runWords(run)}
        {run.hops.every(({ transcript }) => transcript.length === 0) && ' No client has come.'}
      </p>
      {newest && (
        <fieldset class="tabs">
          <legend class="listened">Which run</legend>
          {[incident, newest].map((each) => (
            <button
              type="button"
              key={each.number}
              aria-pressed={each === run}
              onClick={() => {
                isNewest.value = each === newest
              }}
            >
              {each === incident ? 'The incident' : `Run ${each.number}`}
            </button>
          ))}
        </fieldset>
      )}
      {hops.length > 1 && (
        <fieldset class="tabs hops">
          <legend class="listened">Which hop</legend>
          {hops.map(({ sender }, at) => (
            <button
              type="button"
              key={at}
              aria-pressed={number === at + 1}
              disabled={run.hops[at] === undefined}
              onClick={() => {
                hopNumber.value = at + 1
              }}
            >
              Hop {at + 1}: {sender}
            </button>
          ))}
        </fieldset>
      )}
      <div class="tabs">
        {shown.map((name) => (
          <button
            type="button"
            key={name}
            aria-pressed={name === current}
            onClick={() => {
              tab.value = name
            }}
          >
            {TABS[name]}
          </button>
        ))}
      </div>
      {marking !== null && run === incident && current === TAB_OF[marking] && (
        <p class="marking" role="status">
          {marking === 'mark-hello' ? 'Choose the field' : 'Choose the line'} that answers your question.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="shown" aria-label={`${TABS[current]}, hop ${number}`} tabIndex={0}>
        {current === 'transcript' && (
          <Rows
            rows={hop.transcript.map(rowOf)}
            chosen={marking === 'mark-event' ? chosen : null}
            onMark={marking === 'mark-event' && run === incident ? marked : null}
          />
        )}
        {current === 'log' && (
          <Rows
            rows={hop.log.map((text, at) => ({ value: at, number: at + 1, lines: [text], secured: false }))}
            chosen={marking === 'mark-log' ? chosen : null}
            onMark={marking === 'mark-log' && run === incident ? marked : null}
          />
        )}
        {current === 'hello' && hop.hello && (
          <Hello
            hello={hop.hello}
            chosen={null}
            order="client"
            findings={false}
            mark={marking === 'mark-hello' && run === incident ? { field: String(chosen), choose: marked } : null}
          />
        )}
        {(current === 'queue' || current === 'settings' || current === 'report' || current === 'header') && (
          <Scrolled label={TABS[current]} text={hop[current].join('\n')} />
        )}
        {current === 'verdict' && (
          <details>
            <summary>What the simulator says of this client. It may tell you answers.</summary>
            <Scrolled label={TABS.verdict} text={hop.explained} />
          </details>
        )}
      </section>
    </section>
  )
}

function hasSomething(tab: Tab, hop: HopView): boolean {
  if (tab === 'verdict' || tab === 'transcript') return true
  return tab === 'hello' ? hop.hello !== null : hop[tab].length > 0
}

interface Row {
  value: number
  /** As on paper. */
  number: number
  lines: readonly string[]
  secured: boolean
}

function rowOf({ seq, words, secured }: TranscriptRow): Row {
  return { value: seq, number: seq, lines: words, secured }
}

interface RowsProps {
  rows: readonly Row[]
  chosen: Mark['value'] | null
  onMark: ((value: number, text: string) => void) | null
}

function Rows({ rows, chosen, onMark }: RowsProps) {
  return (
    <ol class={`rows ${onMark ? 'to-mark' : ''}`}>
      {rows.map(({ value, number, lines, secured }) => {
        const body = (
          <>
            <span class="number">{number}</span>
            {secured && <abbr title="inside TLS">TLS</abbr>}
            <span class="text">
              {lines.map((line, at) => (
                <span key={at} class={sideOf(line)}>
                  {line}
                </span>
              ))}
            </span>
          </>
        )
        return (
          <li key={value} class={chosen === value ? 'chosen' : ''}>
            {onMark ? (
              <label>
                <input
                  type="radio"
                  name="mark"
                  checked={chosen === value}
                  onChange={() => onMark(value, lines.join(' / '))}
                />
                {body}
              </label>
            ) : (
              body
            )}
          </li>
        )
      })}
    </ol>
  )
}

function sideOf(line: string): string {
  if (line.startsWith('C: ')) return 'client'
  return line.startsWith('S: ') ? 'server' : ''
}
