// handshake-closes: an end without a word.
import type { Play } from '../play.ts'
import { handshakeFails, inClearNextTime, nodemailerGivesUp } from '../tls-acts.ts'

export const play: Play = [
  handshakeFails(/disconnected before secure TLS connection was established|end of the connection/),
  nodemailerGivesUp(/disconnected before secure TLS connection was established|closed/i),
  inClearNextTime,
]
