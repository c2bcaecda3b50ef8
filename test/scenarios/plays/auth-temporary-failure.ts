// auth-temporary-failure: 454, today and tomorrow.
import { refusesPassword } from '../auth-acts.ts'
import type { Play } from '../play.ts'

export const play: Play = [
  refusesPassword(
    '454 4.7.0 Temporary authentication failure: Connection lost to authentication server',
    '530 5.7.0 Authentication required',
  ),
]
