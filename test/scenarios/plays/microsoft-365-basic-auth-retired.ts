// microsoft-365-basic-auth-retired: no passwords any more, a token will do.
import { refusesPassword, takesToken } from '../auth-acts.ts'
import type { Play } from '../play.ts'

const REFUSAL = '550 5.7.30 Basic authentication is not supported for Client Submission.'

export const play: Play = [
  refusesPassword(
    REFUSAL,
    '530 5.7.57 Client not authenticated to send mail. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
  ),
  takesToken,
]
