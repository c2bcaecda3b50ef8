// Puts the steps of `path:` between a client and the server that serves it.
import type * as net from 'node:net'
import type { Append, Toward } from '../transcript/events.ts'
import { Lane, type Station } from './lane.ts'
import { PathEnd } from './path-end.ts'
import type { Clock, OpenStep, PathItem, StepConnection } from './step.ts'
import { stepNamed } from './steps/index.ts'
import type { Wire } from './wire.ts'

export interface TravelContext {
  clock: Clock
  /** A number from 0 up to 1, from the seed of the run. */
  random(): number
  append: Append
  /** Sees what the client sent (`server`), and what it is sent (`client`), as it crosses the client's socket. */
  clientBytes?(toward: Toward, chunk: Buffer): void
  /** The client ended its side while bytes were under way to it; told once. */
  leftBehind?(): void
  /** A step ended the client's connection; told once, before the FIN or RST goes out. */
  ended?(how: 'fin' | 'rst'): void
}

/**
 * The wire that the server speaks on: the client's own socket when there are no steps and nobody looks, else the far end of the path.
 * From then on errors of the client's socket are heard here: they never crash the process.
 */
export function travel(client: net.Socket, path: readonly PathItem[], context: TravelContext): Wire {
  let toClient: Lane | undefined
  const clientEnds = () => {
    if (toClient?.isUnderWay) context.leftBehind?.()
    toClient = undefined
  }
  // Ahead of the far end's own listener, which tears down all.
  client.on('error', clientEnds)
  if (path.length === 0 && !context.clientBytes) return client
  client.once('end', clientEnds)
  const far = new PathEnd(client, context)
  const lanes: Lane[] = []
  const endings: (() => void)[] = []
  let ended = false

  const connection = (place: number, step: string): StepConnection => ({
    clock: context.clock,
    random: context.random,
    acted: (toward, detail) => context.append('path.acted', { step, toward, detail }),
    end(how) {
      if (ended) return
      ended = true
      const end = () => {
        context.ended?.(how)
        far.endByPath(how)
        for (const lane of lanes) lane.endAt(place)
      }
      // A step may end the connection while it is opened, before there are lanes.
      if (lanes.length > 0) end()
      else endings.push(end)
    },
  })

  const opened = path.map(({ step, options }, place) => open(step, options, connection(place, step)))
  const server = path.length
  toClient = new Lane([
    { place: server, stream: far.departures },
    ...stations(opened, 'towardClient').reverse(),
    { place: -1, stream: far.toClient },
  ])
  lanes.push(
    new Lane([
      { place: -1, stream: client },
      ...stations(opened, 'towardServer'),
      { place: server, stream: far.arrivals },
    ]),
    toClient,
  )
  for (const { towardClient, towardServer } of opened) {
    for (const stream of [towardClient, towardServer]) stream?.on('error', (error) => far.destroy(error))
  }
  far.onDestroy(() => {
    for (const lane of lanes) lane.destroy()
  })
  for (const end of endings) end()
  return far
}

function open(name: string, options: unknown, connection: StepConnection): OpenStep {
  const step = stepNamed(name)
  if (!step) throw new TypeError(`there is no step ${name}`)
  return step.open(options, connection)
}

function stations(opened: OpenStep[], direction: keyof OpenStep): Station[] {
  return opened.flatMap((step, place) => (step[direction] ? [{ place, stream: step[direction] }] : []))
}
