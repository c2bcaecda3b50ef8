// A client and the greeting that it waits for.
import type { EventOf, SessionView } from '../try-view.ts'

/** The QUIT of a client that said it in place of waiting for the greeting, and nothing else; null without one. */
export function quitUngreeted(session: SessionView): EventOf<'smtp.command-received'> | null {
  if (!session.first('smtp.talked-before-greeting')) return null
  const [first, ...others] = session.all('smtp.command-received')
  return first?.verb === 'QUIT' && others.length === 0 ? first : null
}
