// Who is at work here, and how the labs are asked: the browser remembers the trainee, the server everything else.
import { signal } from '@preact/signals'
import { PREFIX, type Progress } from '../../lab/http/contract.ts'
import { RequestError, requests } from '../api.ts'
import { attempt } from '../state.ts'

export const training = requests(PREFIX)

const KEPT = 'smtp-simulator.trainee'

/** Null: nobody has joined in this browser. */
export const trainee = signal<{ id: string; name: string } | null>(kept())

export async function join(name: string): Promise<void> {
  const progress = await training<Progress>('POST', '/trainees', { name })
  trainee.value = { id: progress.id, name: progress.name }
  localStorage.setItem(KEPT, JSON.stringify(trainee.value))
}

/** Somebody else sits down: the labs of the one before are stopped, the progress stays. */
export async function leave(): Promise<void> {
  const id = trainee.value?.id
  forget()
  if (id !== undefined) await training<void>('POST', `/trainees/${id}/leave`)
}

/** As `attempt`; a trainee whom the trainer has reset has to join again. */
export function attemptAs(action: () => Promise<void>): Promise<void> {
  return attempt(async () => {
    try {
      await action()
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== 'LAB_UNKNOWN_TRAINEE') throw error
      forget()
    }
  })
}

function forget(): void {
  trainee.value = null
  localStorage.removeItem(KEPT)
}

function kept(): { id: string; name: string } | null {
  try {
    const { id, name } = JSON.parse(localStorage.getItem(KEPT) ?? '{}')
    return typeof id === 'string' && typeof name === 'string' ? { id, name } : null
  } catch {
    return null
  }
}
