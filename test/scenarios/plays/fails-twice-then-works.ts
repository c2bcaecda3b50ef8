// fails-twice-then-works: the third one gets through.
import type { Play } from '../play.ts'
import { refusedAtMail, sends } from '../queue-acts.ts'

const LATER = '451 4.3.0 Temporary lookup error'

export const play: Play = [
  refusedAtMail('the first try fails', LATER),
  refusedAtMail('the second try fails', LATER),
  sends('the third try gets through'),
  sends('and so do all others'),
]
