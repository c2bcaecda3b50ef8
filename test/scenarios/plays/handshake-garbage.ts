// handshake-garbage: bytes that are no TLS, where a ServerHello was due.
import type { Play } from '../play.ts'
import { handshakeFails, inClearNextTime, nodemailerGivesUp } from '../tls-acts.ts'

export const play: Play = [
  handshakeFails(/wrong version number/),
  nodemailerGivesUp(/wrong version number/),
  inClearNextTime,
]
