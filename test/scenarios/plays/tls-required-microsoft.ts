// tls-required-microsoft: a temporary code for something that does not pass by itself.
import type { Play } from '../play.ts'
import { refusedInClear, sendsInsideTls } from '../policy-acts.ts'

const MAIL = 'MAIL FROM:<anna@example.com>'

export const play: Play = [
  refusedInClear([MAIL], ['451 5.7.3 STARTTLS is required to send mail [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]']),
  refusedInClear(['AUTH LOGIN'], ['504 5.7.4 Unrecognized authentication type']),
  sendsInsideTls(),
]
