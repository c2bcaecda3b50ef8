// The team's own client, pointed at the server of the lab and judged like any other.
import { useSignal } from '@preact/signals'
import { type LabState, PREFIX } from '../../lab/http/contract.ts'
import { commandsFor } from '../commands.ts'
import { Commands, HowToReach, reachable } from '../parts/connect.tsx'
import type { LabActions } from './actions.ts'

export function OwnClient({ lab: { hops }, actions }: { lab: LabState; actions: LabActions }) {
  const says = useSignal('')
  const isListening = useSignal(false)
  const judged = useSignal<number | null>(null)
  const [hop] = hops
  if (!hop) return null
  const mode = hop.implicit ? 'implicit' : 'starttls'
  const commands = commandsFor(
    { host: reachable(hop.host), port: hop.port, mode },
    `${location.origin}${PREFIX}/ca.pem`,
  )
  return (
    <details class="card connect">
      <summary>Try a client of your own</summary>
      <HowToReach {...hop} mode={mode} api={PREFIX} />
      <ol class="plain-words">
        <li>
          <button
            type="button"
            disabled={actions.isBusy}
            onClick={async () => {
              await actions.change('/listen')
              judged.value = null
              isListening.value = true
            }}
          >
            Listen
          </button>{' '}
          {isListening.value && <span role="status">From now on your client counts.</span>}
        </li>
        <li>
          Send a mail with your client, or with one of the commands below; the first one fetches the CA file. Any user
          and password will do.
        </li>
        <li>
          <label>
            It says{' '}
            <select value={says.value} onChange={(event) => (says.value = event.currentTarget.value)}>
              <option value="">nothing</option>
              <option value="delivered">that the mail was sent</option>
              <option value="failed">that it failed</option>
            </select>
          </label>{' '}
          <button
            type="button"
            disabled={actions.isBusy || !isListening.value}
            onClick={async () => {
              judged.value = await actions.judge(says.value === '' ? {} : { says: says.value })
              isListening.value = false
            }}
          >
            Judge it
          </button>{' '}
          <span role="status">{judged.value !== null && `Judged as run ${judged.value}: see there.`}</span>
        </li>
      </ol>
      <Commands commands={commands} first="CA file" />
    </details>
  )
}
