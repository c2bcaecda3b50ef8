// export-only: an old client sends with 40 bits; for one of today the version already is too old.
import type { Play } from '../play.ts'
import { oldClientSendsWith, tooOldForToday } from '../weak-acts.ts'

export const play: Play = [
  oldClientSendsWith('TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'TLSv1', 40),
  oldClientSendsWith('TLS_RSA_EXPORT_WITH_DES40_CBC_SHA', 'SSLv3', 40),
  tooOldForToday,
]
