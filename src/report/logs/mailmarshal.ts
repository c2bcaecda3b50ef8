// What Trustwave MailMarshal (SEG) would say of a session that it had made.
import { dialogueLines } from '../../product-log/dialogue.ts'
import { noRoute } from '../../product-log/mailmarshal.ts'
import type { TranscriptEvent } from '../../transcript/events.ts'
import { asClient } from './client-view.ts'
import type { ProductLog } from './product-log.ts'
import type { Session } from './sessions.ts'

export const mailMarshalLog: ProductLog = {
  name: 'log-mailmarshal',
  doc: 'The dialogue, and the sentence of a MailMarshal sender, had it been the client, where TLS did not come about',
  source: 'seed 003:6 (the sentence); the form of its log is in no seed',
  open: () => (event, session, at) =>
    linesOf(event, session).map((line) => `${at.toISOString().slice(0, 19).replace('T', ' ')} ${line}`),
}

function linesOf(event: TranscriptEvent, session: Session): string[] {
  const seen = asClient(event, session)
  // Which domain the mail is for has not been said yet: it is named by its server.
  const route = event.event === 'tls.failed' ? [noRoute(session.server)] : []
  return [...(seen ? dialogueLines(seen) : []), ...route]
}
