// mailbox-full: for now there is no room, in three lines.
import type { Play } from '../play.ts'
import { refusedAtRcpt } from '../queue-acts.ts'

export const play: Play = [
  refusedAtRcpt(
    'a client names two recipients and insists on DATA',
    '452-4.2.2 The email account that you tried to reach is over quota. Please direct',
    '452-4.2.2 the recipient to',
    '452 4.2.2  https://support.google.com/mail/?p=OverQuotaTemp 1 - gsmtp',
  ),
]
