// Real connections on loopback for tests: a client and the server's side of it, and what each of them saw.
import { once } from 'node:events'
import * as net from 'node:net'
import type { Duplex } from 'node:stream'
import type t from 'tap'
import type { PathItem } from '../../src/path/step.ts'
import { type TravelContext, travel } from '../../src/path/travel.ts'
import type { Wire } from '../../src/path/wire.ts'
import type { EventName } from '../../src/transcript/events.ts'
import { hurriedClock } from './fake-clock.ts'
import { numbers, parseItem } from './step-suite.ts'

export interface Event {
  event: EventName
  [field: string]: unknown
}

export interface Connected {
  client: net.Socket
  /** The server's own socket. */
  accepted: net.Socket
  wire: Wire
  events: Event[]
  ended: ('fin' | 'rst')[]
}

/** Connects a client through a path; all sockets are gone when the test ends. */
export async function connected(
  test: Tap,
  items: unknown[],
  { allowHalfOpen = true, ...context }: Partial<TravelContext> & { allowHalfOpen?: boolean } = {},
): Promise<Connected> {
  const { client, accepted } = await socketPair(test, allowHalfOpen)
  const events: Event[] = []
  const ended: ('fin' | 'rst')[] = []
  const path: PathItem[] = items.map(parseItem)
  const wire = travel(accepted, path, {
    clock: hurriedClock(),
    random: numbers(),
    append: (event, fields) => events.push({ event, ...fields }),
    ended: (how) => ended.push(how),
    ...context,
  })
  return { client, accepted, wire, events, ended }
}

type Tap = Pick<typeof t, 'teardown'>

export async function socketPair(
  test: Tap,
  allowHalfOpen = true,
): Promise<{ client: net.Socket; accepted: net.Socket }> {
  const server = net.createServer({ allowHalfOpen })
  const port = await listening(test, server)
  const client = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  client.on('error', () => {})
  // A reset that comes before the client knows that it is connected would be a refused connection to it.
  const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [[net.Socket], []]
  test.teardown(() => {
    client.destroy()
    accepted.destroy()
  })
  return { client, accepted }
}

/** The port, on 127.0.0.1, until the test ends. */
export async function listening(test: Tap, server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  test.teardown(() => server.close())
  return (server.address() as net.AddressInfo).port
}

/** All bytes up to the FIN, as text. */
export async function untilEnd(stream: Duplex): Promise<string> {
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  await once(stream, 'end')
  return text
}

/** Reads until so much text is there. */
export async function untilText(stream: Duplex, text: string): Promise<string> {
  let got = ''
  return new Promise((resolve) => {
    const hear = (chunk: Buffer) => {
      got += chunk.toString('latin1')
      if (!got.includes(text)) return
      stream.off('data', hear)
      resolve(got)
    }
    stream.on('data', hear)
  })
}

/** Resolves once it is closed, with an error or without. */
export async function closed(stream: Duplex): Promise<void> {
  if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', resolve))
}

/** The code of the error that the stream ends with; `fin` when it ends without one. */
export async function howItEnds(stream: Duplex): Promise<string> {
  stream.resume()
  return new Promise((resolve) => {
    stream.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    stream.once('end', () => resolve('fin'))
    if (stream.readableEnded) resolve('fin')
  })
}
