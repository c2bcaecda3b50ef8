// Reads a session of two other stacks off the wire with our keys and our protection, given nothing but its master secret.
import {
  handshakeHash,
  type Randoms,
  type SessionKeys,
  SSL3,
  sessionKeys,
  verifyData,
} from '../../../src/tls/scripted/key-derivation.ts'
import { opening } from '../../../src/tls/scripted/protection.ts'
import { recipeOf, type SuiteRecipe } from '../../../src/tls/scripted/suites.ts'
import { decodeClientHello } from '../../../src/tls/wire/client-hello.ts'
import { finished } from '../../../src/tls/wire/handshake/finished.ts'
import { MESSAGE_TYPES } from '../../../src/tls/wire/handshake/message.ts'
import { MessageReader } from '../../../src/tls/wire/handshake/message-reader.ts'
import { serverHello } from '../../../src/tls/wire/handshake/server-hello.ts'
import { suiteByName, VERSION_NUMBERS } from '../../../src/tls/wire/names.ts'
import { RecordReader, type TlsRecord } from '../../../src/tls/wire/record-reader.ts'

/** A full handshake with nothing resumed, and some application data. */
export interface WireSession {
  version: string
  suite: string
  master: Buffer
  toServer: Buffer
  toClient: Buffer
}

interface Message {
  type: number
  body: Buffer
  bytes: Buffer
}

/** One direction: its messages in clear, its Finished, and the records behind its ChangeCipherSpec. */
export interface Direction {
  clear: Message[]
  finished: Message
  /** Protected, and what they hold; null where our protection refuses them. */
  records: { sealed: TlsRecord; content: Buffer | null }[]
  /** All application data. */
  text: string
}

export interface ReadSession {
  version: number
  recipe: SuiteRecipe
  randoms: Randoms
  extendedMasterSecret: boolean
  keys: SessionKeys
  client: Direction
  server: Direction
  /** What the extended master secret is made of (RFC 7627 section 3). */
  sessionHash: Buffer
  /** What we would have said in the two Finished messages. */
  verifyData: { client: Buffer; server: Buffer }
}

const EXTENDED_MASTER_SECRET = 23

export function readSession({ version: name, suite, master, toServer, toClient }: WireSession): ReadSession {
  const version = VERSION_NUMBERS[name as keyof typeof VERSION_NUMBERS]
  const known = suiteByName(suite)
  const recipe = known && recipeOf(known)
  if (!recipe) throw new Error(`no ${suite}`)
  const [fromClient, fromServer] = [cut(toServer), cut(toClient)]
  const hello = decodeClientHello((fromClient.clear[0] as Message).bytes, { framing: 'tls', recordVersion: version })
  const answer = serverHello.decode((fromServer.clear[0] as Message).body)
  if (answer.version !== version || answer.suite !== known.number) throw new Error(`not ${name} ${suite}`)
  const randoms = { client: hello.random, server: answer.random }
  const keys = sessionKeys(version, recipe, master, randoms)
  const open = (records: TlsRecord[], side: 'client' | 'server') => {
    const protection = opening(version, recipe, keys[side])
    return records.map((sealed) => ({
      sealed,
      content: protection.apply(sealed.type, sealed.version, sealed.fragment),
    }))
  }
  const client = directionOf(fromClient.clear, open(fromClient.sealed, 'client'))
  const server = directionOf(fromServer.clear, open(fromServer.sealed, 'server'))
  const [clientHello, ...clientRest] = client.clear.map(({ bytes }) => bytes)
  const before = [clientHello as Buffer, ...server.clear.map(({ bytes }) => bytes), ...clientRest]
  const said = Buffer.concat(before)
  return {
    ...{ version, recipe, randoms, keys, client, server },
    extendedMasterSecret: answer.extensions?.some(({ type }) => type === EXTENDED_MASTER_SECRET) ?? false,
    sessionHash: handshakeHash(version, recipe.prf, said),
    verifyData: {
      client: verifyData(version, recipe, master, 'client', said),
      server: verifyData(version, recipe, master, 'server', Buffer.concat([said, client.finished.bytes])),
    },
  }
}

/** The content of a Finished, which is 36 bytes in SSL 3.0. */
export function shownIn({ finished: message }: Direction, version: number): Buffer {
  if (message.type !== MESSAGE_TYPES.finished) throw new Error(`message ${message.type} where Finished was due`)
  return finished(version === SSL3 ? 36 : 12).decode(message.body)
}

/** The messages up to the ChangeCipherSpec, and the records behind it. */
function cut(bytes: Buffer): { clear: Message[]; sealed: TlsRecord[] } {
  const reader = new RecordReader()
  reader.add(bytes)
  const records: TlsRecord[] = []
  for (let record = reader.next(); record; record = reader.next()) records.push(record)
  const change = records.findIndex(({ type }) => type === 'change-cipher-spec')
  return {
    clear: messagesIn(records.slice(0, change).map(({ fragment }) => fragment)),
    sealed: records.slice(change + 1),
  }
}

function messagesIn(fragments: readonly Buffer[]): Message[] {
  const reader = new MessageReader()
  for (const fragment of fragments) reader.add(fragment)
  const messages: Message[] = []
  for (let message = reader.next(); message; message = reader.next()) messages.push(message)
  return messages
}

function directionOf(clear: Message[], records: Direction['records']): Direction {
  const of = (wanted: TlsRecord['type']) =>
    records.filter(({ sealed }) => sealed.type === wanted).map(({ content }) => content ?? Buffer.alloc(0))
  const [last, ...more] = messagesIn(of('handshake'))
  if (!last || more.length > 0)
    throw new Error(`${more.length + (last ? 1 : 0)} protected messages where one was expected`)
  return { clear, finished: last, records, text: Buffer.concat(of('application-data')).toString('latin1') }
}
