// A server at work: verdict on top, sessions beside the conversation, everything as it happens.
import { useSignal, useSignalEffect } from '@preact/signals'
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import {
  type JudgementInfo,
  type Overview,
  PREFIX,
  type ServerInfo,
  type SessionInfo,
  type SessionPage,
  type ToldEvent,
  type TranscriptPage,
} from '../../control/contract.ts'
import { paths } from '../addresses.ts'
import { api, get, RequestError } from '../api.ts'
import { follow, onLive, onMissed } from '../live.ts'
import { Charts } from '../parts/charts.tsx'
import { Connect } from '../parts/connect.tsx'
import { Conversation } from '../parts/conversation.tsx'
import { JudgementPanel } from '../parts/judgement.tsx'
import { Messages } from '../parts/messages.tsx'
import { OutcomeMark } from '../parts/outcome.tsx'
import { SessionList } from '../parts/session-list.tsx'
import { go } from '../route.ts'
import { attempt, seldom, servers } from '../state.ts'

const PAGE = 200
const HEARD = 500
const REPORTS = ['html', 'json', 'junit', 'tap', 'tls-summary-html', 'smtp-auth-clients-html', 'delays-html']

export function Server({ id, session, event }: { id: string; session: number | null; event: number | null }) {
  const base = `/servers/${encodeURIComponent(id)}`
  const policy = useSignal('mandatory')
  const judgement = useSignal<JudgementInfo | null>(null)
  const overview = useSignal<Overview | null>(null)
  const sessions = useSignal<readonly SessionInfo[]>([])
  const total = useSignal(0)
  const events = useSignal<readonly ToldEvent[]>([])
  // What is pointed at, and what was asked for last: that stays when the pointer has left.
  const pointed = useSignal<readonly number[]>([])
  const asked = useSignal<readonly number[]>([])
  const proof = useMemo(
    () => new Set(pointed.value.length > 0 ? pointed.value : asked.value),
    [pointed.value, asked.value],
  )
  // The newest session that was heard of, and what was heard last: a session that begins now needs no request.
  const latest = useSignal(0)
  const heard = useRef<ToldEvent[]>([])
  const gone = useSignal(false)
  const loaded = useSignal<ServerInfo | null>(null)
  const info = servers.value?.find((server) => server.id === id) ?? loaded.value
  // Without a session in the address the newest one is shown.
  const newest = sessions.value.find(({ probe, closedAtMs }) => !probe || closedAtMs === null)?.session ?? null
  const shown = session ?? (latest.value > (newest ?? 0) ? latest.value : newest)

  const loadNumbers = useCallback(
    () =>
      attempt(async () => {
        const [counted, page] = await Promise.all([
          get<Overview>(`${base}/overview`),
          get<SessionPage>(`${base}/sessions?limit=${PAGE}`),
        ])
        overview.value = counted
        total.value = page.total
        const oldest = page.sessions.at(-1)?.session ?? 0
        sessions.value = [...page.sessions, ...sessions.value.filter((each) => each.session < oldest)]
      }),
    [base, overview, total, sessions],
  )
  const loadJudgement = useCallback(
    () =>
      attempt(async () => {
        judgement.value = await get<JudgementInfo>(`${base}/judgement?policy=${policy.value}`)
      }),
    [base, policy, judgement],
  )
  const loadMore = useCallback(() => {
    const oldest = sessions.value.at(-1)?.session
    if (oldest === undefined) return
    void attempt(async () => {
      const page = await get<SessionPage>(`${base}/sessions?limit=${PAGE}&before=${oldest}`)
      const known = sessions.value.at(-1)?.session ?? Number.POSITIVE_INFINITY
      sessions.value = [...sessions.value, ...page.sessions.filter((each) => each.session < known)]
    })
  }, [base, sessions])

  useEffect(() => {
    follow(id)
    void attempt(async () => {
      try {
        loaded.value = await get<ServerInfo>(base)
        gone.value = false
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
        gone.value = true
      }
    })
    return () => follow(null)
  }, [id, base, loaded, gone])

  useSignalEffect(() => {
    policy.value
    if (!gone.value) void loadJudgement()
  })

  useEffect(() => {
    void loadNumbers()
    const refreshNumbers = seldom(loadNumbers, 250)
    const refreshJudgement = seldom(loadJudgement, 250)
    const refresh = () => {
      refreshNumbers()
      refreshJudgement()
    }
    const stopMissed = onMissed(refresh)
    const stop = onLive((entry) => {
      if (entry.server !== id) return
      if ('seq' in entry) {
        heard.current = [...heard.current.slice(-HEARD), entry]
        if (entry.event === 'session.opened') latest.value = entry.session
      }
      if (entry.event === 'server.reset') {
        heard.current = []
        latest.value = 0
        sessions.value = []
        events.value = []
        asked.value = []
        if (session !== null) go(paths.server(id), { replace: true })
      }
      refresh()
    })
    return () => {
      stop()
      stopMissed()
    }
  }, [id, session, loadNumbers, loadJudgement, sessions, events, asked, latest])

  useEffect(() => {
    const known = heard.current.filter((entry) => entry.session === shown)
    const isWhole = known[0]?.event === 'session.opened'
    events.value = isWhole ? known : []
    if (shown === null) return
    let isLatest = true
    // What comes while the beginning is loaded stands behind it.
    const early: ToldEvent[] = []
    let isLoaded = isWhole
    const add = (entries: readonly ToldEvent[]) => {
      const last = events.value.at(-1)?.seq ?? 0
      const fresh = entries.filter(({ seq }) => seq > last)
      if (fresh.length > 0) events.value = [...events.value, ...fresh]
    }
    const load = () =>
      attempt(async () => {
        const page = await get<{ events: ToldEvent[] }>(`${base}/sessions/${shown}`)
        if (!isLatest) return
        add(page.events)
        isLoaded = true
        add(early)
      })
    if (!isWhole) void load()
    const stop = onLive((entry) => {
      if (entry.server !== id || !('seq' in entry) || entry.session !== shown) return
      if (isLoaded) add([entry])
      else early.push(entry)
    })
    const stopMissed = onMissed(() => void load())
    return () => {
      isLatest = false
      stop()
      stopMissed()
    }
  }, [id, base, shown, events])

  const isThere = event !== null && events.value.some(({ seq }) => seq === event)
  useEffect(() => {
    if (!isThere) return
    const line = document.getElementById(`e${event}`)
    line?.scrollIntoView({ block: 'center' })
    line?.focus({ preventScroll: true })
  }, [event, isThere])

  const point = useCallback(
    (seqs: readonly number[]) => {
      pointed.value = seqs
    },
    [pointed],
  )
  const showProof = useCallback(
    (seqs: readonly number[]) =>
      attempt(async () => {
        const [first] = seqs
        if (first === undefined) return
        const page = await get<TranscriptPage>(`${base}/transcript?after=${first - 1}&limit=1`)
        const [found] = page.events
        if (!found) return
        asked.value = seqs
        go(paths.session(id, found.session, found.seq))
      }),
    [base, id, asked],
  )
  const current = useMemo(() => sessions.value.find((each) => each.session === shown), [sessions.value, shown])

  if (gone.value) {
    return (
      <header class="intro">
        <h1>This server is gone</h1>
        <p>
          It has ended, and what it recorded was forgotten. <a href="/">Choose a scenario</a> and start another one.
        </p>
      </header>
    )
  }
  return (
    <>
      <header class="intro server-head">
        <p class="crumbs">
          <a href="/">All scenarios</a> <a href="/servers">Servers</a>
        </p>
        <h1>{info?.title ?? 'A server'}</h1>
        {info?.hopOf && (
          <p>
            The next hop of <a href={`/servers/${info.hopOf}`}>another server</a>: its mail comes from there.
          </p>
        )}
        {info && <State info={info} base={base} />}
      </header>
      {judgement.value && (
        <JudgementPanel
          judgement={judgement.value}
          policy={policy.value}
          onPolicy={(chosen) => {
            policy.value = chosen
          }}
          onPoint={point}
          onProof={(seqs) => void showProof(seqs)}
        />
      )}
      {info?.running && info.hopOf === null && <Connect server={info} isWaiting={total.value === 0} />}
      {total.value > 0 && (
        <div class="run">
          <section aria-labelledby="sessions">
            <h2 id="sessions">
              Sessions <small>{total.value}</small>
            </h2>
            <SessionList server={id} sessions={sessions.value} total={total.value} shown={shown} onMore={loadMore} />
          </section>
          <section class="session" aria-labelledby="session">
            <h2 id="session">
              {shown === null ? 'No session' : `Session ${shown}`}
              {current && <small> from {current.from}</small>} {current && <OutcomeMark outcome={current.outcome} />}
            </h2>
            <Conversation events={events.value} order={info?.suiteOrder ?? 'client'} proof={proof} target={event} />
          </section>
        </div>
      )}
      {info && info.messages > 0 && <Messages server={id} count={info.messages} />}
      {overview.value && total.value > 0 && (
        <section class="numbers" aria-labelledby="numbers">
          <h2 id="numbers">In numbers</h2>
          <Charts overview={overview.value} />
        </section>
      )}
      <p class="reports">
        Keep this run as a report:{' '}
        {REPORTS.map((name) => (
          <a key={name} href={`${PREFIX}${base}/reports/${name}?policy=${policy.value}`} download>
            {name}
          </a>
        ))}
      </p>
    </>
  )
}

function State({ info, base }: { info: ServerInfo; base: string }) {
  const act = (method: 'POST' | 'DELETE', path: string) => void attempt(() => api<void>(method, path))
  const { scenario, running, port, endsAt } = info
  return (
    <div class="state">
      <p>
        {scenario !== 'posted' && (
          <a href={paths.scenario(scenario)}>
            <code>{scenario}</code>
          </a>
        )}{' '}
        {running ? (
          <span class="running">runs on port {port}</span>
        ) : (
          <span>ended at {new Date(endsAt).toLocaleTimeString()}</span>
        )}
      </p>
      {running && (
        <p class="actions">
          <button type="button" onClick={() => act('POST', `${base}/reset`)}>
            New try
          </button>
          <button type="button" onClick={() => act('DELETE', base)}>
            Stop
          </button>
        </p>
      )}
    </div>
  )
}
