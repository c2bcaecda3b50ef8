// microsoft-365-smtp-auth-off-mailbox: SMTP AUTH is off for this mailbox.
import { refusesPassword, refusesToken } from '../auth-acts.ts'
import type { Play } from '../play.ts'

const REFUSAL =
  '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]'

export const play: Play = [
  refusesPassword(
    REFUSAL,
    '530 5.7.57 Client not authenticated to send mail. [MAXPR0101CA0021.INDPRD01.PROD.OUTLOOK.COM]',
  ),
  refusesToken(REFUSAL),
]
