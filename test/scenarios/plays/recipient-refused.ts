// recipient-refused: nobody is known here.
import type { Play } from '../play.ts'
import { refusedAtRcpt } from '../queue-acts.ts'

export const play: Play = [
  refusedAtRcpt(
    'a client names two recipients and insists on DATA',
    '550 5.1.1 Recipient address rejected: User unknown in local recipient table',
  ),
]
