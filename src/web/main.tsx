// The page: its frame, and the view that the address stands for.
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { Certificate } from './labs/certificate.tsx'
import { Exam } from './labs/exam.tsx'
import { LabPage } from './labs/lab.tsx'
import { Labs } from './labs/labs.tsx'
import { Trainer } from './labs/trainer.tsx'
import { connected, follow } from './live.ts'
import { parts } from './parts.ts'
import { go, route, startRouting } from './route.ts'
import { servers, startState, trouble } from './state.ts'
import { Catalogue } from './views/catalogue.tsx'
import { Scenario } from './views/scenario.tsx'
import { Server } from './views/server.tsx'
import { Servers } from './views/servers.tsx'

/** Where there are no labs the rest is asked for, and says itself when the token is missing. */
const hasControl = parts.has('control') || !parts.has('labs')
const OF_LABS: readonly string[] = ['labs', 'lab', 'exam', 'certificate']
const HOME = hasControl ? '/' : '/labs'

function Page() {
  const running = servers.value?.filter((server) => server.running).length ?? 0
  const current = route.value
  useEffect(() => {
    document.title = `${titleOf()} · smtp-simulator`
  })
  return (
    <>
      <a class="skip" href="#main">
        To the main part
      </a>
      <nav aria-label="Main">
        <a class="brand" href={HOME}>
          smtp-simulator
        </a>
        {parts.has('labs') && (
          <a href="/labs" aria-current={OF_LABS.includes(current.view) ? 'page' : undefined}>
            Labs
          </a>
        )}
        {parts.has('labs') && parts.has('control') && (
          <a href="/trainer" aria-current={current.view === 'trainer' ? 'page' : undefined}>
            Trainer
          </a>
        )}
        {hasControl && (
          <>
            <a href="/" aria-current={current.view === 'catalogue' ? 'page' : undefined}>
              Scenarios
            </a>
            <a href="/servers" aria-current={current.view === 'servers' ? 'page' : undefined}>
              Servers {running > 0 && <span class="badge">{running}</span>}
            </a>
          </>
        )}
        <span class={`link ${connected.value === false ? 'lost' : ''}`} role="status">
          {connected.value === false ? 'connection lost, trying again' : ''}
        </span>
      </nav>
      <main id="main" tabIndex={-1}>
        {trouble.value !== null && (
          <p class="trouble" role="alert">
            {trouble.value}
          </p>
        )}
        <View />
      </main>
      <footer>A simulator: it accepts mail and passwords from anyone who connects, and delivers nothing.</footer>
    </>
  )
}

function View() {
  const current = route.value
  switch (current.view) {
    case 'catalogue':
      return <Catalogue search={current.search} tag={current.tag} />
    case 'scenario':
      return <Scenario name={current.name} key={current.name} />
    case 'servers':
      return <Servers />
    case 'server':
      return <Server id={current.id} session={current.session} event={current.event} key={current.id} />
    case 'labs':
      return <Labs />
    case 'lab':
      return <LabPage name={current.name} key={current.name} />
    case 'exam':
      return <Exam id={current.id} key={current.id} />
    case 'certificate':
      return <Certificate exam={current.exam} key={current.exam} />
    case 'trainer':
      return <Trainer />
    case 'unknown':
      return (
        <header class="intro">
          <h1>There is no such page</h1>
          <p>
            <a href={HOME}>{hasControl ? 'All scenarios' : 'All labs'}</a>
          </p>
        </header>
      )
  }
}

function titleOf(): string {
  const current = route.value
  if (current.view === 'scenario') return current.name
  if (current.view === 'server') return servers.value?.find(({ id }) => id === current.id)?.scenario ?? 'Server'
  if (current.view === 'lab') return current.name
  return TITLES[current.view] ?? 'Scenarios'
}

const TITLES: Readonly<Partial<Record<typeof route.value.view, string>>> = {
  servers: 'Servers',
  labs: 'Labs',
  exam: 'Exam',
  certificate: 'Certificate',
  trainer: 'Trainer',
}

startRouting()
// A trainee comes for the labs, and may see nothing else.
if (route.value.view === 'catalogue' && !hasControl) go('/labs', { replace: true })
if (hasControl) {
  follow(null)
  startState()
}
const root = document.getElementById('page')
if (root) render(<Page />, root)
