// Opens one port on every address asked for, the same port on each.
import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { EnvironmentError } from './environment-error.ts'

export interface Listener {
  port: number
  /** The addresses that were opened. */
  hosts: string[]
  /** Stops taking connections; those that are open stay. */
  close(): Promise<void>
}

/** Loopback in both families: clients dial `localhost` as either. The second may be missing on a machine. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1']

const TRIES = 20

/**
 * Listens on `hosts`; port 0 is any free one. Hosts behind the first may be missing on this machine.
 * Throws EnvironmentError.
 */
export async function listen(
  hosts: readonly string[],
  port: number,
  serve: (socket: Socket) => void,
): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = []
    try {
      let chosen = port
      for (const [at, host] of hosts.entries()) {
        // Who knocks at the first address need not wait for the others: Node takes 5 ms to understand an IPv6 one.
        if (at > 0) await setImmediate()
        const server = await listenOn(host, chosen, serve, at > 0)
        if (!server) continue
        servers.push(server)
        chosen = portOf(server)
      }
      return {
        port: chosen,
        hosts: servers.map((server) => addressOf(server)),
        close: async () => void (await Promise.all(servers.map((server) => closed(server)))),
      }
    } catch (error) {
      // Not awaited: the port is free at once, while a server that is closed waits for its clients.
      for (const server of servers) server.close()
      // A port that is free in one family may be taken in the other: another free one is as good.
      const again = port === 0 && attempt < TRIES && (error as { code?: string }).code === 'PORT_IN_USE'
      if (!again) throw error
    }
  }
}

function listenOn(
  host: string,
  port: number,
  serve: (socket: Socket) => void,
  optional: boolean,
): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    // Half open: a client that sends all it has and its FIN behind it still gets its replies.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, serve)
    // Stays for the errors of accepting later on, such as too many open files: they end no server.
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (optional && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(null)
      else reject(listenProblem(error, host, port))
    })
    server.listen({ host, port, ipv6Only: true }, () => resolve(server))
  })
}

/** What stood in the way of a port, for people. */
export function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): EnvironmentError {
  const where = `${host.includes(':') ? `[${host}]` : host} port ${port}`
  if (error.code === 'EADDRINUSE') {
    return new EnvironmentError(
      'PORT_IN_USE',
      `${where} is taken by another program.`,
      'Choose another with --port, or --port 0 for any free one.',
    )
  }
  if (error.code === 'EACCES') {
    const next = 'Choose a port from 1024 on with --port, or forward the low port to it.'
    return new EnvironmentError('PORT_FORBIDDEN', `${where} may not be opened by this user.`, next)
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new EnvironmentError(
      'ADDRESS_NOT_AVAILABLE',
      `This machine does not have the address ${host}.`,
      'Name one of its own with --host; 127.0.0.1 is always there.',
    )
  }
  return new EnvironmentError(
    'LISTEN_FAILED',
    `${where} could not be opened: ${error.message}.`,
    'Choose another with --host and --port.',
    { cause: error },
  )
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function addressOf(server: Server): string {
  const address = server.address()
  return typeof address === 'object' && address ? address.address : ''
}
