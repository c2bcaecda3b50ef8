// Serves one SMTP session on a stream, to its end.
import type { ServedStream } from '../transcript/contracts.ts'
import type { ConversationContext } from './conversation.ts'

/**
 * Speaks SMTP until the connection is gone. Resolves then; a misbehaving client is an event, never an exception.
 * Rejects for a mistake of ours, and then the stream is the caller's to close.
 * smtp-server is loaded with the first session, behind the greeting of the listener.
 */
export async function converse(stream: ServedStream, context: ConversationContext): Promise<void> {
  const { ScriptedConnection } = await import('./connection.ts')
  if (stream.destroyed) return
  await new Promise<void>((resolve, reject) => {
    stream.once('close', resolve)
    new ScriptedConnection(stream, context, reject).init()
  })
}
