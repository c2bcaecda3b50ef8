// All servers of this simulator: those that run, and those that have ended and can still be read.
import type { ServerInfo } from '../../control/contract.ts'
import { paths } from '../addresses.ts'
import { api } from '../api.ts'
import { attempt, servers } from '../state.ts'

export function Servers() {
  const all = servers.value
  return (
    <>
      <header class="intro">
        <h1>Servers</h1>
      </header>
      {all?.length === 0 && (
        <p class="quiet">
          None was started yet. <a href="/">Choose a scenario.</a>
        </p>
      )}
      {all && all.length > 0 && (
        <table class="servers">
          <thead>
            <tr>
              <th scope="col">scenario</th>
              <th scope="col">port</th>
              <th scope="col">sessions</th>
              <th scope="col">messages</th>
              <th scope="col">
                <span class="listened">Stop or forget</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((server) => (
              <Row key={server.id} server={server} />
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

function Row({ server }: { server: ServerInfo }) {
  const { id, scenario, title, port, running, sessions, open, messages } = server
  const end = () => attempt(() => api<void>('DELETE', `/servers/${id}`))
  return (
    <tr class={running ? '' : 'ended'}>
      <th scope="row">
        <a href={paths.server(id)}>{title}</a>
        <code>{scenario}</code>
      </th>
      <td>{running ? port : 'ended'}</td>
      <td>
        {sessions}
        {open > 0 && <span class="open"> {open} open</span>}
      </td>
      <td>{messages}</td>
      <td>
        <button
          type="button"
          onClick={() => void end()}
          aria-label={`${running ? 'Stop' : 'Forget'} ${scenario} on port ${port}`}
        >
          {running ? 'Stop' : 'Forget'}
        </button>
      </td>
    </tr>
  )
}
