// Loopback unless told otherwise, and then said loudly.
import { isIP } from 'node:net'
import type { Terminal } from './command.ts'

/** By form alone: a name may point anywhere, `127.example.com` too. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

export function warnOfOpenHosts(hosts: readonly string[], { err }: Terminal): void {
  const open = hosts.filter((host) => !isLoopback(host))
  if (open.length === 0) return
  err(
    `WARNING: ${open.join(', ')} can be reached from other machines. This is a simulator: it accepts mail, passwords\n`,
  )
  err('and broken TLS from anyone who connects. Use it on a network that you trust, and stop it afterwards.\n')
}
