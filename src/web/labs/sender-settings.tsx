// The settings of the sender, changed by their own names; they count when the product lets them.
import { useSignal } from '@preact/signals'
import type { LabState } from '../../lab/http/contract.ts'
import type { LabActions } from './actions.ts'

type Hop = LabState['hops'][number]
type Setting = Hop['settings'][number]

const HOUR_MS = 3_600_000

export function SenderSettings({ lab: { hops }, actions }: { lab: LabState; actions: LabActions }) {
  return (
    <details class="card settings-of">
      <summary>Change a setting yourself</summary>
      {hops.map(({ sender, settings }, at) => (
        <section key={at} aria-label={`Settings of ${sender}`}>
          <h3>
            <code>{sender}</code> {hops.length > 1 && <small>hop {at + 1}</small>}
          </h3>
          {settings.map((setting) => (
            <Field key={setting.name} setting={setting} hop={at + 1} actions={actions} />
          ))}
          <p class="actions">
            <button
              type="button"
              disabled={actions.isBusy}
              onClick={() => void actions.change('/restart', { hop: at + 1 })}
            >
              Restart {sender}
            </button>
          </p>
        </section>
      ))}
      <p class="actions">
        <button type="button" disabled={actions.isBusy} onClick={() => void actions.change('/wait', { ms: HOUR_MS })}>
          Let an hour pass
        </button>
        <small class="soft">Queues try again, and settings that need time come to count.</small>
      </p>
    </details>
  )
}

function Field({ setting, hop, actions }: { setting: Setting; hop: number; actions: LabActions }) {
  const { name, value, doc, takes, words } = setting
  const edited = useSignal<string | null>(null)
  const id = `set-${hop}-${name.replace(/\W/g, '-')}`
  const shown = edited.value ?? value
  const edit = (text: string) => {
    edited.value = text
  }
  return (
    <form
      class="field"
      onSubmit={async (event) => {
        event.preventDefault()
        await actions.change('/settings', { name, value: shown, hop })
        edited.value = null
      }}
    >
      <label for={id}>{name}</label>
      {words ? (
        <select id={id} value={shown} onChange={(event) => edit(event.currentTarget.value)}>
          {words.map((word) => (
            <option key={word}>{word}</option>
          ))}
        </select>
      ) : (
        <input id={id} value={shown} autocomplete="off" onInput={(event) => edit(event.currentTarget.value)} />
      )}
      <button type="submit" disabled={actions.isBusy || edited.value === null} aria-label={`Set ${name}`}>
        Set
      </button>
      <small class="soft">
        {doc}
        {/[.!?]$/.test(doc) ? '' : '.'} Takes {takes}.
      </small>
    </form>
  )
}
