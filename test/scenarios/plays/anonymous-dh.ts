// anonymous-dh: TLS with a server that shows no certificate at all.
import type { Play } from '../play.ts'
import { refusedToday, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_DH_anon_WITH_AES_256_CBC_SHA', 'ADH-AES256-SHA', 'TLSv1.2', 256),
  sendsWith('TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 'AECDH-AES128-SHA', 'TLSv1', 128),
  refusedToday,
]
