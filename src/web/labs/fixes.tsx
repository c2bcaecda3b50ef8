// What could be changed, each where its administrator would; tried for real, and judged.
import type { LabState } from '../../lab/http/contract.ts'
import type { LabActions } from './actions.ts'

const SIDES: Readonly<Record<string, string>> = {
  client: 'on the client',
  server: 'on the server',
  firewall: 'on the firewall',
}

export function Fixes({ lab: { fixes, applied, run }, actions }: { lab: LabState; actions: LabActions }) {
  return (
    <section class="card fixes" aria-label="Changes">
      <p class="soft">One change at a time, on top of what the customer has. Then the mail is sent again.</p>
      <ul>
        {fixes.map(({ id, where, side, tried, right, because }) => (
          <li key={id} class={tried ? (right ? 'right' : 'wrong') : ''}>
            <p>
              {where} <small class="soft">{SIDES[side] ?? side}</small>
            </p>
            <button
              type="button"
              disabled={actions.isBusy}
              aria-label={`${applied === id ? 'Send again' : 'Change and send'}: ${where}`}
              onClick={() => void actions.send(`/fixes/${encodeURIComponent(id)}`)}
            >
              {applied === id ? 'Send again' : 'Change and send'}
            </button>
            {tried && (
              <div class={`told ${right ? 'right' : 'wrong'}`} role={applied === id ? 'status' : undefined}>
                <b>{right ? 'Right.' : 'Not the way.'}</b> {because}
              </div>
            )}
          </li>
        ))}
      </ul>
      <p class="actions">
        <button type="button" class="primary" disabled={actions.isBusy} onClick={() => void actions.send()}>
          Send the mail again
        </button>
        {applied !== null && (
          <button type="button" disabled={actions.isBusy} onClick={() => void actions.change('/undo')}>
            Back to what the customer has
          </button>
        )}
        <small class="soft" role="status">
          {actions.isBusy ? 'At work ...' : run?.solved ? 'The mail went through as it should. ' : ''}
          {!actions.isBusy && run?.solved && <a href="#explanation">Why</a>}
        </small>
      </p>
    </section>
  )
}
