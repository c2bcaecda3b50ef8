// What the page knows of servers: loaded once, then kept up to date by what happens.
import { signal } from '@preact/signals'
import type { ServerInfo } from '../control/contract.ts'
import { get } from './api.ts'
import { onLive, onMissed } from './live.ts'

/** The newest first; null before they are loaded. */
export const servers = signal<readonly ServerInfo[] | null>(null)

/** What cannot be done, in words, until somebody has read it. */
export const trouble = signal<string | null>(null)

export async function loadServers(): Promise<void> {
  await attempt(async () => {
    servers.value = (await get<{ servers: ServerInfo[] }>('/servers')).servers
  })
}

/** Does what may fail; a failure is shown at the top of the page. */
export async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action()
    trouble.value = null
  } catch (error) {
    const isLost = error instanceof TypeError
    trouble.value = isLost
      ? 'The simulator does not answer. Is "simulate serve" still running?'
      : String((error as Error).message)
  }
}

/** At most once in a while, and once more at the end: for what changes with every session. */
export function seldom(action: () => void, pauseMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let again = false
  const run = () => {
    action()
    timer = setTimeout(() => {
      timer = null
      if (again) {
        again = false
        run()
      }
    }, pauseMs)
  }
  return () => {
    if (timer === null) run()
    else again = true
  }
}

export function startState(): void {
  const change = (id: string, by: (info: ServerInfo) => ServerInfo) => {
    servers.value = servers.value?.map((info) => (info.id === id ? by(info) : info)) ?? null
  }
  const reload = seldom(() => void loadServers(), 1000)
  onMissed(reload)
  onLive((entry) => {
    switch (entry.event) {
      case 'server.started':
        servers.value = [entry.info, ...(servers.value ?? []).filter(({ id }) => id !== entry.info.id)]
        break
      case 'server.ended':
        change(entry.server, () => entry.info)
        break
      case 'server.forgotten':
        servers.value = servers.value?.filter(({ id }) => id !== entry.server) ?? null
        break
      case 'server.reset':
        change(entry.server, (info) => ({ ...info, sessions: 0, open: 0, messages: 0 }))
        break
      case 'session.opened':
        change(entry.server, (info) => ({ ...info, sessions: info.sessions + 1, open: info.open + 1 }))
        break
      case 'session.closed':
        change(entry.server, (info) => ({ ...info, open: Math.max(0, info.open - 1) }))
        // Whether it was a port check, and what became of messages, the server knows.
        reload()
        break
    }
  })
  void loadServers()
}
