// tls-off: no STARTTLS in the list, and the command is not known.
import { requireTlsByNodemailer } from '../nodemailer-acts.ts'
import type { Play } from '../play.ts'
import { refusedInClear, sendsInClear } from '../policy-acts.ts'

export const play: Play = [
  sendsInClear(false),
  refusedInClear(['STARTTLS'], ['500 #5.5.1 command not recognized']),
  requireTlsByNodemailer('ETLS'),
]
