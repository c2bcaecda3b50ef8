// The door to the labs: a name is enough.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { attempt } from '../state.ts'
import { join, trainee } from './training.ts'

/** What is inside is for those who have joined. */
export function Joined({ children }: { children: ComponentChildren }) {
  return trainee.value === null ? <Join /> : children
}

function Join() {
  const name = useSignal('')
  return (
    <>
      <header class="intro">
        <h1>Mail does not go out</h1>
        <p>
          Incidents as customers report them, each of which really happens in front of you: read both sides' logs, find
          the cause, change the setting, and see the mail go through.
        </p>
      </header>
      <form
        class="card join"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => join(name.value))
        }}
      >
        <label for="name">Your name</label>
        <input
          id="name"
          autocomplete="off"
          maxLength={80}
          required
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="primary">
          Begin
        </button>
        <p class="soft">The same name comes back to the same progress. The trainer sees it.</p>
      </form>
    </>
  )
}
