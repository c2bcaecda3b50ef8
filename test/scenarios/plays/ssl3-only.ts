// ssl3-only: an old client sends, one of today has no version in common.
import type { Play } from '../play.ts'
import { oldClientSendsWith, tooOldForToday } from '../weak-acts.ts'

export const play: Play = [
  oldClientSendsWith('TLS_RSA_WITH_AES_128_CBC_SHA', 'SSLv3', 128),
  oldClientSendsWith('TLS_RSA_WITH_RC4_128_SHA', 'SSLv3', 128),
  tooOldForToday,
]
