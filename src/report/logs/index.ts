// All logs, by the name that `--reporter` takes.
import { ciscoEsaLog } from './cisco-esa.ts'
import { emailgtwLog } from './emailgtw.ts'
import { exchangeSmtpReceiveLog } from './exchange-smtpreceive.ts'
import { exchangeSmtpSendLog } from './exchange-smtpsend.ts'
import { eximLog } from './exim.ts'
import { mailMarshalLog } from './mailmarshal.ts'
import { postfixLog } from './postfix.ts'
import type { ProductLog } from './product-log.ts'
import { sendmailLog } from './sendmail.ts'

export const LOGS: readonly ProductLog[] = [
  postfixLog,
  sendmailLog,
  eximLog,
  ciscoEsaLog,
  exchangeSmtpReceiveLog,
  exchangeSmtpSendLog,
  emailgtwLog,
  mailMarshalLog,
]
