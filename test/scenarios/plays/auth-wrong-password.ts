// auth-wrong-password: no user and no password is right.
import { refusesPassword } from '../auth-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  refusesPassword(
    '535 5.7.8 Error: authentication failed: authentication failure',
    '530 5.7.0 Authentication required',
  ),
]
