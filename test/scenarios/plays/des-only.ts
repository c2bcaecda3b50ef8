// des-only: an old client sends with 56 bits.
import type { Play } from '../play.ts'
import { oldClientSendsWith, tooOldForToday } from '../weak-acts.ts'

export const play: Play = [
  oldClientSendsWith('TLS_RSA_WITH_DES_CBC_SHA', 'TLSv1.1', 56),
  oldClientSendsWith('TLS_RSA_WITH_DES_CBC_SHA', 'TLSv1', 56),
  tooOldForToday,
]
