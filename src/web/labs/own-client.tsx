// The team's own client, pointed at the server of the lab and judged like any other.
import { useSignal } from '@preact/signals'
import { type LabState, PREFIX } from '../../lab/http/contract.ts'
import { commandsFor } from '../commands.ts'
import { Commands, reachable } from '../parts/connect.tsx'
import { Copy } from '../parts/copy.tsx'
import type { LabActions } from './lab.tsx'

export function OwnClient({ lab: { hops }, actions }: { lab: LabState; actions: LabActions }) {
  const says = useSignal('')
  const isListening = useSignal(false)
  const [hop] = hops
  if (!hop) return null
  const { port, ca, implicit } = hop
  const host = reachable(hop.host)
  const commands = commandsFor(
    { host, port, mode: implicit ? 'implicit' : 'starttls' },
    `${location.origin}${PREFIX}/ca.pem`,
  )
  return (
    <details class="card connect">
      <summary>Try a client of your own</summary>
      <dl class="settings">
        <div>
          <dt>Host</dt>
          <dd>
            <code>{host}</code>
          </dd>
        </div>
        <div>
          <dt>Port</dt>
          <dd>
            <code>{port}</code> <Copy text={String(port)} what="the port" />
          </dd>
        </div>
        <div>
          <dt>Authority</dt>
          <dd>
            <a href={`${PREFIX}/ca.pem`} download="smtp-simulator-ca.pem">
              CA file
            </a>{' '}
            <Copy text={ca} what="the certificate of the authority" />
          </dd>
        </div>
      </dl>
      <ol class="plain-words">
        <li>
          <button
            type="button"
            disabled={actions.isBusy}
            onClick={async () => {
              await actions.change('/listen')
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
              await actions.judge(says.value === '' ? {} : { says: says.value })
              isListening.value = false
            }}
          >
            Judge it
          </button>
        </li>
      </ol>
      <Commands commands={commands} />
    </details>
  )
}
