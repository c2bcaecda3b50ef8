// microsoft-365-security-defaults: no password, a token will do.
import { refusesPassword, takesToken } from '../auth-acts.ts'
import type { Play } from '../play.ts'

const REFUSAL =
  "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]"

export const play: Play = [
  refusesPassword(
    REFUSAL,
    '530 5.7.57 Client not authenticated to send mail. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
  ),
  takesToken,
]
