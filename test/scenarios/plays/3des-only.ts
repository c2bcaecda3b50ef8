// 3des-only: an old client sends with 112 bits.
import type { Play } from '../play.ts'
import { oldClientSendsWith, refusedToday } from '../weak-acts.ts'

export const play: Play = [
  oldClientSendsWith('TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLSv1.2', 112),
  oldClientSendsWith('TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLSv1', 112),
  refusedToday,
]
