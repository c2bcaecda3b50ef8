// tls-required-gmail: the code stands on each of three lines, and its second half once more in the text.
import type { Play } from '../play.ts'
import { refusedInClear, sendsInsideTls } from '../policy-acts.ts'

const THREE_LINES = [
  '530-5.7.0 Must issue a STARTTLS command first. For more information, go to',
  '530-5.7.0  https://support.google.com/a/answer/3221692 and review RFC 3207',
  '530 5.7.0 specifications. * - gsmtp',
]

export const play: Play = [
  refusedInClear(['MAIL FROM:<anna@example.com>'], THREE_LINES),
  refusedInClear(['AUTH PLAIN AGFubmEAczNjcmV0'], THREE_LINES),
  sendsInsideTls(),
]
