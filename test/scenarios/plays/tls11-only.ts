// tls11-only: a client that still speaks TLS 1.1 sends, one that starts at 1.2 does not.
import type { Play } from '../play.ts'
import { sendsWith, tooOldForToday } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE-RSA-AES128-SHA', 'TLSv1.1', 128),
  tooOldForToday,
]
