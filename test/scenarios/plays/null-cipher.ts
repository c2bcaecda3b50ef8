// null-cipher: TLS that signs every byte and hides none.
import type { Play } from '../play.ts'
import { refusedToday, sendsWith } from '../weak-acts.ts'

export const play: Play = [
  sendsWith('TLS_RSA_WITH_NULL_SHA256', 'NULL-SHA256', 'TLSv1.2', 0),
  sendsWith('TLS_RSA_WITH_NULL_SHA', 'NULL-SHA', 'TLSv1', 0),
  refusedToday,
]
