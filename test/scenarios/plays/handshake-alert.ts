// handshake-alert: alert 40, whatever the client offers.
import type { Play } from '../play.ts'
import { handshakeFails, inClearNextTime, nodemailerGivesUp } from '../tls-acts.ts'

export const play: Play = [handshakeFails(/alert number 40/), nodemailerGivesUp(/alert number 40/), inClearNextTime]
