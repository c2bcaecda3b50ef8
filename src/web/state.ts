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
    trouble.value = isLost ? 'The simulator does not answer. Is it still running?' : String((error as Error).message)
  }
}

/** For most of the time there is nothing to wait for: a slow action gets this many times its own time as a pause. */
const REST = 8

/**
 * Once in a while, and never at once: what just happened is shown first, what it comes to a moment later. What takes long,
 * such as a judgement of thousands of sessions, is done less often.
 */
export function seldom(action: () => Promise<void>, pauseMs: number): () => void {
  let isWaiting = false
  let restMs = 0
  return () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(async () => {
      const startedAt = performance.now()
      isWaiting = false
      await action()
      restMs = (performance.now() - startedAt) * REST
    }, pauseMs + restMs)
  }
}

export function startState(): void {
  const change = (id: string, by: (info: ServerInfo) => ServerInfo) => {
    servers.value = servers.value?.map((info) => (info.id === id ? by(info) : info)) ?? null
  }
  const reload = seldom(loadServers, 1000)
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
      case 'smtp.message-accepted':
        // Of the server that is looked at; of the others the count comes with the next list.
        change(entry.server, (info) => ({ ...info, messages: info.messages + 1 }))
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
