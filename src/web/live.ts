// What happens on the servers, as it happens: one stream for the whole page, since a browser has six connections to a host.
import { signal } from '@preact/signals'
import { PREFIX, type ServerInfo, type ToldEvent } from '../control/contract.ts'

export type LiveEntry = { server: string } & (
  | ToldEvent
  | { event: 'server.started' | 'server.ended'; info: ServerInfo }
  | { event: 'server.reset' | 'server.forgotten' }
)

type Listener = (entry: LiveEntry) => void

/** Whether the stream is there; null before it was. */
export const connected = signal<boolean | null>(null)

const listeners = new Set<Listener>()
const reloaders = new Set<() => void>()
let source: EventSource | null = null
let followed: string | null = null

/** Calls back for every entry; returns how to stop. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Calls back when something was missed, so that what is shown has to be loaded anew; returns how to stop. */
export function onMissed(reload: () => void): () => void {
  reloaders.add(reload)
  return () => reloaders.delete(reload)
}

/** Follows all servers, and in full the one that is looked at. */
export function follow(server: string | null): void {
  if (source && followed === server) return
  source?.close()
  followed = server
  const query = server === null ? '' : `?server=${encodeURIComponent(server)}`
  source = new EventSource(`${PREFIX}/events${query}`)
  source.addEventListener('ready', () => {
    // What came to be before this stream, or between two of them, was not heard.
    missed()
    connected.value = true
  })
  source.addEventListener('reset', missed)
  source.addEventListener('message', ({ data }) => {
    const entry = JSON.parse(data as string) as LiveEntry
    for (const listener of listeners) listener(entry)
  })
  source.addEventListener('error', () => {
    connected.value = false
  })
}

function missed(): void {
  for (const reload of reloaders) reload()
}
