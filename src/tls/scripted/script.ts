// A handshake as a list of nodes. Faults are edits of that list: no node asks whether a fault is on.
import type { MessageName } from '../wire/handshake/message.ts'
import type { Conversation } from './conversation.ts'
import type { ServerMessages } from './server-messages.ts'

/** The server says a message. */
export interface SendNode<Name extends keyof ServerMessages = keyof ServerMessages> {
  name: string
  send: Name
  fields(conversation: Conversation): ServerMessages[Name] | Promise<ServerMessages[Name]>
}

/** The client has to say a message. */
export interface ExpectNode {
  name: string
  expect: MessageName
  /** Whether it is due at all; absent: always. */
  when?(conversation: Conversation): boolean
  /** `said` is what both had said before this message. Throws TlsFailure. */
  take(body: Buffer, conversation: Conversation, said: Buffer): void | Promise<void>
}

/** Anything else: waits, changes keys, sends bytes, ends the connection. */
export interface DoNode {
  name: string
  do(conversation: Conversation): void | Promise<void>
}

export type Node = SendNode | ExpectNode | DoNode

export type Script = readonly Node[]

/** Thrown by a node that has ended the connection itself. */
export class Left extends Error {
  constructor() {
    super('the script has left the connection')
    this.name = 'Left'
  }
}

/** Plays a handshake to its end. Rejects with TlsFailure, or with Left. */
export async function play(script: Script, conversation: Conversation): Promise<void> {
  for (const node of script) {
    if ('send' in node) conversation.send(node.send, (await node.fields(conversation)) as never)
    else if ('do' in node) await node.do(conversation)
    else if (node.when?.(conversation) ?? true) {
      const said = conversation.said
      await node.take(await conversation.receive(node.expect), conversation, said)
    }
  }
}

/** Keeps the fields of a message typed inside a list of nodes. */
export function sending<Name extends keyof ServerMessages>(
  name: Name,
  fields: (conversation: Conversation) => ServerMessages[Name] | Promise<ServerMessages[Name]>,
): SendNode {
  return { name, send: name, fields } as unknown as SendNode
}

/** The script with the fields of one message changed; the same script where that message is not sent. */
export function changed<Name extends keyof ServerMessages>(
  script: Script,
  name: Name,
  change: (fields: ServerMessages[Name], conversation: Conversation) => ServerMessages[Name],
): Script {
  return replaced(script, name, (node) => [
    sending(name, async (conversation) =>
      change((await (node as unknown as SendNode<Name>).fields(conversation)) as ServerMessages[Name], conversation),
    ),
  ])
}

/** The script with other nodes in place of one; the same script where there is none of that name. */
export function replaced(script: Script, name: string, by: (node: Node) => readonly Node[]): Script {
  if (!script.some((node) => node.name === name)) return script
  return script.flatMap((node) => (node.name === name ? by(node) : [node]))
}

/** The script with nodes behind one. */
export function behind(script: Script, name: string, ...nodes: readonly Node[]): Script {
  return replaced(script, name, (node) => [node, ...nodes])
}
