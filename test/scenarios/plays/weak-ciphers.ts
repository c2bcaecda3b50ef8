// weak-ciphers: the weakest suites that OpenSSL still speaks, of both kinds, and none that a client of today offers.
import type { Play } from '../play.ts'
import { refusedToday, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_RSA_WITH_NULL_SHA256', 'NULL-SHA256', 'TLSv1.2', 0),
  sendsWith('TLS_DH_anon_WITH_AES_128_CBC_SHA', 'ADH-AES128-SHA', 'TLSv1.1', 128),
  refusedToday,
]
