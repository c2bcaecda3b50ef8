// Where in a handshake a fault happens that ends it.
import { oneOf } from '../scenario/shape.ts'
import type { FaultContext } from './fault-context.ts'
import type { Conversation } from './scripted/conversation.ts'
import { behind, Left, type Script } from './scripted/script.ts'

/** `client-hello` needs no TLS of the server's own; the others are nodes of the scripted handshake. */
export const PLACES = [
  'client-hello',
  'server-hello',
  'server-flight',
  'client-key-exchange',
  'client-finished',
  'handshake',
] as const

export type Place = (typeof PLACES)[number]

/** For the detail of an event. */
export const PLACE_NAMES: Readonly<Record<Place, string>> = {
  'client-hello': 'the ClientHello',
  'server-hello': 'the ServerHello',
  'server-flight': 'the first flight of the server',
  'client-key-exchange': 'the ClientKeyExchange',
  'client-finished': 'the Finished of the client',
  handshake: 'the handshake',
}

export const placeShape = oneOf(PLACES)

export const AFTER_DOC =
  'After which message: the ClientHello (default), the ServerHello, the whole first flight of the server, the ClientKeyExchange or the Finished of the client, or the whole handshake. All but the first need the scripted engine.'

/** The script with a last act behind one place; null for the place in front of every handshake. */
export function endingAfter(
  script: Script,
  place: Place | undefined,
  act: (conversation: Conversation) => void,
): Script | null {
  if (place === undefined || place === 'client-hello') return null
  const end = (conversation: Conversation) => {
    act(conversation)
    throw new Left()
  }
  return behind(script, place, { name: 'fault', do: end })
}

/** The same with an act that takes over the bare connection, as it does in front of a handshake. */
export function takenOverAfter(
  script: Script,
  place: Place | undefined,
  fault: string,
  play: (context: FaultContext) => void,
): Script | null {
  return endingAfter(script, place, (conversation) => play(conversation.leave(fault)))
}
