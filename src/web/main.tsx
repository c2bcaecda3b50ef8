// The page: its frame, and the view that the address stands for.
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { connected, follow } from './live.ts'
import { route, startRouting } from './route.ts'
import { servers, startState, trouble } from './state.ts'
import { Catalogue } from './views/catalogue.tsx'
import { Scenario } from './views/scenario.tsx'
import { Server } from './views/server.tsx'
import { Servers } from './views/servers.tsx'

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
        <a class="brand" href="/">
          smtp-simulator
        </a>
        <a href="/" aria-current={current.view === 'catalogue' ? 'page' : undefined}>
          Scenarios
        </a>
        <a href="/servers" aria-current={current.view === 'servers' ? 'page' : undefined}>
          Servers {running > 0 && <span class="badge">{running}</span>}
        </a>
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
    case 'unknown':
      return (
        <header class="intro">
          <h1>There is no such page</h1>
          <p>
            <a href="/">All scenarios</a>
          </p>
        </header>
      )
  }
}

function titleOf(): string {
  const current = route.value
  if (current.view === 'scenario') return current.name
  if (current.view === 'server') return servers.value?.find(({ id }) => id === current.id)?.scenario ?? 'Server'
  return current.view === 'servers' ? 'Servers' : 'Scenarios'
}

startRouting()
follow(null)
startState()
const root = document.getElementById('page')
if (root) render(<Page />, root)
