// rc4-only: an old client sends, and RC4 is all that protects it.
import type { Play } from '../play.ts'
import { oldClientSendsWith, refusedToday } from '../weak-acts.ts'

export const play: Play = [
  oldClientSendsWith('TLS_RSA_WITH_RC4_128_SHA', 'TLSv1.2', 128),
  oldClientSendsWith('TLS_RSA_WITH_RC4_128_MD5', 'TLSv1', 128),
  refusedToday,
]
