// microsoft-365-conditional-access: a policy turns the user away.
import { refusesPassword, refusesToken } from '../auth-acts.ts'
import type { Play } from '../play.ts'

const REFUSAL =
  '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]'

export const play: Play = [
  refusesPassword(
    REFUSAL,
    '530 5.7.57 Client not authenticated to send mail. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
  ),
  refusesToken(REFUSAL),
]
