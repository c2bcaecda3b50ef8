// The message is larger than the server takes.
import { diagnosis } from '../diagnosis.ts'
import { refusalsIn, textOf } from '../signs/exchanges.ts'
import { sightingOf, TEXTS } from '../signs/replies.ts'

export const messageTooBig = diagnosis({
  id: 'message-too-big',
  rank: 66,
  cause: 'The message is larger than the server takes: "{reply}".',
  advice:
    'On the client: read SIZE in the answer to EHLO and declare the size at MAIL, so that this shows before the content is sent; make the message smaller (encoding adds a third). On the server: else raise the limit (Postfix: message_size_limit).',
  reference: 'RFC 1870 section 6',
  looksFor: ({ first }) =>
    sightingOf(
      refusalsIn(first).filter(
        ({ to, reply }) =>
          ['MAIL', 'message', 'BDAT', 'DATA'].includes(to) && reply.code >= 500 && TEXTS.tooBig.test(textOf(reply)),
      ),
    ),
})
