// static-rsa-only: who offers RSA key exchange sends, who insists on ephemeral keys does not.
import type { Play } from '../play.ts'
import { refusedToday, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_RSA_WITH_AES_128_GCM_SHA256', 'AES128-GCM-SHA256', 'TLSv1.2', 128),
  sendsWith('TLS_RSA_WITH_AES_128_CBC_SHA', 'AES128-SHA', 'TLSv1', 128),
  refusedToday,
]
