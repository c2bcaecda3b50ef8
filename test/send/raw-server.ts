// A server that says exactly what a test wants, to whatever comes: replies by verb, silence, a close.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Bytes to say; null: silence; `close` ends the connection, after the bytes. */
export type Answer = string | null | { say?: string; close: true }

export interface RawServer extends AsyncDisposable {
  host: string
  port: number
  /** Every line that came, by connection. */
  heard: string[][]
}

/** `answers` by verb, `connect` for the greeting; what is not named gets 250. */
export async function rawServer(answers: Readonly<Record<string, Answer>>): Promise<RawServer> {
  const heard: string[][] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const lines: string[] = []
    heard.push(lines)
    open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)))
    const answer = (verb: string) => {
      const given = Object.hasOwn(answers, verb) ? answers[verb] : '250 ok\r\n'
      if (given === null || given === undefined) return
      if (typeof given === 'string') socket.write(given)
      else socket.end(given.say ?? '')
    }
    let rest = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest += text
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        lines.push(line)
        const [verb = ''] = line.toUpperCase().split(/[ :]/)
        answer(verb)
      }
    })
    answer('connect')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    heard,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
